"""谁看过我的信息: what was read of a person, or of the organisation they represent (个人信息保护法 44, 45).

The database gives these lines by one function that knows the viewer by itself (cases migration 0002): reads of one
reader in one case within an hour are one line, and of an officer nothing but department and post is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from tongban.cases.models import Case, RevisionMaterial
from tongban.directory.models import Department, Post
from tongban.directory.queries import is_general, mandate_in_force
from tongban.kit import clock, ledger
from tongban.kit.access import Actor, NotAllowed

PAGE = 30
_CALL = "SELECT * FROM cases_looks(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Look:
    """`times` reads by one reader between `since` and `until`. `reader`: self, agent, officer, machine, system, anonymous.

    `kinds` are kinds of accesses; `reasons` what was written then; `acts` what the same reader did in the case then.
    """

    id: UUID
    since: datetime
    until: datetime
    times: int
    kinds: tuple[str, ...]
    reader: str
    department: Department | None
    post: Post | None
    channel: str
    case: UUID | None
    reasons: tuple[str, ...]
    system: str
    acts: tuple[str, ...]

    @property
    def may_be_questioned(self) -> bool:
        """Whether it was an officer: of them a reason can be asked."""
        return self.reader == "officer"


@dataclass(frozen=True)
class Wanted:
    """Which lines: of one case, between two moments; `own` the viewer's own ones; `older` than (moment, key)."""

    case: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    own: bool = False
    older: tuple[datetime, UUID] | None = None


def looks(viewer: Actor, wanted: Wanted) -> tuple[Sequence[Look], tuple[datetime, UUID] | None]:
    """One page, newest first, and where the next begins. NotAllowed: nobody signed in, or an agent for some matters."""
    _require_subject(viewer)
    older = wanted.older or (None, None)
    rows = _ask(None, wanted.case, wanted.since, wanted.until, wanted.own, *older, PAGE + 1)
    shown = rows[:PAGE]
    return shown, (shown[-1].until, shown[-1].id) if len(rows) > PAGE else None


def look(viewer: Actor, key: UUID) -> Look:
    """The line with this access. NotAllowed if none of the viewer's has it."""
    _require_subject(viewer)
    row = found(key)
    if row is None:
        raise NotAllowed("no-such-look")
    return row


def found(key: UUID | None) -> Look | None:
    """The same for whoever the database takes the viewer to be; None where it is nobody's, or nobody looks."""
    rows = _ask(key, None, None, None, None, None, None, 1) if key is not None else []
    return rows[0] if rows else None


def read(viewer: Actor, case: Case, kind: str = "case.read") -> Case:
    """The case, whose reading by another than its applicant is a fact; nobody is told of what they read themselves, but
    of what an app read in their name."""
    if viewer.kind != "citizen" or viewer.id != case.citizen_id or viewer.via:
        ledger.access(kind, actor=viewer, case=case.id, subject=case.citizen_id)
    return case


def paper(viewer: Actor, material: UUID, subject: UUID | None) -> None:
    """A paper somebody else handed in was read, in the first case that rests on it."""
    rows = RevisionMaterial.objects.filter(material=material).order_by("id")
    case = rows.values_list("revision__case", flat=True).first()
    ledger.access("material.read", actor=viewer, case=case, subject=subject, material=str(material))


def _require_subject(viewer: Actor) -> None:
    """The person; for an organisation who may act for it in everything, as no line says which matter it is of."""
    if viewer.kind != "citizen" or viewer.id is None:
        raise NotAllowed("sign-in")
    if viewer.on_behalf_of is not None:
        mandate = mandate_in_force(viewer.id, viewer.on_behalf_of, None, clock.today())
        if mandate is None or not is_general(mandate):
            raise NotAllowed("representative")


def _ask(*values: UUID | datetime | bool | int | None) -> list[Look]:
    with connection.cursor() as cursor:
        cursor.execute(_CALL, values)
        rows = cursor.fetchall()
    departments = Department.objects.in_bulk({row[6] for row in rows} - {None})
    posts = Post.objects.in_bulk({row[7] for row in rows} - {None})
    return [
        Look(
            id=row[0], since=row[1], until=row[2], times=row[3], kinds=tuple(row[4]), reader=row[5],
            department=departments.get(row[6]), post=posts.get(row[7]), channel=row[8], case=row[9],
            reasons=tuple(row[10]), system=row[11], acts=tuple(row[12]),
        )
        for row in rows
    ]  # fmt: skip
