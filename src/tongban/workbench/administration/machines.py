"""Clients of the API: the security administrator makes them; the secret is on the page once and nowhere else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongban.directory.actions import machines as clients
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import MachineClient
from tongban.directory.queries import rights as reading
from tongban.directory.roles import SECURITY_ADMIN
from tongban.engine.forms.identifiers import normalise_identifier
from tongban.workbench.forms import Form, field
from tongban.workbench.sign_in import doors

SCOPES = {
    "services.read": ("查事项", "Read services"),
    "cases.submit": ("提交办件", "Submit cases"),
    "cases.read": ("查办件", "Read cases"),
    "certificates.verify": ("核验证照", "Verify certificates"),
}
FIELDS = (
    field("name", "名称", "Name"),
    field("uscc", "所属单位的统一社会信用代码", "Credit code of its organisation", required=False),
    field("scopes", "权限范围", "Scopes", widget="checkboxes", options=SCOPES),
)


@doors.administrator(SECURITY_ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def machines(request: HttpRequest) -> HttpResponse:
    """The list, and a new client."""
    form = Form(FIELDS, request.POST)
    if request.method == "POST":
        code = normalise_identifier(form.text("uscc"))
        organisation = reading.organisation_by_uscc(code) if code else None
        if code and organisation is None:
            form.refuse({"uscc": ("没有登记这个单位", "No organisation with this code is known")})
        try:
            if not form.problems:
                client, secret = clients.create_client(
                    name=form.text("name"),
                    scopes=form.many("scopes"),
                    organisation=organisation,
                    by=request.actor,  # type: ignore[attr-defined]
                )
                return render(request, "administration/secret.html", {"client": client, "secret": secret})
        except Refuse as refused:
            form.refuse(refused.problems)
    context = {"form": form, "clients": reading.machine_clients()}
    return render(request, "administration/machines.html", context, status=422 if form.problems else 200)


@doors.administrator(SECURITY_ADMIN)
@require_POST
def end(request: HttpRequest, client: UUID) -> HttpResponse:
    """Ends a client and its tokens."""
    clients.end_client(get_object_or_404(MachineClient, pk=client), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("已停用"))
    return redirect("administration_machines")
