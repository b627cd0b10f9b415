"""The department overview and the search by case number."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongban.cases.models import Case
from tongban.cases.queries import overview
from tongban.cases.status import status_of
from tongban.catalog.queries import package_of
from tongban.directory.queries import calendar_for
from tongban.engine.deadlines import Calendar
from tongban.kit import clock, ledger
from tongban.workbench import words
from tongban.workbench.case_page.parts import applicant
from tongban.workbench.notices.lines import failed_here
from tongban.workbench.sign_in import doors
from tongban.workbench.tasks.presenting import next_workday, workdays_left
from tongban.workbench.words import called, said


@doors.officers
@never_cache
@require_GET
def department(request: HttpRequest) -> HttpResponse:
    """Open cases by station, light and age, what is late or due within a week, and who holds what."""
    actor, post = request.actor, request.signed_in.held.post  # type: ignore[attr-defined]
    calendar = calendar_for(post.department.region_id)
    counts = overview.by_station(actor, soon=next_workday(calendar, clock.today()))
    stations = {one.station: one for one in counts}
    rows = [
        {"name": called(words.STATIONS, code), "total": one.total, "soon": one.soon, "late": one.late,
         "good": one.total - one.soon - one.late}
        for code in words.STATIONS if (one := stations.get(code)) is not None
    ]  # fmt: skip
    today = clock.today()
    late, soon = (
        [_line(case, workdays_left(calendar, case.due, today)) for case in found]  # type: ignore[attr-defined]
        for found in (overview.overdue(actor), overview.coming(actor, _week_on(calendar, today)))
    )
    ages = zip((called(AGES, str(n)) for n in range(len(AGES))), overview.by_age(actor), strict=True)
    context = {"department": words.name_of(post.department), "rows": rows, "late": late, "soon": soon,
               "ages": list(ages), "holders": [_holder(one) for one in overview.holders(actor)],
               "failed": failed_here(actor)}  # fmt: skip
    return render(request, "overview/department.html", context)


AGES: dict[str, words.Pair] = {
    "0": ("一周以内", "Up to a week"),
    "1": ("一周至一个月", "A week to a month"),
    "2": ("一个月至三个月", "One to three months"),
    "3": ("三个月以上", "More than three months"),
}


def _week_on(calendar: Calendar, day: date) -> date:
    """The fifth working day from now."""
    for _ in range(5):
        day = next_workday(calendar, day)
    return day


def _holder(one: overview.Holder) -> dict[str, Any]:
    name = one.name if one.officer else said(("尚无人领取", "Taken by nobody"))
    return {"name": name, "total": one.total, "late": one.late, "since": words.day(one.oldest)}


def _line(case: Case, left: int) -> dict[str, Any]:
    return {
        "id": case.id,
        "number": case.case_no,
        "service": said(package_of(case.package_version_id).service.name),
        "applicant": applicant(case),
        "state": said(status_of(case)),
        "due": words.day(case.due),  # type: ignore[attr-defined]
        "left": said(
            (f"已超 {-left} 个工作日", f"{-left} working days late")
            if left < 0
            else (f"还剩 {left} 个工作日", f"{left} working days left")
        ),
    }


@doors.officers
@never_cache
@require_GET
def find_case(request: HttpRequest) -> HttpResponse:
    """By the exact number. A case one may not see is not found; each search is a fact."""
    number = request.GET.get("number", "").strip()
    found = overview.by_number(request.actor, number) if number else None  # type: ignore[attr-defined]
    if number:
        case = found.id if found else None
        ledger.access("case.searched", actor=request.actor, case=case, found=found is not None)  # type: ignore[attr-defined]
    if found is not None:
        return redirect("case", case_id=found.id)
    return render(request, "overview/find.html", {"number": number}, status=404 if number else 200)
