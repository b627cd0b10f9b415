"""The task list, soonest due first; filters stand in the address, the next page by its last row."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
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
    """Administrators administrate, officers work."""
    return redirect("administration" if request.signed_in.officer.administration else "tasks")  # type: ignore[attr-defined]


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
