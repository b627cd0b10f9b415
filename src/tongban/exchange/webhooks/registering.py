"""A client names its addresses, changes their secrets, and asks for something once more."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.exchange.models import Webhook, WebhookDelivery
from tongban.exchange.webhooks import calling, signing
from tongban.kit import clock, ledger
from tongban.kit.access import Actor
from tongban.kit.models import Installation

MOST = 5
OVERLAP = timedelta(hours=24)
EVENTS = (
    "case.submitted", "case.opened", "case.filed", "case.correction_asked", "case.correction_answered", "case.supplemented", "case.accepted",
    "case.suspended", "case.resumed", "case.extended", "case.decided", "case.delivered", "case.closed",
    "certificate.issued",
)  # fmt: skip
"""Kinds of facts that can be heard of; what officers do among themselves is not told."""


class HookRefused(ValueError):
    """`code`: address, events, too-many-hooks, hook-exists."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def register(actor: Actor, address: str, events: Sequence[str]) -> tuple[Webhook, str]:
    """A new address of the calling client, and its secret, told this once. Raises HookRefused."""
    assert actor.kind == "machine" and actor.id is not None
    if not calling.is_fit(address, at_home=Installation.is_demo()):
        raise HookRefused("address")
    if not set(events) <= set(EVENTS):
        raise HookRefused("events")
    if Webhook.objects.filter(client=actor.id, is_active=True).count() >= MOST:
        raise HookRefused("too-many-hooks")
    secret = signing.new_secret()
    try:
        with transaction.atomic():
            hook = Webhook.objects.create(
                client_id=actor.id, address=address, events=sorted(set(events)), secret=secret
            )
            ledger.act("webhook.registered", actor=actor, webhook=str(hook.id))
    except IntegrityError:
        raise HookRefused("hook-exists") from None
    return hook, secret


def own(actor: Actor) -> list[Webhook]:
    """The addresses of the calling client, newest first."""
    return list(Webhook.objects.filter(client=actor.id, is_active=True).order_by("-id"))


@transaction.atomic
def end(actor: Actor, hook: UUID) -> bool:
    """Nothing more is sent there. False if it is none of the client's."""
    ended = Webhook.objects.filter(pk=hook, client=actor.id, is_active=True).update(is_active=False)
    if ended:
        ledger.act("webhook.ended", actor=actor, webhook=str(hook))
    return bool(ended)


@transaction.atomic
def renew_secret(actor: Actor, hook: UUID) -> str | None:
    """Another secret, told this once; for a day both sign. None if the address is none of the client's."""
    row = Webhook.objects.defer(None).select_for_update().filter(pk=hook, client=actor.id, is_active=True).first()
    if row is None:
        return None
    row.earlier_secret, row.earlier_until, row.secret = row.secret, clock.now() + OVERLAP, signing.new_secret()
    row.save(update_fields=["earlier_secret", "earlier_until", "secret"])
    ledger.act("webhook.secret-renewed", actor=actor, webhook=str(hook))
    return str(row.secret)


@transaction.atomic
def once_more(delivery: UUID, hook: UUID) -> bool:
    """What was sent or given up waits anew, under its old id. False if there is none such."""
    settled = (WebhookDelivery.State.SENT, WebhookDelivery.State.DEAD)
    rows = WebhookDelivery.objects.filter(pk=delivery, webhook=hook, state__in=settled)
    return bool(rows.update(state=WebhookDelivery.State.WAITING, attempts=0, next_at=clock.now()))
