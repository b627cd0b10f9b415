"""Cases for those who may see them: the applicant's side, the departments a case lies with, and who holds its code."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tongban.cases import numbering
from tongban.cases.models import Case, Clock, Draft, QueryThrottle, Task
from tongban.directory.models import Department, Mandate
from tongban.directory.queries import is_general, mandate_in_force, organisations_of
from tongban.kit import clock, ledger
from tongban.kit.access import Actor, NotAllowed
from tongban.kit.prepared import prepared
from tongban.kit.vault import blind_index

LOOK_UPS_A_MINUTE = 10  # of one number from one address
LOOK_UPS_AN_ADDRESS = 120  # in a minute, of all numbers: a whole hall may share one address
_RELATED = ("implementation_version__implementation", "authority", "accepting_body", "current", "citizen",
            "organisation", "region", "parent", "decision")  # fmt: skip


class TooManyLookUps(PermissionError):
    """Number look-ups from one origin are counted in the database; wait a minute."""


def visible(viewer: Actor) -> QuerySet[Case]:
    """All cases that exist for the viewer."""
    cases = _whole()
    if viewer.kind == "citizen":
        held = organisations_of(viewer.id, clock.today()) if viewer.id else []
        mine = Q(citizen=viewer.id, organisation__isnull=True)
        # Who filed for an organisation sees the case as long as the mandate holds, and no longer.
        mine |= Q(citizen=viewer.id, organisation__in=[one.organisation_id for one in held])
        acting = next((one for one in held if one.organisation_id == viewer.on_behalf_of), None)
        found = cases.filter(mine | _named_in(acting) if acting else mine)
        return found.filter(_consented(viewer)) if viewer.via else found
    if viewer.kind == "machine" and viewer.on_behalf_of is not None:
        return cases.filter(organisation=viewer.on_behalf_of)
    if viewer.kind == "officer" and viewer.department is not None:
        lies_here = Q(authority=viewer.department) | Q(accepting_body=viewer.department)
        had_task = Q(pk__in=Task.objects.filter(department=viewer.department).values("case"))
        leads = Q(parent__authority=viewer.department) | Q(parent__accepting_body=viewer.department)
        return cases.filter(lies_here | leads | had_task | _bundle_of(viewer) | _joint_of(viewer))
    return cases.none()


def _consented(viewer: Actor) -> Q:
    """What a person lets an app see: their own cases, or those of the one organisation; of a bundle also its matters."""
    whose = viewer.on_behalf_of
    if whose is None:
        return Q(organisation__isnull=True) | Q(parent__isnull=False, parent__organisation__isnull=True)
    return Q(organisation=whose) | Q(parent__organisation=whose)


def _named_in(mandate: Mandate) -> Q:
    """The cases of an organisation that a mandate lets see: a representative all, an agent the matters it names.

    A mandate for a bundle is one for what it is made of.
    """
    cases = Q(organisation=mandate.organisation_id)
    if is_general(mandate):
        return cases
    matters = (f"{path}package_version__package__code__in" for path in ("", "parent__"))
    own, of_bundle = (Q(**{matter: mandate.packages}) for matter in matters)
    return cases & (own | of_bundle)


def _joint_of(viewer: Actor) -> Q:
    """The head of a government sees what its own decision put under one joint clock, to extend it (行政许可法 42)."""
    if "government_head" not in viewer.roles:
        return Q(pk__in=())
    here = Department.objects.filter(pk__in=[viewer.department]).values("region")
    return Q(pk__in=Case.objects.filter(region__in=here, clocks__kind="joint").values("pk"))


def _bundle_of(viewer: Actor) -> Q:
    """A department with one child sees the bundle, and there its sisters' state; how much: `queries.sight`."""
    own = Case.objects.filter(
        Q(authority=viewer.department) | Q(accepting_body=viewer.department), parent__isnull=False
    )
    return Q(pk__in=own.values("parent"))


