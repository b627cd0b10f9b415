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
from tongban.workbench.forms import Form, field, radio
from tongban.workbench.sign_in import doors

SCOPES = {
    "services.read": ("查事项", "Read services"),
    "cases.submit": ("提交办件", "Submit cases"),
    "cases.read": ("查办件", "Read cases"),
    "certificates.change": ("申请证照更正、补发", "Ask for changes of certificates"),
    "certificates.verify": ("核验证照", "Verify certificates"),
    "messages.read": ("看个人的消息（仅应用）", "Read a person's messages (apps only)"),
    "looks.read": ("看谁看过个人信息（仅应用）", "Read who looked at a person's data (apps only)"),
}
SECRET = {"kept": ("有服务器，能保管密钥", "It has a server that keeps a secret"),
          "none": ("装在手机或电脑上，不能保管密钥", "It is installed with people and cannot keep one")}  # fmt: skip
FIELDS = (
    field("name", "名称", "Name"),
    field("uscc", "所属单位的统一社会信用代码", "Credit code of its organisation", required=False),
    field("scopes", "权限范围", "Scopes", widget="checkboxes", options=SCOPES),
    field(
        "redirect_uris", "返回地址（替个人办事的应用才填，一行一个）", "Where people are sent back to (only for apps that act for persons; one a line)",
        widget="textarea", required=False,
        hint=("https 地址，或者应用自己的地址，如 com.example.app:/back", "https, or the app's own such as com.example.app:/back"),
    ),
    radio("secret", "密钥（应用才选）", "Secret (only for apps)", SECRET, required=False),
)  # fmt: skip


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
                    redirect_uris=form.text("redirect_uris").split(),
                    is_confidential=form.text("secret") != "none",
                )
                shown = secret if client.is_confidential else ""
                return render(request, "administration/secret.html", {"client": client, "secret": shown})
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
