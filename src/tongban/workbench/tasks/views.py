"""The task list, soonest due first; filters stand in the address, the next page by its last row."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongban.cases.actions import working
from tongban.cases.queries import inbox
from tongban.cases.refusals import ActRefused
from tongban.directory.queries import calendar_for
from tongban.kit import clock
from tongban.workbench.case_page import acts
from tongban.workbench.forms import Form
from tongban.workbench.sign_in import doors
from tongban.workbench.tasks import presenting
from tongban.workbench.words import said


@doors.signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Administrators administrate, officers work; who only supervises begins with how the department stands."""
    if request.signed_in.officer.administration:  # type: ignore[attr-defined]
        return redirect("administration")
    return redirect("department" if request.actor.roles == {"supervisor"} else "tasks")  # type: ignore[attr-defined]


@doors.officers
@never_cache
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks of the viewer's department and roles."""
    actor, post = request.actor, request.signed_in.held.post  # type: ignore[attr-defined]
    calendar = calendar_for(post.department.region_id)
    form = Form(presenting.fields(presenting.services_of(post.department.code)), request.GET, presenting.NO_FILTER)
    chosen = presenting.chosen(form.text(name) for name in presenting.FILTERS)
    wanted = presenting.wanted_of(chosen, presenting.next_workday(calendar, clock.today()), actor.id)
    found = inbox.open_tasks(actor, after=request.GET.get("after", ""), wanted=wanted)
    context = {
        "form": form, "lines": presenting.lines(found, calendar, actor.id), "count": inbox.count_open(actor),
        "next": urlencode({**{k: v for k, v in chosen.items() if v}, "after": found.next}) if found.next else "",
        "is_filtered": any(chosen.values()), "is_later": bool(request.GET.get("after")),
    }  # fmt: skip
    return render(request, "tasks/tasks.html", context)


@doors.officers
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Takes a task from the list and goes to its case."""
    try:
        task = acts.task_id(request.POST)
        case_id = working.take(task, actor=request.actor)  # type: ignore[attr-defined]
    except ActRefused as refusal:
        return render(request, "tasks/refused.html", {"text": said(refusal.text)}, status=409)
    return redirect("case", case_id=case_id)


@doors.officers
@require_POST
def take_many(request: HttpRequest) -> HttpResponse:
    """Takes the ticked tasks, each by itself: one that was done meanwhile does not hold up the others."""
    taken = refused = 0
    for text in request.POST.getlist("task")[: inbox.PAGE]:
        try:
            working.take(acts.task_id({"task": text}), actor=request.actor)  # type: ignore[attr-defined]
            taken += 1
        except ActRefused:
            refused += 1
    if taken:
        messages.success(request, _("已领取 %(n)s 项") % {"n": taken})
    if refused:
        messages.warning(request, _("%(n)s 项没有领取：已办结，或不归本岗位") % {"n": refused})
    if not (taken or refused):
        messages.warning(request, _("没有勾选任务"))
    return redirect("tasks")


@doors.officers
@never_cache
@require_GET
def next_task(request: HttpRequest) -> HttpResponse:
    """On to the most urgent task in another case than the one just looked at."""
    try:
        but = UUID(request.GET.get("but", ""))
    except ValueError:
        but = None
    task = inbox.next_task(request.actor, but=but)  # type: ignore[attr-defined]
    if task is None:
        messages.success(request, _("没有别的待办任务了"))
        return redirect("tasks")
    return redirect(f"{reverse('case', args=[task.case_id])}?{urlencode({'task': str(task.id)})}")
