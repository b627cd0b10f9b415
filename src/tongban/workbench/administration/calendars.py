"""Working days: load the notice of a year, see which years are provisional, add local days."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.directory.actions import calendars
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import CalendarDay, Region
from tongban.directory.queries.years import local_days, years_of_calendar
from tongban.directory.roles import SYSTEM_ADMIN
from tongban.engine.problems import Problem, Refused
from tongban.kit import clock
from tongban.workbench.forms import Field, Form, field, radio, select
from tongban.workbench.sign_in import doors

MAX_BYTES = 100_000


@doors.administrator(SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The years, the local days, and the upload. A wrong file is reported line by line and changes nothing."""
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is None or sent.size is None or sent.size > MAX_BYTES:
            return _page(request, report=[_no_file()])
        try:
            notice = calendars.load_year(sent.read(), file=sent.name or "", by=request.actor)  # type: ignore[attr-defined]
        except Refused as refused:
            return _page(request, report=list(refused.problems))
        messages.success(request, _("%(year)s 年已导入，未办结的期限会重新计算") % {"year": notice.year})
        return redirect("administration_calendar")
    return _page(request)


def _no_file() -> Problem:
    return Problem(
        "", None, "", "请选择不超过 100 kB 的 TOML 或 CSV 文件", "Choose a TOML or CSV file of at most 100 kB",
        "选择文件", "Choose a file",
    )  # fmt: skip


def _local_fields() -> tuple[Field, ...]:
    regions = {region.pk: (region.name_zh, region.name_en) for region in Region.objects.valid_on(clock.today())}
    return (
        select("region", "行政区划", "Region", regions),
        field("day", "日期", "Day", widget="date"),
        radio("kind", "这一天", "This day is", {"off": ("放假", "off"), "work": ("上班", "worked")}),
        field("reason_zh", "原因（中文）", "Reason in Chinese"),
        field("reason_en", "原因（英文）", "Reason in English"),
        field("source", "依据文件", "Source document"),
    )


@doors.administrator(SYSTEM_ADMIN)
@require_POST
def add_local(request: HttpRequest) -> HttpResponse:
    """One extra day off or worked in one place."""
    form = Form(_local_fields(), request.POST)
    day = form.day("day")
    region = Region.objects.filter(pk=form.text("region")).first()
    if day is None:
        form.refuse({"day": form.problems.get("day", ("请填写日期", "Enter the day"))})
    if region is None:
        form.refuse({"region": ("请选择行政区划", "Choose the region")})
    if form.text("kind") not in ("off", "work"):
        form.refuse({"kind": ("请选择放假或上班", "Choose off or worked")})
    if day is None or region is None or form.problems:
        return _page(request, form=form)
    try:
        calendars.add_local_day(
            region, day, is_workday=form.text("kind") == "work", reason_zh=form.text("reason_zh"),
            reason_en=form.text("reason_en"), source=form.text("source"), by=request.actor,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refuse as refused:
        form.refuse(refused.problems)
        return _page(request, form=form)
    messages.success(request, _("已添加，未办结的期限会重新计算"))
    return redirect("administration_calendar")


@doors.administrator(SYSTEM_ADMIN)
@require_POST
def remove(request: HttpRequest, day: UUID) -> HttpResponse:
    """Takes a local day back."""
    try:
        calendars.remove_local_day(get_object_or_404(CalendarDay, pk=day), by=request.actor)  # type: ignore[attr-defined]
    except Refuse as refused:
        messages.error(request, refused.problems[""][0])
    return redirect("administration_calendar")


def _page(request: HttpRequest, *, form: Form | None = None, report: list[Problem] | None = None) -> HttpResponse:
    context = {
        "form": form or Form(_local_fields(), {}),
        "report": report or [],
        "years": years_of_calendar(clock.today()),
        "local_days": local_days(),
    }
    wrong = bool(report) or bool(form and form.problems)
    return render(request, "administration/calendar.html", context, status=422 if wrong else 200)
