"""Every address of both sites is closed to somebody without a sign-in, but for the lists here."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from tongban.config.settings import sites
from tongban.kit.ids import new_id

CLOSED = {401, 403, 404, 405}
SIGN_IN = re.compile(r"^/(accounts/login|sign-in)/")
# By name of the address: what anybody may open or send.
OPEN = {
    "public": """api_reference home search services theme event department guide region look_up looked_up verify trust verify_offline verify_file
        health robots sitemap sitemap_index sitemap_part
        set_language set_elder set_colours account_login account_signup account_inactive
        account_request_login_code account_confirm_login_code account_verify_phone openid_connect_login openid_connect_callback
        socialaccount_login_cancelled socialaccount_login_error mailbox account_logout
        api:openapi-json api:find_services api:one_service api:form api:one_case api:verify api:token api:api-root
        oauth_token oauth_revoke oauth_metadata""",
    "office": """officer_sign_in officer_set_up health set_language set_elder set_colours office-api:openapi-json
        office-api:token office-api:api-root""",
}
STAND_INS = "stand-in/identity/"  # another organisation's pages, played by us: they know no account of ours


def addresses(patterns: list[Any], before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, path) of every address, with made-up values in its places."""
    for one in patterns:
        path = before + _filled(one)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one.url_patterns, path, inner)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name or path}", path


def _filled(pattern: Any) -> str:
    made = {UUIDConverter: str(new_id()), IntConverter: "1", SlugConverter: "x", StringConverter: "x"}
    text = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        value = next(value for kind, value in made.items() if isinstance(converter, kind))
        text = re.sub(rf"<[^<>]*\b{name}>", value, text)
    assert "<" not in text, text
    return text


def opened() -> set[str]:
    """The addresses that let somebody without a sign-in do or see anything."""
    clear_url_caches()
    found = set()
    for name, path in addresses(get_resolver().url_patterns):
        if path.startswith(STAND_INS):
            continue
        for method in ("get", "post"):
            answer = getattr(Client(raise_request_exception=False), method)(f"/{path}")
            sent_away = answer.status_code == 302 and SIGN_IN.match(answer["Location"])
            if not (answer.status_code in CLOSED or sent_away):
                found.add(name)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["public", "office"])
def test_doors(site: str, city: Any, settings: Any) -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with override_settings(**{"public": sites.PUBLIC, "office": sites.OFFICE}[site]):
        names = [name for name, _ in addresses(get_resolver().url_patterns)]
        assert len(names) > 40
        assert set(OPEN[site].split()) - set(names) == set()
        assert opened() - set(OPEN[site].split()) == set()
    clear_url_caches()
