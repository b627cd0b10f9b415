"""The whole file of one case as an officer reads it before an act, in a number of statements that does not grow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from tongban.cases import processing, relying
from tongban.cases.models import (
    Case,
    Correction,
    Decision,
    Defect,
    Delivery,
    Opinion,
    Rating,
    Revision,
    RevisionMaterial,
    Task,
)
from tongban.cases.queries import cases, clock_view, possible, story
from tongban.cases.queries.sight import Sight, personal_slots, sight
from tongban.cases.step import Work
from tongban.directory.models import Department, Officer
from tongban.engine.forms.guard import text_problem
from tongban.engine.path.wording import says
from tongban.kit import ledger
from tongban.kit.access import Actor
from tongban.kit.prepared import prepared
from tongban.records.models import Certificate, Letter, Material


@dataclass(frozen=True)
class CaseFile:
    """One case with all that a decision rests on. Lists are newest first; `children` in the order of the package.

    Of a bundle `opinions`, `letters`, `certificates` and `decisions` are those of its children too, as far as the
    viewer's `sight` goes; `children` are all, for their state.
    """

    work: Work
    sight: Sight
    children: tuple[Case, ...]
    revisions: tuple[Revision, ...]
    tasks: tuple[Task, ...]
    opinions: tuple[Opinion, ...]
    corrections: tuple[Correction, ...]
    defects: tuple[Defect, ...]
    decisions: Mapping[UUID, Decision]
    delivery: Delivery | None
    rating: Rating | None
    letters: tuple[Letter, ...]
    certificates: tuple[Certificate, ...]
    clocks: Sequence[clock_view.ClockView]
    child_clocks: Mapping[UUID, Sequence[clock_view.ClockView]]
    story: Sequence[story.Happening]
    officers: Mapping[UUID, Officer]
    departments: Mapping[UUID, Department]
    positions: frozenset[str]
    possible: frozenset[str]
    own_tasks: tuple[Task, ...]

    @cached_property
    def basis(self) -> relying.Basis:
        """What an opinion of the viewer can rest on."""
        return relying.basis(self.work, [self.work.actor.id] if self.work.actor.id else [])

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.work.case


def case_file(viewer: Actor, case_id: UUID) -> CaseFile:
    """The file. Raises NotAllowed if the case does not exist for the viewer."""
    case = cases.one(viewer, case_id)
    children = tuple(cases.children(case)) if case.parent_id is None else ()
    family = [case, *children]
    prefetch_related_objects(family, "clocks", "pauses")
    prefetch_related_objects([case], "corrections")
    seen = sight(viewer, case, children)
    ids = seen.cases
    work = Work(case, viewer)
    listed = list(ids)
    tasks = tuple(_tasks(case.id))
    opinions = tuple(_opinions(listed))
    told = story.timeline(viewer, case, with_children=bool(children))
    happenings = [one for one in told if one.case == case.id or one.case in ids]
    decisions = {row.case_id: row for row in _decisions(listed)}
    return CaseFile(
        work=work, sight=seen, children=children, revisions=_revisions(case), tasks=tasks, opinions=opinions,
        corrections=tuple(sorted(case.corrections.all(), key=lambda row: -row.number)),
        defects=tuple(_defects(listed)),
        decisions=decisions, delivery=_delivery.first(case.id), rating=_rating.first(case.id),
        letters=tuple(_letters(listed)), certificates=tuple(_certificates(listed)),
        clocks=clock_view.clocks_of(viewer, case, calendar=work.calendar),
        child_clocks={one.id: clock_view.clocks_of(viewer, one, calendar=work.calendar) for one in children},
        story=happenings, officers=_officers(tasks, opinions, decisions.values(), happenings),
        departments=_departments(happenings), positions=processing.positions(work),
        possible=possible.possible(work, children, tasks),
        own_tasks=possible.own_tasks(work, tasks),
    )  # fmt: skip


@prepared
def _tasks(case: Any) -> QuerySet[Task]:
    return Task.objects.filter(case_id=case).select_related("department").order_by("opened_at", "id")


@prepared
def _opinions(cases: Any) -> QuerySet[Opinion]:
    rows = Opinion.objects.filter(case_id__any=cases).select_related("task", "department", "revision")
    return rows.order_by("-given_at", "-id")


@prepared
def _decisions(cases: Any) -> QuerySet[Decision]:
    return Decision.objects.filter(case_id__any=cases).select_related("revision")


@prepared
def _defects(cases: Any) -> QuerySet[Defect]:
    return Defect.objects.filter(case_id__any=cases, told_at__isnull=True).select_related("case")


@prepared
def _delivery(case: Any) -> QuerySet[Delivery]:
    return Delivery.objects.filter(case_id=case)


@prepared
def _rating(case: Any) -> QuerySet[Rating]:
    return Rating.objects.filter(case_id=case)


@prepared
def _letters(cases: Any) -> QuerySet[Letter]:
    return Letter.objects.filter(case__any=cases).order_by("-created_at", "-id")


@prepared
def _certificates(cases: Any) -> QuerySet[Certificate]:
    return Certificate.objects.filter(case__any=cases).order_by("-created_at", "-id")


def _revisions(case: Case) -> tuple[Revision, ...]:
    rows = case.revisions.order_by("-number").prefetch_related("materials__material__file", "materials__certificate")
    return tuple(rows)


def _officers(
    tasks: Iterable[Task], opinions: Iterable[Opinion], decisions: Iterable[Decision], told: Iterable[story.Happening]
) -> Mapping[UUID, Officer]:
    wanted = {one for task in tasks for one in task.officers} | {one for row in opinions for one in row.officers}
    wanted |= {row.officer for row in decisions}
    wanted |= {row.actor for row in told if row.actor_kind == "officer" and row.actor is not None}
    return Officer.objects.in_bulk(wanted)


def _departments(told: Iterable[story.Happening]) -> Mapping[UUID, Department]:
    return Department.objects.in_bulk({row.department for row in told if row.department is not None})


class NotOpened(PermissionError):
    """The paper is personal data, and nobody has said yet why it is looked at (`open_personal`)."""


def material(viewer: Actor, case_id: UUID, material_id: UUID, *, opened: bool) -> Material:
    """A material that some revision of the case holds. The reading is a fact. Raises NotAllowed, LookupError, NotOpened.

    `opened`: the viewer has opened the personal data of this very case a moment ago, with a reason.
    """
    case = cases.one(viewer, case_id)
    children = cases.children(case) if case.parent_id is None else ()
    seen = sight(viewer, case, children)
    rows = [row for row in case_materials(case) if row.material_id == material_id and seen.slot(row.slot)]
    if not rows:
        raise LookupError(str(material_id))
    if not opened and personal_slots((case, *children)) & {row.slot for row in rows}:
        raise NotOpened
    ledger.access("material.read", actor=viewer, case=case.id, subject=case.citizen_id, material=str(material_id))
    found: Material = rows[0].material
    return found


def case_materials(case: Case):  # type: ignore[no-untyped-def]
    """The materials of all revisions of a case."""
    rows = RevisionMaterial.objects.filter(revision__case=case, material__isnull=False)
    return rows.select_related("material__file")


def letter(viewer: Actor, case_id: UUID, letter_id: UUID, *, opened: bool) -> Letter:
    """A letter of the case or of its children; the reading is a fact. Raises NotAllowed, Letter.DoesNotExist, NotOpened."""
    case = cases.one(viewer, case_id)
    found = Letter.objects.select_related("file", "sealed").get(pk=letter_id, case__in=_read(viewer, case))
    _require_handling(viewer, case, opened)
    ledger.access("letter.read", actor=viewer, case=found.case, subject=case.citizen_id, letter=str(letter_id))
    return found


def certificate(viewer: Actor, case_id: UUID, certificate_id: UUID, *, opened: bool) -> Certificate:
    """A certificate, as `letter`. Raises NotAllowed, Certificate.DoesNotExist, NotOpened."""
    case = cases.one(viewer, case_id)
    found = Certificate.objects.select_related("file", "sealed").get(pk=certificate_id, case__in=_read(viewer, case))
    _require_handling(viewer, case, opened)
    ledger.access("certificate.read", actor=viewer, case=found.case, subject=case.citizen_id, number=found.number)
    return found


def _read(viewer: Actor, case: Case) -> frozenset[UUID]:
    return sight(viewer, case, cases.children(case) if case.parent_id is None else ()).cases


def _require_handling(viewer: Actor, case: Case, opened: bool) -> None:
    """Papers that name people are read by the department with a task there, to print or hand them out; else with a reason."""
    family = (case, *(cases.children(case) if case.parent_id is None else ()))
    tasks = Task.objects.filter(case__in=family, department=viewer.department, is_open=True)
    if not opened and personal_slots(family) and not tasks.exists():
        raise NotOpened


LEAST_REASON = 4


def is_reason(text: str) -> bool:
    """Whether a reason says anything: LEAST_REASON characters, not one over and over, none that cannot be kept."""
    return says(text, LEAST_REASON) and len(set(text.strip())) > 1 and text_problem(text) is None


def open_personal(viewer: Actor, case_id: UUID, *, reason: str) -> Case:
    """Personal values of the case are shown to this officer now: a right, a reason, and a fact.

    ValueError: no reason, fewer than LEAST_REASON characters, or one character over and over.
    """
    if not is_reason(reason):
        raise ValueError("reason")
    case = cases.one(viewer, case_id)
    ledger.access(
        "case.personal_opened", actor=viewer, case=case.id, subject=case.citizen_id, purpose=reason.strip()[:200]
    )
    return case
