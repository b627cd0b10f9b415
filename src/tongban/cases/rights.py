"""Who may do what with a case. Asked inside the locked step, so that a right lost a moment ago is lost."""

from collections.abc import Iterable

from tongban.cases.models import Case, Task
from tongban.cases.refusals import ActRefused
from tongban.cases.step import Work
from tongban.catalog.queries import package_of
from tongban.directory.queries import had_mandate, may_act_for
from tongban.engine.path.guards import BEFORE_DECISION
from tongban.kit.access import Actor


def require_applicant(work: Work) -> None:
    """The applicant, or who may act for the applying organisation in this matter today."""
    actor, case = work.actor, work.case
    if case.organisation_id is not None:
        acting = actor.acting_for(case.organisation_id) if case.citizen_id == actor.id else actor
        work.require(acting.on_behalf_of == case.organisation_id, "not-yours")
        made_here = actor.kind == "citizen" and case.citizen_id == actor.id and was_made_by_case(work)
        if made_here and case.citizen_id and had_mandate(case.citizen_id, case.organisation_id):
            made_here = False  # the founder represents it since: when that ends, so does this right
        named = any(may_act_for(acting, matter, work.today) for matter in _matters(work))
        work.require(made_here or named, "mandate")
    else:
        work.require(actor.kind == "citizen" and actor.id == case.citizen_id, "not-yours")


def _matters(work: Work) -> Iterable[str]:
    """The packages a mandate may name for this case: its own, or the bundle it is part of."""
    yield work.package.code
    if work.case.parent is not None:
        yield package_of(work.case.parent.package_version_id).code


def was_made_by_case(work: Work) -> bool:
    """True while the applicant's own bundle has made the organisation: they began it as a natural person."""
    parent = work.case.parent
    return parent is not None and parent.organisation_id is None


def roles_for(work: Work, verb: str) -> frozenset[str]:
    """The roles that may use a verb: the package's own rule, else the default of the kind."""
    service = work.package.service
    own = {"accept": service.roles.get("accept"), "decide": service.roles.get("decide")}.get(verb)
    if own:
        return frozenset({own})
    return frozenset(service.verbs.get(verb) or work.kind.verbs.get(verb, ()))


def require_officer(work: Work, verb: str, *, department: object = None) -> None:
    """An officer of the right department whose post has a role for the verb; the legal clock itself (system) too."""
    actor = work.actor
    if actor.is_system:
        return
    work.require(actor.kind == "officer" and actor.department is not None, "not-yours")
    at = department or (work.case.accepting_body_id if verb in AT_THE_DESK else work.case.authority_id)
    work.require(actor.department == at, "not-yours")
    work.require(actor.roles & roles_for(work, verb), "not-yours")


AT_THE_DESK = frozenset(
    {"submit", "prereview", "request_correction", "answer_correction", "accept", "refuse_acceptance", "deliver"}
)


def require_applicant_or_desk(work: Work, verb: str) -> None:
    """The applicant's side, or the desk that writes down at the counter what the applicant hands in."""
    if work.actor.kind == "officer":
        require_officer(work, verb)
    else:
        require_applicant(work)


def require_teller(work: Work) -> None:
    """Who tells what is missing: the desk or the reviewer; the supervisor of that body, who alone may tell again."""
    if "supervisor" not in work.actor.roles or work.actor.department != work.case.accepting_body_id:
        require_officer(work, "request_correction")


def may_tell(work: Work) -> bool:
    """`require_teller` without an exception."""
    try:
        require_teller(work)
    except ActRefused:
        return False
    return True


def require_task(work: Work, task: Task) -> None:
    """The holder of the role in the department the task lies with."""
    actor = work.actor
    if actor.is_system:
        return
    work.require(actor.kind == "officer" and actor.department == task.department_id, "not-yours")
    work.require(task.role in actor.roles, "not-yours")


def may(work: Work, verb: str, *, department: object = None) -> bool:
    """The same question without an exception, for pages that show only what can be done."""
    try:
        require_officer(work, verb, department=department)
    except ActRefused:
        return False
    return True


def may_do(work: Work, task: Task) -> bool:
    """`require_task` without an exception."""
    try:
        require_task(work, task)
    except ActRefused:
        return False
    return True


def is_applicant(actor: Actor, work: Work) -> bool:
    """Whether the actor stands on the applicant's side of this case."""
    case = work.case
    return actor.id == case.citizen_id or (
        case.organisation_id is not None and actor.on_behalf_of == case.organisation_id
    )


def others_decide(work: Work, children: Iterable[Case]) -> bool:
    """Whether another authority has an undecided matter in this bundle: its end is not the lead's to declare."""
    undecided = [one for one in children if one.station in BEFORE_DECISION]
    return any(one.authority_id != work.case.authority_id for one in undecided)
