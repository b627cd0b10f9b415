"""Every page of both sites is visited and looked at with axe: each kind in one mode, what is used most in two more."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import URLResolver, get_resolver

from tests.browser.crawling import MODES, Crawl, in_turn
from tests.browser.people import Officer, fill, press
from tests.browser.running import RunningCity
from tests.browser.shop import BUNDLE

pytestmark = pytest.mark.browser
PUBLIC, OFFICE = "tongban.config.urls_public", "tongban.config.urls_office"
TWICE = (MODES[0], MODES[-1])  # what is used most, in the two that differ most
# By name of the address: what is sent, not opened; files; parts of a page; what machines read.
NO_PAGES = {
    PUBLIC: """set_language set_elder set_colours region attach detach upload remove submit messages_read question_look
        way making list_above draft material letter certificate looked_up trust message_report health
        api:openapi-json sitemap_index sitemap_part robots openid_connect_login openid_connect_callback act_for
        answer_invitation revoke_mandate withdraw_invitation end_app oauth_token oauth_revoke oauth_metadata
        mailbox account_logout account_confirm_login_code account_verify_phone account_email_code
        account_inactive socialaccount_login_cancelled""",
    OFFICE: """set_language set_elder set_colours task_take task_take_many task_next case_complete case_take case_personal
        case_act case_material case_material_picture case_letter case_certificate notice_again notice_rang counter_start counter_draft
        counter_submit counter_discard counter_upload counter_remove counter_attach counter_detach stand_in stand_in_answer
        exchange health officer_sign_out administration_link administration_ask administration_close administration_answer
        administration_take_link administration_local_day administration_remove_day administration_substitute
        administration_end administration_end_machine administration_webhook_again administration_try_again
        administration_ledger_export""",
}
# Only after something that has tests of its own: a correction, a hearing, a rating, a second post, a machine's address.
NOT_TODAY = {
    PUBLIC: "corrected correct supplement withdraw change statement rate case_receipt socialaccount_login_error",
    OFFICE: "officer_post officer_set_up counter_correction counter_supplement case_receipt administration_webhooks",
}


def names(patterns: list[Any], space: str = "") -> Iterator[str]:
    """Of every address but the API's and the stand-ins'."""
    for one in patterns:
        if not isinstance(one, URLResolver):
            yield one.name
        elif not one.namespace and "stand-in" not in str(one.pattern):
            yield from names(one.url_patterns, space)


def crawl(chromium: Any, site: str, urlconf: str) -> Crawl:
    return Crawl(chromium, site, urlconf, frozenset(NO_PAGES[urlconf].split()))


def unseen(one: Crawl) -> set[str]:
    """What is a page, could have been visited, and was not."""
    known = set(names(get_resolver(one.urlconf).url_patterns))
    listed = {name for table in (NO_PAGES, NOT_TODAY) for name in table[one.urlconf].split()}
    return known - listed - one.seen


def asking(app: str) -> str:
    """Where the demo city's app sends a person to be asked."""
    back = {"client_id": app, "response_type": "code", "redirect_uri": "http://127.0.0.1/back"}
    return "/oauth/authorize/?" + urlencode(
        back | {"scope": "cases.read looks.read", "code_challenge": "x" * 43, "code_challenge_method": "S256"}
    )


def at_the_counter(one: Officer) -> list[str]:
    """Somebody comes in and begins: the pages of it."""
    one.page.goto(f"{one.site}/counter/")
    fill(one.page, {"number": "19900000102"})
    press(one.page)
    found = [f"{one.page.url}?q=开饭馆"]
    one.page.goto(found[0])
    one.page.get_by_role("button", name="开始收件").first.click()
    return [*found, one.page.url]


def test_the_public_site(
    chromium: Any, running_city: RunningCity, seen: dict[str, Any], citizen: Any, new_page: Any
) -> None:
    site, modes = running_city.public, in_turn()
    whole = crawl(chromium, site, PUBLIC)
    whole.walk(new_page(), [f"{site}/", f"{site}/search/?q=开饭馆", f"{site}/search/?q=量子纠缠"], modes)
    page, check = seen["check"]
    rest = [check.replace("check/", name) for name in ("questions/", "matters/", "discard/")]
    asked = asking(str(running_city.asked("SELECT id FROM directory_machineclient WHERE redirect_uris <> '{}'")))
    journey = [f"{site}{asked}", *(seen[name][1] for name in ("mine", "form", "materials", "check", "receipt", "case"))]
    whole.walk(page, [*journey, *rest], modes)
    for_a_firm = citizen("19900000104")
    for_a_firm.begin(BUNDLE)
    whole.walk(for_a_firm.page, [f"{site}/my/organisations/"], modes)
    for mode in TWICE:
        whole.look_at(
            page, [seen["form"][1], seen["materials"][1], seen["case"][1], f"{site}/services/{BUNDLE}/"], mode
        )
    assert whole.found == []
    assert unseen(whole) == set()


def test_the_office_site(
    chromium: Any, running_city: RunningCity, seen: dict[str, Any], officer: Any, new_page: Any
) -> None:
    site, modes = running_city.office, in_turn()
    whole = crawl(chromium, site, OFFICE)
    whole.walk(new_page(), [f"{site}/sign-in/"], modes)
    desk, tasks = officer("feixinmin"), seen["tasks"][1]
    case = seen["office case"][1]
    whole.walk(desk.page, [tasks, case, *at_the_counter(desk)], modes)
    for mode in TWICE:
        whole.look_at(desk.page, [tasks, case], mode)
    for name in ("wenruyan", "wuliben", "xizhengqing"):
        whole.walk(officer(name).page, [f"{site}/"], modes)
    assert whole.found == []
    assert unseen(whole) == set()
