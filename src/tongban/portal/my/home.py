"""The personal page beside its list of cases: what waits for me, certificates and when they end, organisations."""

from datetime import date
from typing import Any

from django.urls import reverse

from tongban.cases.models import Case, Correction
from tongban.cases.queries import cases
from tongban.cases.queries.certificates import held
from tongban.cases.status import is_refused
from tongban.catalog.queries import package_of
from tongban.directory.queries import organisations_of
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.portal.my.showing import service_name
from tongban.portal.words import day, name_of, said
from tongban.records.models import Certificate
from tongban.ui.navigation import address

Row = dict[str, Any]
SOON = 90  # days before its end in which a certificate is marked: time enough for most renewals
MORE = (
    ("messages", ("站内消息", "Messages"), ("收到的通知和文书", "Notices and letters sent to you")),
    ("looks", ("谁看过我的信息", "Who looked at my data"), ("哪个部门、为什么、什么时候", "Which department, why, and when")),
    ("organisations", ("我的单位", "My organisations"), ("以单位名义办事，管理代办人", "Act for an organisation; manage agents")),
    ("account", ("我的账号", "My account"), ("手机号、邮箱、密码", "Phone, e-mail, password")),
)  # fmt: skip


def shown(viewer: Actor) -> Row:
    """What the first page shows around the list."""
    today = clock.today()
    return {
        "to_do": _to_do(viewer, today),
        "certificates": [_certificate(one, today) for one in held(viewer)],
        "organisations": [one.organisation.name for one in organisations_of(viewer.id, today)] if viewer.id else [],
        "more": [
            {"url": address(name), "name": said(title), "what": said(what)}
            for name, title, what in MORE
            if address(name)
        ],
    }


def _to_do(viewer: Actor, today: date) -> list[Row]:
    """Each with what to do and by when; the nearest day first, what has no day last."""
    waiting = cases.to_do(viewer)
    asked = Correction.objects.filter(case__in=waiting, answered_on__isnull=True)
    until = {one.case_id: one.lapses_on for one in asked}
    rows = [(until.get(one.id), _line(one, until.get(one.id), today)) for one in waiting]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0] or date.max)]


def _line(case: Case, until: date | None, today: date) -> Row:
    correction = case.reason == "correction"
    return {
        "name": service_name(case),
        "number": case.case_no,
        "url": reverse("case", kwargs={"case": case.id}),
        "what": said(_asked(case)),
        "until": day(until),
        "left": max((until - today).days, 0) if until else None,
        "colour": "good" if not correction and not is_refused(case) else "warn",
    }


def _asked(case: Case) -> tuple[str, str]:
    if case.reason == "correction":
        return "去补正", "Correct it"
    return ("看不予的决定", "Read the refusal") if is_refused(case) else ("领取结果", "Take the result")


def _certificate(one: Certificate, today: date) -> Row:
    left = (one.valid_to - today).days if one.valid_to else None
    return {
        "name": said(package_of(one.package_version_id).service.result.name),
        "number": one.number,
        "authority": name_of(one.authority),
        "valid_to": day(one.valid_to),
        "url": reverse("case", kwargs={"case": one.case}),
        "state": _state(left),
    }


def _state(left: int | None) -> Row | None:
    """A mark for what ends soon or has ended; none for the rest."""
    if left is None or left > SOON:
        return None
    if left < 0:
        return {"text": said(("已过有效期", "Expired")), "colour": "bad"}
    return {"text": said((f"还有 {left} 天到期", f"{left} days left")), "colour": "warn"}