def one(viewer: Actor, case_id: UUID) -> Case:
    """The case. NotAllowed if it does not exist for the viewer: the same as `visible`, in a shape that never changes."""
    case: Case | None = None
    if viewer.kind == "citizen" and viewer.id:
        held = organisations_of(viewer.id, clock.today())
        acting = [one for one in held if one.organisation_id == viewer.on_behalf_of]
        general = [one.organisation_id for one in acting if is_general(one)]
        named = [one.organisation_id for one in acting if not is_general(one)]
        packages = [code for one in acting for code in one.packages]
        case = _one_of_citizen.first(
            case_id, viewer.id, [one.organisation_id for one in held], general, named, packages
        )
    elif viewer.kind == "machine" and viewer.on_behalf_of is not None:
        case = _one_of_firm.first(case_id, viewer.on_behalf_of)
    elif viewer.kind == "officer" and viewer.department is not None:
        joint = [viewer.department] if "government_head" in viewer.roles else []
        case = _one_of_department.first(case_id, viewer.department, joint)
    if case is None or (viewer.via and viewer.on_behalf_of not in _owners(case)):
        raise NotAllowed("no-such-case")
    return case


def _owners(case: Case) -> tuple[UUID | None, ...]:
    """The organisations a case is of by itself and by its bundle; None is the person."""
    return (case.organisation_id, case.parent.organisation_id) if case.parent else (case.organisation_id,)


def _whole() -> QuerySet[Case]:
    return Case.objects.select_related(*_RELATED).defer("citizen__password")


@prepared
def _one_of_citizen(case: Any, citizen: Any, held: Any, general: Any, named: Any, packages: Any) -> QuerySet[Case]:
    """`held`: the organisations of any mandate; `general` and `named`: the one they act for now, by its mandate."""
    mine = Q(citizen_id=citizen) & (Q(organisation__isnull=True) | Q(organisation_id__any=held))
    own, of_bundle = (Q(**{f"{path}package_version__package__code__any": packages}) for path in ("", "parent__"))
    return _whole().filter(
        mine | Q(organisation_id__any=general) | Q(organisation_id__any=named) & (own | of_bundle), pk=case
    )


@prepared
def _one_of_firm(case: Any, organisation: Any) -> QuerySet[Case]:
    return _whole().filter(pk=case, organisation_id=organisation)


@prepared
def _one_of_department(case: Any, department: Any, joint: Any) -> QuerySet[Case]:
    here = Q(authority_id=department) | Q(accepting_body_id=department)
    leads = Q(parent__authority_id=department) | Q(parent__accepting_body_id=department)
    had_task = Exists(Task.objects.filter(department_id=department, case=OuterRef("pk")))
    child_here = Exists(Case.objects.filter(here, parent=OuterRef("pk")))
    region = Exists(Department.objects.filter(pk__any=joint, region=OuterRef("region")))
    joint_clock = Exists(Clock.objects.filter(case=OuterRef("pk"), kind="joint"))
    return _whole().filter(here | leads | Q(had_task) | Q(child_here) | Q(region) & Q(joint_clock), pk=case)


def shows(viewer: Actor, material: UUID) -> bool:
    """Whether the viewer acts for the organisation in everything, or sees a case that rests on this material."""
    if viewer.id and viewer.on_behalf_of:
        mandate = mandate_in_force(viewer.id, viewer.on_behalf_of, None, clock.today())
        if mandate is not None and is_general(mandate):
            return True
    return visible(viewer).filter(revisions__materials__material=material).exists()


def opened(case_id: UUID) -> Case | None:
    """The case whose number and query code were given (kit.viewer.open_case shows it to the public site's role)."""
    found: Case | None = _any_one.first(case_id)
    return found


@prepared
def _any_one(case: Any) -> QuerySet[Case]:
    return _whole().filter(pk=case)


@prepared
def _children(parent: Any) -> QuerySet[Case]:
    return _whole().filter(parent_id=parent).order_by("position")


def mine(viewer: Actor, *, after: UUID | None = None, size: int = 20) -> Sequence[Case]:
    """The applicant's cases, newest first, bundles as one; keyset by id. A matter stands alone for whom its bundle is not."""
    if viewer.kind == "citizen" and viewer.id and not viewer.on_behalf_of and not viewer.via and size <= OWN:
        held = [one.organisation_id for one in organisations_of(viewer.id, clock.today())]
        return _own(viewer.id, held, after or LAST)[:size]
    return _mine(viewer, after, size)


