"""How a case ends: everything open is closed, the outcome stands, the parent is told. Ended cases are never edited."""

from typing import Any

from tongban.cases import bundles, processing, tasks
from tongban.cases.step import Work
from tongban.kit import clock


def close_case(work: Work, outcome: str, **body: Any) -> None:
    """Station close with its outcome; clocks stop, tasks, timers and tokens go."""
    processing.cancel(work)
    # A promise is checked after the certificate was handed over, so its task outlives the case.
    for task in work.case.tasks.filter(is_open=True).exclude(node="=after-check"):
        tasks.close(work, task)
    work.case.clocks.filter(stopped_on__isnull=True).exclude(kind="after_check").update(stopped_on=work.today)
    work.case.pauses.filter(ended_on__isnull=True).update(ended_on=work.today)
    work.case.corrections.filter(answered_on__isnull=True).update(answered_on=work.today)
    work.case.outcome, work.case.closed_at = outcome, clock.now()
    work.move("close")
    work.fact("case.closed", outcome=outcome, **body)
    bundles.tell_parent(work)
