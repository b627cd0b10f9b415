"""What a client of the API is told of its cases, and whether it arrived: for the security administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.directory.models import MachineClient
from tongban.directory.roles import SECURITY_ADMIN
from tongban.exchange.models import Webhook, WebhookDelivery
from tongban.exchange.webhooks.registering import once_more
from tongban.workbench import words
from tongban.workbench.sign_in import doors

SHOWN = 50
STATES = {
    "waiting": ("neutral", ("等待推送", "Waiting")),
    "sent": ("good", ("已送到", "Arrived")),
    "dead": ("bad", ("已放弃", "Given up")),
}


@doors.administrator(SECURITY_ADMIN)
@require_GET
def webhooks(request: HttpRequest, client: UUID) -> HttpResponse:
    """The addresses of the client, and what was sent last."""
    rows = WebhookDelivery.objects.filter(webhook__client=client).order_by("-id")[:SHOWN]
    context = {
        "client": get_object_or_404(MachineClient, pk=client),
        "hooks": Webhook.objects.filter(client=client, is_active=True).order_by("-id"),
        "lines": [
            {"row": row, "colour": STATES[row.state][0], "state": words.said(STATES[row.state][1])} for row in rows
        ],
    }
    return render(request, "administration/webhooks.html", context)


@doors.administrator(SECURITY_ADMIN)
@require_POST
def again(request: HttpRequest, client: UUID, delivery: UUID) -> HttpResponse:
    """Once more, under its old number."""
    row = get_object_or_404(WebhookDelivery, pk=delivery, webhook__client=client)
    if once_more(row.id, row.webhook_id):
        messages.success(request, _("已重新排队，稍后推送"))
    return redirect("administration_webhooks", client)
