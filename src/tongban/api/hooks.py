"""Webhooks: a client names where it wants to hear of its own cases, and sees what it was told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tongban.api.bearer import OWN, organisation_client
from tongban.api.errors import Refusal
from tongban.api.shapes import Received, Refused
from tongban.exchange.models import Webhook, WebhookDelivery
from tongban.exchange.webhooks import registering

router = Router(tags=["webhooks"], auth=OWN)
PAGE = 50
REFUSED = {401: Refused, 403: Refused, 404: Refused}


class NewHook(Received):
    address: str = Field(max_length=500)
    events: list[str] = Field(default=[], max_length=40, description="empty: all of them")


class Hook(Schema):
    id: UUID
    address: str
    events: list[str]
    created_at: datetime


class Secret(Schema):
    secret: str = Field(description="told this once")


class HookMade(Hook, Secret):
    """With the secret."""


class Hooks(Schema):
    items: list[Hook]


class Delivery(Schema):
    id: UUID
    type: str
    state: str = Field(description="waiting, sent or dead")
    attempts: int
    said: str = Field(description="status or error of the last attempt")
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime


class Deliveries(Schema):
    items: list[Delivery]
    next: UUID | None


@router.post(
    "/webhooks", response={201: HookMade, 409: Refused, 422: Refused, **REFUSED}, summary="登记回调地址 Name an address"
)
def register_webhook(request: HttpRequest, new: NewHook) -> Status[dict[str, Any]]:
    """News is signed with the secret as Standard Webhooks has it, and tried ten times over seventeen hours."""
    try:
        hook, secret = registering.register(organisation_client(request), new.address, new.events)
    except registering.HookRefused as refused:
        raise Refusal(refused.code) from None
    return Status(201, {**_shown(hook), "secret": secret})


@router.get("/webhooks", response={200: Hooks, **REFUSED}, summary="已登记的地址 The addresses")
def list_webhooks(request: HttpRequest) -> dict[str, Any]:
    """Newest first."""
    return {"items": [_shown(one) for one in registering.own(organisation_client(request))]}


@router.delete("/webhooks/{hook}", response={204: None, **REFUSED}, summary="停用地址 End an address")
def end_webhook(request: HttpRequest, hook: UUID) -> Status[None]:
    """Nothing more is sent there, not even what waits."""
    if not registering.end(organisation_client(request), hook):
        raise Http404
    return Status(204, None)


@router.post("/webhooks/{hook}/secret", response={200: Secret, **REFUSED}, summary="更换密钥 Change the secret")
def renew_webhook_secret(request: HttpRequest, hook: UUID) -> dict[str, Any]:
    """For a day news bears two signatures, by the old secret and by the new one."""
    secret = registering.renew_secret(organisation_client(request), hook)
    if secret is None:
        raise Http404
    return {"secret": secret}


@router.get("/webhooks/{hook}/deliveries", response={200: Deliveries, **REFUSED}, summary="已发送的消息 What was sent")
def list_webhook_deliveries(
    request: HttpRequest, hook: UUID, after: UUID | None = None, limit: int = Query(PAGE, ge=1, le=100)
) -> dict[str, Any]:
    """Newest first, kept for a month. `next`, if any, is the `after` of the following page."""
    rows = WebhookDelivery.objects.filter(webhook=_own(request, hook)).order_by("-id")
    found = list((rows.filter(id__lt=after) if after else rows)[: limit + 1])
    shown = found[:limit]
    return {"items": [_line(one) for one in shown], "next": shown[-1].id if len(found) > limit else None}


@router.post(
    "/webhooks/{hook}/deliveries/{delivery}/again", response={202: None, **REFUSED}, summary="再发一次 Send once more"
)
def send_webhook_again(request: HttpRequest, hook: UUID, delivery: UUID) -> Status[None]:
    """Under the same id."""
    if not registering.once_more(delivery, _own(request, hook).id):
        raise Http404
    return Status(202, None)


def _own(request: HttpRequest, hook: UUID) -> Webhook:
    found = next((one for one in registering.own(organisation_client(request)) if one.id == hook), None)
    if found is None:
        raise Http404
    return found


def _shown(hook: Webhook) -> dict[str, Any]:
    return {"id": hook.id, "address": hook.address, "events": hook.events, "created_at": hook.created_at}


def _line(row: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": row.id, "type": row.kind, "state": row.state, "attempts": row.attempts, "said": row.said,
        "created_at": row.created_at, "sent_at": row.sent_at, "next_at": row.next_at,
    }  # fmt: skip
