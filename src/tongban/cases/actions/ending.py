"""How a case ends: everything open is closed, the outcome stands, the parent is told. Ended cases are never edited."""

from typing import Any

from django.db.models import Q

from tongban.cases import bundles, clocks, corrections, processing
from tongban.cases.step import Work
from tongban.kit import clock


def close_case(work: Work, outcome: str, **body: Any) -> None:
    """Station close with its outcome; clocks stop, tasks, timers and tokens go."""
    processing.cancel(work)
    # A promise is checked after the certificate was handed over, so its task outlives the case.
    # A letter that stopped is owed after the end too.
    kept = Q(node="=after-check") | Q(node__startswith="=letter:")
    work.case.tasks.filter(is_open=True).exclude(kept).update(is_open=False, closed_at=clock.now())
    clocks.stop_all(work)
    if work.case.station in ("work", "decide"):
        work.case.pauses.filter(ended_on__isnull=True).update(ended_on=work.today)
        processing.cancel_handovers(work)
    if work.case.station == "submit" or work.package.is_bundle:
        corrections.end(work)
    work.case.outcome, work.case.closed_at = outcome, clock.now()
    work.move("close")
    work.fact("case.closed", outcome=outcome, **body)
    bundles.tell_parent(work)
