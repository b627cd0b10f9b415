"""What the foot of every public page says of who runs the site (国办秘函〔2019〕19号: 网站标识), and a notice of the day."""

import re
from collections.abc import Mapping

from django.db import transaction

from tongban.directory.actions.rights import Refuse, require
from tongban.directory.roles import SYSTEM_ADMIN
from tongban.kit import ledger
from tongban.kit.access import Actor
from tongban.kit.models import Installation

WANTED = (
    "sponsor_zh", "sponsor_en", "host_zh", "host_en", "phone", "site_code", "icp", "police", "domain", "find_errors",
    "organ_mark", "accessible_mark",
)  # fmt: skip
NOTICE = ("notice_zh", "notice_en")
LONGEST = 200
_SHAPES = {
    "site_code": (r"[0-9A-Za-z]{10}", ("网站标识码是 10 位数字或字母", "The site code has 10 digits or letters")),
    "icp": (r".{1,3}ICP备\d{6,10}号(-\d+)?", ("写成“某ICP备12345678号”", "Write it as 某ICP备12345678号")),
    "police": (r".{1,4}公网安备 ?\d{14}号", ("写成“某公网安备 14位数字号”", "Write it as 某公网安备, 14 digits, 号")),
    "phone": (r"[0-9+() -]{3,30}", ("电话只有数字和连字符", "A phone number has digits and hyphens only")),
    "domain": (
        r"([a-z0-9-]+\.)+[a-z]{2,}",
        ("写域名，例如 www.city.gov.cn", "Write a domain, such as www.city.gov.cn"),
    ),
    **dict.fromkeys(
        ("find_errors", "organ_mark", "accessible_mark"),
        (r"https://\S+", ("写以 https:// 开头的地址", "Write an address that begins with https://")),
    ),
}
_PAIRS = (("sponsor_zh", "sponsor_en"), ("host_zh", "host_en"), NOTICE)


def problems_of(facts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is wrong, by field; what is empty is missing, not wrong, but both languages go together."""
    found = {
        name: told
        for name, (shape, told) in _SHAPES.items()
        if facts.get(name) and not re.fullmatch(shape, facts[name])
    }
    for pair in _PAIRS:
        given = [bool(facts.get(name)) for name in pair]
        if any(given) and not all(given):
            found[pair[given.index(False)]] = ("中文和英文都要写", "Give both Chinese and English")
    too_long = [name for name, text in facts.items() if len(text) > LONGEST]
    return {**found, **dict.fromkeys(too_long, (f"不超过 {LONGEST} 个字", f"At most {LONGEST} characters"))}


def facts_now() -> dict[str, str]:
    """What is set; {} while there is no city."""
    row = Installation.objects.first()
    return dict(row.facts) if row else {}


def missing(facts: Mapping[str, str]) -> list[str]:
    """What inspections ask for and the site does not say."""
    return [name for name in WANTED if not facts.get(name)]


@transaction.atomic
def describe(facts: Mapping[str, str], *, by: Actor) -> None:
    """Sets them all; what is left empty is said nowhere. Raises Refuse, NotAllowed."""
    require(by, SYSTEM_ADMIN, "site.describe")
    known = {name: text.strip() for name, text in facts.items() if name in (*WANTED, *NOTICE) and text.strip()}
    if problems := problems_of(known):
        raise Refuse(problems)
    before = facts_now()
    changed = sorted(name for name in {*before, *known} if before.get(name) != known.get(name))
    if changed:
        Installation.objects.update(facts=known)
        ledger.act("site.described", actor=by, changed=changed)
