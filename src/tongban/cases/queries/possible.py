"""Which acts an officer may do with a case at this moment: right of the post and state of the case, asked together.

Pages show only these; the acts themselves ask again under the lock (cases.rights, cases.actions).
"""

from collections.abc import Callable, Sequence

from tongban.cases import owing, rights
from tongban.cases.models import Case, CertificateChange, Task
from tongban.cases.step import Work
from tongban.engine.path.clocks import extendable
from tongban.engine.path.guards import AT
from tongban.records.models import Certificate


def possible(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> frozenset[str]:
    """The verbs. `children` of a bundle and the open `tasks` of the case are given, so that nothing is asked twice.

    Tasks of the process and the after-check are not verbs: see `own_tasks`.
    """
    return frozenset(verb for verb, holds in _TESTS.items() if holds(work, children, tasks))


def own_tasks(work: Work, tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The open tasks of the case that lie with the viewer's post."""
    return tuple(task for task in tasks if task.is_open and rights.may_do(work, task))


def _prereview(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    case = work.case
    own = case.authority_id if work.actor.department == case.authority_id else None
    waiting = case.station == "submit" and case.reason not in ("correction", "waiting")
    return waiting and rights.may(work, "prereview", department=own)


def _accept(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    if not rights.may(work, "accept"):
        return False
    if work.package.is_bundle:
        return any(_can_be_accepted(one) and one.accepting_body_id == work.actor.department for one in children)
    return _can_be_accepted(work.case)


def _can_be_accepted(case: Case) -> bool:
    return case.station == "submit" and case.reason != "waiting"


def _refuse_acceptance(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    case = work.case
    fits = case.station == "submit" and case.reason not in ("waiting", "correction") and not work.package.is_bundle
    return fits and rights.may(work, "refuse_acceptance")


def _request_correction(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    if work.case.parent_id is not None or not rights.may_tell(work):
        return False
    waiting = [one for one in (children if work.package.is_bundle else [work.case]) if one.station == "submit"]
    return bool(waiting) and all(row.answered_on is not None for row in work.case.corrections.all())


def _answer_correction(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    open_one = any(row.answered_on is None for row in work.case.corrections.all())
    return open_one and rights.may(work, "answer_correction")


def _supplement(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    at_hand = work.case.station in AT["supplement"] and rights.may(work, "answer_correction")
    return at_hand and bool(owing.owed(work))


def _suspend(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    at_work = work.case.station in ("work", "decide") and not _paused(work)
    return at_work and bool(work.package.service.special_procedures) and rights.may(work, "suspend")


def _resume(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    return _paused(work) and rights.may(work, "resume")


def _extend(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    kinds, term = extendable(work.package)
    approver = (term.approver if term else None) or "head"
    if term is None or approver not in work.actor.roles or work.case.station not in ("work", "decide") or _paused(work):
        return False
    rows = [row for row in work.case.clocks.all() if row.kind in kinds and row.stopped_on is None]
    # a broken promise does not end the legal limit
    in_time = all(row.due_on is None or row.due_on >= work.today for row in rows if row.kind != "promised")
    own = approver != "head" or work.actor.department == work.case.authority_id
    return own and bool(rows) and in_time and all(row.extension_n == 0 for row in rows)


def _decide(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    at_hand = work.case.station == "decide" and work.case.reason != "suspended"
    return at_hand and rights.may(work, "decide")


def _deliver(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    return work.case.station == "deliver" and rights.may(work, "deliver")


def _terminate(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    own = not rights.others_decide(work, children)
    return own and work.case.station in ("work", "decide") and rights.may(work, "terminate")


def _retry(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    return any(task.node == "=glyph" and task.is_open and rights.may_do(work, task) for task in tasks)


def _rewrite(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    return any(task.node.startswith("=letter:") and task.is_open and rights.may_do(work, task) for task in tasks)


def _ask_change(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    return _changeable(work, ("in_force",)) and rights.may(work, "change_certificate")


def _propose_end(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    return _changeable(work, ("in_force", "revoked", "forfeited", "retracted")) and rights.may(work, "end_certificate")


def _changeable(work: Work, states: tuple[str, ...]) -> bool:
    """Whether the case has a certificate in one of the states, with no change open."""
    if work.case.station not in ("deliver", "close"):
        return False
    held = Certificate.objects.filter(case=work.case.id, status__in=states)
    return held.exists() and not CertificateChange.objects.filter(case=work.case, outcome="").exists()


def _decide_change(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    return any(task.node == "=change" and task.is_open for task in tasks) and rights.may(work, "decide")


def _state_case(work: Work, children: Sequence[Case], tasks: Sequence[Task]) -> bool:
    waiting = any(task.node == "=change" and task.is_open for task in tasks) and rights.may(work, "change_certificate")
    told = CertificateChange.objects.filter(case=work.case, outcome="", told_on__isnull=False, stated_at=None)
    return waiting and told.exists()


def _paused(work: Work) -> bool:
    return any(pause.ended_on is None for pause in work.case.pauses.all())


_TESTS: dict[str, Callable[[Work, Sequence[Case], Sequence[Task]], bool]] = {
    "prereview": _prereview,
    "accept": _accept,
    "refuse_acceptance": _refuse_acceptance,
    "request_correction": _request_correction,
    "answer_correction": _answer_correction,
    "supplement": _supplement,
    "suspend": _suspend,
    "resume": _resume,
    "extend": _extend,
    "decide": _decide,
    "deliver": _deliver,
    "terminate": _terminate,
    "retry": _retry,
    "rewrite": _rewrite,
    "ask_change": _ask_change,
    "propose_end": _propose_end,
    "state_case": _state_case,
    "decide_change": _decide_change,
}