LAST, OWN = UUID(int=2**128 - 1), 20


@prepared
def _own(citizen: Any, held: Any, before: Any) -> QuerySet[Case]:
    mine = Q(citizen_id=citizen) & (Q(organisation__isnull=True) | Q(organisation_id__any=held))
    return _whole().filter(mine, parent__isnull=True, id__lt=before).order_by("-id")[:OWN]


def _mine(viewer: Actor, after: UUID | None, size: int) -> Sequence[Case]:
    seen = visible(viewer)
    alone = ~Q(parent__in=seen.order_by().values("pk")) if viewer.on_behalf_of else Q()
    cases = seen.filter(Q(parent__isnull=True) | alone if alone else Q(parent__isnull=True)).order_by("-id")
    return list((cases.filter(id__lt=after) if after else cases)[:size])


def to_do(viewer: Actor) -> Sequence[Case]:
    """Cases that wait for the applicant: a correction is asked, or a result is ready; the longest waiting first."""
    if viewer.kind == "citizen" and viewer.id and not viewer.on_behalf_of:
        return _waiting(viewer.id, [one.organisation_id for one in organisations_of(viewer.id, clock.today())])
    return list(visible(viewer).filter(_WAITS).order_by("id")[:20])


_WAITS = Q(reason="correction") | Q(station="deliver")


@prepared
def _waiting(citizen: Any, held: Any) -> QuerySet[Case]:
    mine = Q(citizen_id=citizen) & (Q(organisation__isnull=True) | Q(organisation_id__any=held))
    return _whole().filter(mine, _WAITS).order_by("id")[:20]


def drafts(viewer: Actor) -> Sequence[Draft]:
    """The viewer's drafts, newest first."""
    rows = Draft.objects.filter(expires_at__gt=clock.now()).select_related("implementation_version__implementation")
    own = Q(officer=viewer.id) if viewer.kind == "officer" else Q(citizen=viewer.id, officer__isnull=True)
    if viewer.via:
        own &= Q(organisation=viewer.on_behalf_of)
    return list(rows.filter(own).order_by("-updated_at")[:50])


def children(case: Case) -> Sequence[Case]:
    """The children of a bundle in the order of the package."""
    return _children(case.id)


def numbers_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """Case numbers by case, for lists that show no more of a case than that."""
    return dict(Case.objects.filter(id__in=ids).values_list("id", "case_no"))


def key_of_number(number: str) -> UUID | None:
    """The key of the case with this number, for who reads facts and no case."""
    return Case.objects.filter(case_no=number.strip()).values_list("id", flat=True).first()


def find(viewer: Actor, number: str, code: str, *, origin: str) -> UUID | None:
    """The case with this number and query code, or None for any other pair; the two are not told apart.

    Raises TooManyLookUps. Each look-up is an access in the ledger.
    """
    throttle(origin, number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_find(%s, %s)", [number.strip(), numbering.code_index(code)])
        found: UUID | None = cursor.fetchone()[0]
    ledger.access("case.looked_up", actor=viewer, case=found, found=found is not None)
    return found


def throttle(origin: str, number: str) -> None:
    """Counts one look-up of `number` from `origin` (an address). Raises TooManyLookUps."""
    _count(f"{origin} {number.strip().upper()}", LOOK_UPS_A_MINUTE)
    _count(origin, LOOK_UPS_AN_ADDRESS)


def _count(origin: str, limit: int) -> None:
    minute = clock.now().replace(second=0, microsecond=0)
    key = blind_index("look-up.origin", hashlib.sha256(origin.encode()).hexdigest())
    with transaction.atomic():
        row, made = QueryThrottle.objects.select_for_update().get_or_create(
            origin=key, minute=minute, defaults={"count": 1}
        )
        if not made:
            QueryThrottle.objects.filter(pk=row.pk).update(count=F("count") + 1)
        over = not made and row.count >= limit
        QueryThrottle.objects.filter(minute__lt=minute - timedelta(hours=1)).delete()
    if over:
        raise TooManyLookUps
