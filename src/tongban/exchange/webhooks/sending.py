"""Sends what waits: in order for each case and address, again and again with longer pauses, in the end given up.

A row is locked while it is sent; if this process is killed the row still waits and is sent again under the same id.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import transaction

from tongban.exchange.models import Webhook, WebhookDelivery
from tongban.exchange.webhooks import calling, signing
from tongban.kit import clock
from tongban.kit.models import Installation

ATTEMPTS = 10  # the last about 17 hours after the first
AT_ONCE, PER_RUN = 8, 64
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=6)
KEPT = timedelta(days=30)
State = WebhookDelivery.State


def pause_after(attempts: int) -> timedelta:
    """How long nothing is tried after so many failures."""
    return min(FIRST_PAUSE * 3 ** (attempts - 1), LONGEST_PAUSE)


def send_waiting() -> int:
    """One round: the oldest due news of each case and address. Returns how many arrived."""
    due = WebhookDelivery.objects.filter(state=State.WAITING, webhook__is_active=True)
    first = due.order_by("webhook", "case", "id").distinct("webhook", "case").values("id")
    with transaction.atomic():
        rows = list(
            WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(id__in=list(first[:PER_RUN].values_list("id", flat=True)), next_at__lte=clock.now())
            .order_by("next_at", "id")
        )  # fmt: skip
        if not rows:
            return 0
        hooks = Webhook.objects.defer(None).in_bulk({row.webhook_id for row in rows})
        calls = [(hooks[row.webhook_id].address, *_message(row, hooks[row.webhook_id])) for row in rows]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            at_home = Installation.is_demo()  # asked here: a thread that asks would hold a connection of its own
            answers = list(pool.map(lambda call: _call(*call, at_home=at_home), calls))
        for row, (arrived, said) in zip(rows, answers, strict=True):
            _note(row, arrived, said)
    return sum(arrived for arrived, _ in answers)


def _message(row: WebhookDelivery, hook: Webhook) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(row.body, ensure_ascii=False, separators=(",", ":")).encode()
    keys = [hook.secret]
    if hook.earlier_secret and hook.earlier_until and clock.now() < hook.earlier_until:
        keys.append(hook.earlier_secret)
    return body, signing.headers(f"msg_{row.id.hex}", int(time.time()), body, keys)


def forget_old() -> None:
    """What arrived or was given up is forgotten after a month."""
    old = clock.now() - KEPT
    WebhookDelivery.objects.exclude(state=State.WAITING).filter(created_at__lt=old).delete()
    WebhookDelivery.objects.filter(webhook__is_active=False).delete()


def _call(address: str, body: bytes, headers: dict[str, str], *, at_home: bool) -> tuple[bool, str]:
    try:
        status = calling.post(address, body, headers, at_home=at_home)
    except calling.Unreachable as wrong:
        return False, str(wrong)
    return 200 <= status < 300, str(status)


def _note(row: WebhookDelivery, arrived: bool, said: str) -> None:
    row.attempts, row.said = row.attempts + 1, said[:120]
    if arrived:
        row.state, row.sent_at = State.SENT, clock.now()
    elif row.attempts >= ATTEMPTS or said == "410":  # Gone: the receiver wants no more of it
        row.state = State.DEAD
    else:
        row.next_at = clock.now() + pause_after(row.attempts)
    row.save(update_fields=["attempts", "said", "state", "sent_at", "next_at"])
