"""Which places the header and footer lead to: only addresses that the site really has."""

from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import gettext_lazy as _

PLACES = {
    "public": (
        ("services", _("办事")),
        ("my_cases", _("我的办件")),
        ("messages", _("消息")),
        ("look_up", _("查进度")),
        ("verify", _("验证照")),
    ),
    "office": (
        ("tasks", _("我的待办")),
        ("desk_news", _("动态")),
        ("counter", _("窗口收件")),
        ("department", _("部门概览")),
        ("find_case", _("查办件")),
        ("administration", _("管理")),
    ),
}
KEYS = {"tasks": "g t", "department": "g d", "find_case": "g f"}
COUNTER_ONLY = frozenset({"counter"})
SIGNED_IN_ONLY = frozenset(
    {"my_cases", "messages", "tasks", "desk_news", "counter", "department", "find_case", "administration"}
)
WAYS = {
    "home": ("home", "administration"),
    "sign_in": ("account_login", "officer_sign_in"),
    "account": ("account",),
    "organisations": ("organisations",),
    "sign_out": ("officer_sign_out",),
    "choose_post": ("officer_post",),
    "password": ("officer_password",),
    "language": ("set_language",),
    "elder": ("set_elder",),
    "colours": ("set_colours",),
    "sitemap": ("sitemap",),
    "accessibility": ("accessibility",),
    "privacy": ("privacy",),
    "keyboard": ("keyboard",),
}


@dataclass(frozen=True)
class Place:
    """One link of the header."""

    url: str
    label: str
    here: bool
    badge: str = ""
    key: str = ""  # the keys that lead there: keys.js


def links(request: HttpRequest) -> list[Place]:
    """The places of this site, in order; those for signed-in people only when somebody is."""
    actor = getattr(request, "actor", None)
    anonymous = actor is None or actor.kind == "anonymous"
    badges = getattr(request, "badges", {})
    found: list[Place] = []
    for name, label in PLACES.get(getattr(settings, "SITE", ""), ()):
        url = address(name)
        if not url or (anonymous and name in SIGNED_IN_ONLY) or not _fits(name, actor):
            continue
        here = request.path == url if url == "/" else request.path.startswith(url)
        if here and found and found[-1].here:  # my/ and my/messages/: the longer address is meant
            found[-1] = replace(found[-1], here=False)
        badge = badges[name]() if name in badges else ""
        found.append(Place(url, str(label), here, badge, KEYS.get(name, "")))
    return found


def _fits(name: str, actor: object) -> bool:
    """Administrators do no casework, officers do not administrate, and only a counter takes applications."""
    roles = getattr(actor, "roles", ())
    administrates = any(str(role).endswith("-admin") for role in roles)
    if name in COUNTER_ONLY and "counter" not in roles:
        return False
    if name == "administration":
        return administrates
    return name not in SIGNED_IN_ONLY or not administrates


def ways() -> dict[str, str]:
    """Addresses that the base templates use, by purpose; "" where this site has none."""
    return {purpose: next(filter(None, map(address, names)), "") for purpose, names in WAYS.items()}


def address(name: str) -> str:
    """The address of a URL name, or ""."""
    return _address(name, get_urlconf() or str(getattr(settings, "ROOT_URLCONF", "")))


@cache
def _address(name: str, urlconf: str) -> str:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return ""
