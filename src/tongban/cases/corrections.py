"""The open correction of a case; in a bundle it lies with the parent, and ends when no child waits for its answer."""

from collections.abc import Iterable
from datetime import date

from tongban.cases.models import Case, Correction
from tongban.cases.step import Work


def open_one(work: Work) -> Correction | None:
    """What was told and is still waited for; of a child, what was told on its parent."""
    return Correction.objects.filter(
        case_id=work.case.parent_id or work.case.id, answered_on__isnull=True
    ).first()  # fmt: skip


def has_lapsed(row: Correction | None, today: date) -> bool:
    """Whether the time the notice told is over, even if the clock has not come round to ending the case."""
    return row is not None and row.lapses_on is not None and row.lapses_on < today


def end(work: Work) -> None:
    """Nothing is waited for any more: the case was accepted or has ended."""
    work.case.corrections.filter(answered_on__isnull=True).update(answered_on=work.today)


def end_for_bundle(parent: Work, children: Iterable[Case]) -> None:
    """The one correction of a bundle ends when no child that it is about can still be corrected."""
    row = open_one(parent)
    before = [one for one in children if one.station == "submit"]
    if row is None or any(one.reason == "correction" or one.child_code in row.told for one in before):
        return
    end(parent)
    if parent.case.reason == "correction":
        parent.move(parent.case.station)
