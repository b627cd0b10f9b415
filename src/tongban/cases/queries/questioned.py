"""The looks a case is about, for who handles it: by post, with the reason recorded. Part of reading the case.

The officer's name is for the body that judges; the department that looked has it after the decision only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.cases.known import access_of
from tongban.cases.models import Case, Decision
from tongban.catalog.queries import package_of
from tongban.directory.models import Department, Officer, Post
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Access


@dataclass(frozen=True)
class Questioned:
    """One reading: when, by which post of which department (zh, en), who where the viewer may know, what kind, and why."""

    at: datetime
    post: tuple[str, str]
    officer: str
    kind: str
    reason: str


def questioned(case: Case, viewer: Actor) -> Sequence[Questioned]:
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
    post, name = _post(first), _name(first) if _may_know(first, case, viewer) else ""
    return tuple(Questioned(one.at, post, name, one.kind, one.purpose) for one in rows)


def _may_know(look: Access, case: Case, viewer: Actor) -> bool:
    return viewer.department != look.department or Decision.objects.filter(case=case).exists()


def _name(look: Access) -> str:
    found = Officer.objects.filter(pk=look.actor).first() if look.actor else None
    return found.name if found else ""


def _post(look: Access) -> tuple[str, str]:
    department = Department.objects.filter(pk=look.department).first() if look.department else None
    post = Post.objects.filter(pk=look.post).first() if look.post else None
    there = [one for one in (department, post) if one is not None]
    return " · ".join(one.name_zh for one in there), " · ".join(one.name_en for one in there)


def _concerns(look: Access, case: Case) -> bool:
    whose = {"citizen": case.citizen_id} if case.organisation_id is None else {"organisation": case.organisation_id}
    in_own_case = look.case is not None and Case.objects.filter(pk=look.case, **whose).exists()
    return in_own_case or (case.organisation_id is None and look.subject == case.citizen_id)
