"""News of cases for the systems of their applicants: read from the ledger, handed down to `exchange.webhooks`.

A fact is news once for each address; what was committed late is found as well, for a day.
"""

from datetime import timedelta
from typing import Any

from django.db import connection

from tongban.cases.models import Case
from tongban.cases.status import status_of
from tongban.exchange.models import Webhook, WebhookDelivery
from tongban.exchange.webhooks import sending
from tongban.exchange.webhooks.registering import EVENTS
from tongban.kit import clock, jobs
from tongban.kit.ledger.models import Act

LOOK_BACK = timedelta(days=1)
PER_ROUND = 500
FRESH = """
SELECT h.id, a.id FROM exchange_webhook h
JOIN directory_machineclient m ON m.id = h.client_id AND m.is_active AND 'cases.read' = ANY(m.scopes)
JOIN cases_case c ON c.organisation_id = m.organisation_id
JOIN kit_act a ON a."case" = c.id
WHERE h.is_active AND a.kind = ANY(%s) AND (cardinality(h.events) = 0 OR a.kind = ANY(h.events))
  AND a.at > %s AND a.recorded_at >= h.created_at
  AND NOT EXISTS (SELECT 1 FROM exchange_webhookdelivery d WHERE d.webhook_id = h.id AND d.fact = a.id)
ORDER BY a.recorded_at, a.id LIMIT %s
"""


def gather() -> int:
    """Facts that some address has not heard of become news to it. Returns how many."""
    if not Webhook.objects.filter(is_active=True).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(FRESH, [list(EVENTS), clock.now() - LOOK_BACK, PER_ROUND])
        pairs = cursor.fetchall()
    facts = Act.objects.in_bulk([fact for _, fact in pairs])
    cases = Case.objects.select_related("package_version", "decision").in_bulk({one.case for one in facts.values()})
    rows = []
    for hook, key in pairs:
        fact = facts[key]
        assert fact.case is not None
        now = clock.now()
        rows.append(WebhookDelivery(
            webhook_id=hook, fact=key, case=fact.case, kind=fact.kind, body=_body(fact, cases[fact.case]),
            next_at=now, created_at=now,
        ))  # fmt: skip
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _body(fact: Act, case: Case) -> dict[str, Any]:
    """What happened, and how the case stands when it is told. No answer, no name: these are read over the API."""
    status = status_of(case)
    return {
        "type": fact.kind,
        "timestamp": fact.at.astimezone(clock.CITY_ZONE).isoformat(timespec="seconds"),
        "data": {
            "number": case.case_no, "station": case.station, "reason": case.reason, "outcome": case.outcome,
            "status": {"zh": status.zh, "en": status.en},
        },
    }  # fmt: skip


@jobs.periodic("cases.news", "*/1 * * * * */10")
def tell() -> None:
    """Every ten seconds. Late or twice does no harm."""
    gather()
    sending.send_waiting()


@jobs.periodic("cases.old-news", "29 3 * * *")
def forget() -> None:
    """Each night."""
    sending.forget_old()
