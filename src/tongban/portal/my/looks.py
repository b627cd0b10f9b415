"""谁看过我的信息: each reading of the viewer's data by others, and their own apart; by case and month."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from tongban.cases.actions import questioning
from tongban.cases.models import Case
from tongban.cases.queries import cases
from tongban.cases.queries.looks import Look, Wanted, looks
from tongban.kit import clock
from tongban.kit.access import NotAllowed
from tongban.portal.entering import applicant, applicant_button
from tongban.portal.my.look_words import data_said, reader_said, why_said
from tongban.portal.my.showing import service_name, uuid_of
from tongban.portal.words import moment, said
from tongban.ui.fields import PlainField

MONTHS = 36
NOBODYS = UUID(int=0)


@applicant
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One page of lines; filters are kept in the address."""
    asked = {key: request.GET.get(key, "").strip()[:60] for key in ("case", "month", "own")}
    month = _month(asked["month"])
    seen = cases.visible(request.actor)  # type: ignore[attr-defined]
    row = seen.filter(case_no=asked["case"]).first() if asked["case"] else None
    wanted = Wanted(
        case=row.id if row else NOBODYS if asked["case"] else None, own=asked["own"] == "1",
        since=clock.on(month, 0) if month else None, until=clock.on(_following(month), 0) if month else None,
        older=_older(request.GET.get("older", "")),
    )  # fmt: skip
    try:
        lines, following = looks(request.actor, wanted)  # type: ignore[attr-defined]
    except NotAllowed:
        return render(request, "portal/my/looks.html", {"agent": True}, status=403)
    known = {one.id: one for one in seen.filter(id__in={line.case for line in lines if line.case})}
    kept = {key: value for key, value in asked.items() if value}
    unknown = {"zh": "您没有这个编号的办件", "en": "You have no case with this number"}
    context = {
        "lines": [_line(one, known) for one in lines],
        "rows": _fields(asked, unknown if asked["case"] and row is None else None),
        "own": wanted.own,
        "other_side": urlencode({**kept, "own": "" if wanted.own else "1"}),
        "next": urlencode({**kept, "older": f"{following[0].isoformat()}_{following[1]}"}) if following else "",
        "first": (urlencode(kept) or "own=") if wanted.older else "",
    }
    return render(request, "portal/my/looks.html", context)


@applicant_button("looks")
@require_POST
def question(request: HttpRequest, look: UUID) -> HttpResponse:
    """对查询有异议: a draft of the matter the city offers for it, with what the ledger says of the look already in it."""
    draft = questioning.start(look, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("draft", draft=draft.id)


def _line(one: Look, known: dict[UUID, Case]) -> dict[str, Any]:
    row = known.get(one.case) if one.case else None
    begun, ended = moment(one.since), moment(one.until)
    return {
        "question": reverse("question_look", kwargs={"look": one.id}) if one.may_be_questioned else "",
        "when": begun if begun == ended else f"{begun} – {ended[-5:]}",
        "who": reader_said(one),
        "times": one.times,
        "what": data_said(one),
        "why": why_said(one),
        "case": {"name": service_name(row), "number": row.case_no, "url": reverse("case", kwargs={"case": row.id})}
        if row else None,
    }  # fmt: skip


def _fields(asked: dict[str, str], problem: dict[str, str] | None) -> list[dict[str, Any]]:
    number = PlainField("case", ("办件编号", "Case number"), required=False)
    months = {"": said(("全部", "All"))}
    first = clock.today().replace(day=1)
    for _ in range(MONTHS):
        months[f"{first:%Y-%m}"] = said((f"{first.year} 年 {first.month} 月", f"{first:%B %Y}"))
        first = _before(first)
    month = PlainField("month", ("月份", "Month"), "select", options=months, required=False)
    return [
        {"field": number, "value": asked["case"], "problem": problem},
        {"field": month, "value": asked["month"], "problem": None},
    ]


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _following(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _older(text: str) -> tuple[datetime, UUID] | None:
    """Where a page begins: the moment and key of the line above it."""
    when, _, key = text.partition("_")
    found = uuid_of(key)
    try:
        return (datetime.fromisoformat(when), found) if found else None
    except ValueError:
        return None
