"""The first page of an administrator: what is theirs to do, and for the system administrator what is red."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.directory.queries import account_requests
from tongban.directory.queries.overview import departments_overview
from tongban.directory.queries.years import years_of_calendar
from tongban.directory.roles import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from tongban.kit import clock, failed_jobs
from tongban.kit.models import Installation
from tongban.workbench.sign_in import doors


@doors.administrator(SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One page, three faces."""
    actor = request.actor  # type: ignore[attr-defined]
    roles = actor.roles
    context: dict[str, object] = {"installation": Installation.objects.first(), "today": clock.today()}
    context["waiting"] = account_requests.waiting_for(actor)
    if SYSTEM_ADMIN in roles:
        lines = departments_overview(clock.today())
        context |= {
            "is_system": True,
            "failed": failed_jobs.how_many(),
            "red": [line for line in lines if line.red or line.empty_roles],
            "years": years_of_calendar(clock.today()),
        }
    context |= {"is_security": SECURITY_ADMIN in roles, "is_audit": AUDIT_ADMIN in roles}
    return render(request, "administration/home.html", context)
