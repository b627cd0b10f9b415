"""动态 of a post, the two acts on a notice, and the preview of what each event says."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongban.cases.actions import noticing
from tongban.cases.models import DeskNotice
from tongban.cases.queries import inboxes
from tongban.cases.queries.file import case_file
from tongban.cases.refusals import ActRefused
from tongban.catalog.queries import package_of
from tongban.kit.access import NotAllowed
from tongban.workbench import words
from tongban.workbench.case_page.parts import applicant
from tongban.workbench.notices import previewing
from tongban.workbench.sign_in import doors
from tongban.workbench.words import Pair, called, said

PAGE = 25
WHAT: dict[str, Pair] = {
    "task": ("新任务", "New task"),
    "yellow": ("转为黄灯", "Turned yellow"),
    "red": ("转为红灯", "Turned red"),
    "withdrawn": ("申请人撤回", "Withdrawn by the applicant"),
    "supplemented": ("容缺材料已补齐", "The papers that were owed are here"),
}
COLOURS = {"yellow": "warn", "red": "bad", "task": "info", "supplemented": "good"}


@doors.officers
@never_cache
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """What is new, a line for each case, newest first."""
    rows = inboxes.desk(request.actor, after=_place(request.GET.get("after", "")), size=PAGE + 1)  # type: ignore[attr-defined]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "lines": [_line(one) for one in rows[:PAGE]],
        "next": f"after={last.at.timestamp():.6f}_{last.id}" if last else "",
        "is_later": "after" in request.GET,
    }
    return render(request, "notices/news.html", context)


def _place(text: str) -> tuple[datetime, UUID] | None:
    at, _sign, last = text.partition("_")
    try:
        return datetime.fromtimestamp(float(at), words.CITY_ZONE), UUID(last)
    except (ValueError, OverflowError, OSError):
        return None


def _line(one: DeskNotice) -> dict[str, Any]:
    case = one.case
    return {
        "case": case.id, "number": case.case_no, "service": said(package_of(case.package_version_id).service.name),
        "applicant": applicant(case), "what": called(WHAT, one.what), "colour": COLOURS.get(one.what, "neutral"),
        "name": words.name_of(one), "more": one.number - 1, "at": words.moment(one.at),
        "unread": not one.was_read,  # type: ignore[attr-defined]
    }  # fmt: skip


@doors.officers
@require_POST
def send_again(request: HttpRequest, case_id: UUID, notice_id: UUID) -> HttpResponse:
    """One more message of the same notice."""
    return _act(request, case_id, lambda actor: noticing.send_again(case_id, notice_id, actor=actor), _("已再次发送"))


@doors.officers
@require_POST
def rang(request: HttpRequest, case_id: UUID, notice_id: UUID) -> HttpResponse:
    """The person was rung instead."""
    outcome = request.POST.get("outcome", "")
    return _act(
        request,
        case_id,
        lambda actor: noticing.rang(case_id, notice_id, actor=actor, outcome=outcome),
        _("已记下电话联系"),
    )


def _act(request: HttpRequest, case_id: UUID, act: Any, done: str) -> HttpResponse:
    try:
        case_file(request.actor, case_id)  # type: ignore[attr-defined]
        act(request.actor)  # type: ignore[attr-defined]
    except NotAllowed:
        raise Http404 from None
    except ActRefused as refusal:
        messages.error(request, said(refusal.text))
    else:
        messages.success(request, done)
    return redirect("case", case_id=case_id)


@doors.officers
@require_GET
def texts(request: HttpRequest, package: str = "") -> HttpResponse:
    """What each event says, by channel and language, with made-up values."""
    chosen = previewing.version(package) if package else None
    if package and chosen is None:
        raise Http404
    shown = chosen or previewing.first()
    context = {"packages": previewing.packages(), "chosen": shown, "events": previewing.events(shown)}
    return render(request, "notices/texts.html", context)
