"""The looks a case is about, for who handles it: with the officer's name and the reason recorded. Part of reading the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.cases.known import access_of
from tongban.cases.models import Case
from tongban.catalog.queries import package_of
from tongban.directory.models import Officer
from tongban.kit.ledger.models import Access


@dataclass(frozen=True)
class Questioned:
    """One reading: when, who, what kind, and why as it was written."""

    at: datetime
    officer: str
    kind: str
    reason: str


def questioned(case: Case) -> Sequence[Questioned]:
    """All readings by that officer in that case within the hour of the look that is questioned; none if it is of no ledger.

    Only what concerns the applicant of this case: a key from elsewhere finds nothing.
    """
    key = access_of(case, package_of(case.package_version_id))
    first = Access.objects.filter(id=key).first() if key else None
    if first is None or not _concerns(first, case):
        return ()
    since = first.at.replace(minute=0, second=0, microsecond=0)
    rows = Access.objects.filter(
        actor=first.actor, case=first.case, subject=first.subject, at__gte=since, at__lt=since + timedelta(hours=1)
    ).order_by("at", "id")
    officer = Officer.objects.in_bulk({first.actor} - {None}).get(first.actor)  # type: ignore[call-overload]
    name = officer.name if officer else ""
    return tuple(Questioned(one.at, name, one.kind, one.purpose) for one in rows)


def _concerns(look: Access, case: Case) -> bool:
    whose = {"citizen": case.citizen_id} if case.organisation_id is None else {"organisation": case.organisation_id}
    in_own_case = look.case is not None and Case.objects.filter(pk=look.case, **whose).exists()
    return in_own_case or (case.organisation_id is None and look.subject == case.citizen_id)
