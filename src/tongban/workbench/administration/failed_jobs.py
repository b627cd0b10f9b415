"""What did not succeed by itself: the system administrator sees it, mends the cause, and may have it tried again at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.cases.queries.cases import numbers_of
from tongban.directory.roles import SYSTEM_ADMIN
from tongban.kit import failed_jobs as reading
from tongban.kit import ledger
from tongban.workbench.sign_in import doors
from tongban.workbench.words import Pair, called

NAMES: dict[str, Pair] = {
    "case.letter": ("制作文书", "Write a letter"),
    "case.issue": ("制作证照", "Make a certificate"),
    "case.sealed": ("盖章文件归入办件", "Take a sealed file into its case"),
    "case.service": ("移交其他系统", "Hand over to another system"),
    "case.answered": ("收取其他系统的回复", "Take the answer of another system"),
    "cases.sweep": ("按日期办理（默示受理、逾期等）", "What time does: silence, lapse, overdue"),
    "bundle.news": ("汇总“一件事”", "Follow the parts of a bundle"),
    "exchange.deliver-message": ("发送短信或邮件", "Send a message"),
}


@doors.administrator(SYSTEM_ADMIN)
@require_GET
def failed(request: HttpRequest) -> HttpResponse:
    """The oldest fifty."""
    found = reading.failed()
    numbers = numbers_of({case for one in found if (case := _case(one)) is not None})
    lines = [_line(one, numbers) for one in found]
    return render(request, "administration/failed_jobs.html", {"lines": lines, "count": reading.how_many()})


@doors.administrator(SYSTEM_ADMIN)
@require_POST
def again(request: HttpRequest, job: int) -> HttpResponse:
    """Once more, now; pressed twice it is queued once."""
    if reading.try_again(job):
        ledger.act("job.tried_again", actor=request.actor, job=job)  # type: ignore[attr-defined]
        messages.success(request, _("已重新排队"))
    else:
        messages.info(request, _("这项工作已不在失败之列"))
    return redirect("administration_failed_jobs")


def _case(one: reading.FailedJob) -> UUID | None:
    key = one.references.get("case") or one.references.get("parent")
    return UUID(key) if key else None


def _line(one: reading.FailedJob, numbers: dict[UUID, str]) -> dict[str, Any]:
    case = _case(one)
    return {
        "id": one.id,
        "name": called(NAMES, one.name),
        "code": one.name,
        "number": numbers.get(case, "") if case is not None else "",
        "attempts": one.attempts,
        "since": one.since,
    }
