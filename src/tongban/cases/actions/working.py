"""Station *work*: tasks are taken and completed, jobs and other systems answer, timers fire.

Verification of substance needs two officers or more (行政许可法 34(3)); the task names how many.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tongban.cases import processing, relying, results, tasks
from tongban.cases.models import Opinion, Task, Timer
from tongban.cases.refusals import ActRefused
from tongban.cases.rights import require_task
from tongban.cases.step import Work, step
from tongban.cases.wording import require_drawable
from tongban.directory.queries import officers_in
from tongban.engine.path import guards
from tongban.exchange.models import Handover
from tongban.kit import clock
from tongban.kit.access import SYSTEM, Actor


def complete(
    task_id: UUID,
    *,
    actor: Actor,
    give: Mapping[str, Any],
    officers: Sequence[UUID] = (),
    relied_on: Sequence[str] | None = None,
    version: int | None = None,
) -> None:
    """Records what the task found and moves the process on. `give`: the task's form, or verdict and reason.

    `officers` are the others who took part, each of whom has taken the task themselves. What was relied on is everything, or as
    chosen, but no paper that none of them has opened.
    """
    task = Task.objects.only("case_id").get(pk=task_id)
    with step(task.case_id, actor=actor, verb="complete", version=version) as work:
        task = Task.objects.select_for_update().get(pk=task_id)
        require_task(work, task)
        work.require(task.is_open, "already-done")
        if task.token is None:
            _complete_legal(work, task, give)
            return
        work.at(*guards.AT["complete"])
        for holds, code in guards.completing(is_excluded=work.is_excluded):
            work.require(holds, code)
        record, verdict = checked_record(work, task, give)
        everyone = _officers(work, task, officers)
        opinion = _record(work, task, record, verdict, everyone, relied_on)
        task.officers = list(dict.fromkeys([*everyone, *task.officers]))  # who joined stays known, named or not
        tasks.close(work, task)
        work.fact("task.completed", node=task.node, verdict=verdict, opinion=str(opinion.id))
        processing.complete(work, task.token)


def checked_record(work: Work, task: Task, give: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The record as the task's own form wants it, or a verdict with a reason."""
    require_drawable(work, *(one for one in give.values() if isinstance(one, str)))
    assert work.package.net is not None
    name = work.package.net.nodes[task.node].attributes.get("form")
    if name is None:
        for holds, code in guards.verdict(give):
            work.require(holds, code)
        return {"reason": str(give.get("reason", "")).strip()}, give["verdict"]
    problems = work.package.task_forms[name].check(dict(give), today=work.today)
    if problems:
        raise ActRefused("record", problems=tuple(problems))
    work.require(not results.code_in_use(work, give), "organisation-exists")
    return dict(give), str(give.get("verdict", ""))


def _officers(work: Work, task: Task, others: Sequence[UUID]) -> list[UUID]:
    """Who did it: the actor and the others, all of whom hold the role there today; nobody is named who did not join."""
    assert work.actor.id is not None
    everyone = list(dict.fromkeys([work.actor.id, *others]))
    entitled = {officer.id for officer in officers_in(task.department_id, task.role, work.today)}
    work.require(set(everyone) <= entitled, "not-yours")
    work.require(len(everyone) >= task.officers_needed, "two-officers")
    work.require(set(everyone) <= {work.actor.id, *task.officers}, "not-joined")
    return everyone


def _record(
    work: Work, task: Task, record: dict[str, Any], verdict: str, officers: list[UUID], relied: Sequence[str] | None
) -> Opinion:
    return Opinion.objects.create(
        case=work.case, task=task, revision=work.revision, verdict=verdict, record=record,
        relied_on=relying.relied_on(work, relied, officers), officers=officers,
        department_id=task.department_id, given_at=clock.now(),
    )  # fmt: skip


def _complete_legal(work: Work, task: Task, give: Mapping[str, Any]) -> None:
    """The only legal task completed as a task: the check after a promise (告知承诺)."""
    work.require(task.node == "=after-check", "wrong-station")
    for holds, code in guards.verdict(give):
        work.require(holds, code)
    require_drawable(work, str(give.get("reason", "")))
    assert work.actor.id is not None
    record = {"reason": str(give.get("reason", "")).strip()}
    _record(work, task, record, give["verdict"], [work.actor.id], None)
    tasks.close(work, task)
    work.case.clocks.filter(kind="after_check", stopped_on__isnull=True).update(stopped_on=work.today)
    kept = give["verdict"] == "agree"
    work.fact("commitment.kept" if kept else "commitment.broken", node=task.node)


def take(task_id: UUID, *, actor: Actor) -> UUID:
    """An officer takes a task, so that colleagues see it; taking twice changes nothing. Returns the case."""
    task = Task.objects.only("case_id").filter(pk=task_id).first()
    if task is None:
        raise ActRefused("already-done")
    with step(task.case_id, actor=actor, verb="take") as work:
        task = Task.objects.select_for_update().get(pk=task_id)
        require_task(work, task)
        work.require(task.is_open, "already-done")
        assert actor.id is not None
        if actor.id not in task.officers:
            task.officers = [*task.officers, actor.id]
            task.save(update_fields=["officers"])
            work.fact("task.taken", node=task.node)
            work.acted = False  # a colleague who is writing the record need not begin anew because another joined
        return task.case_id


def service_done(case_id: UUID, token: UUID) -> None:
    """A service or send task came back. Idempotent: a token that is gone was done before."""
    with step(case_id, actor=SYSTEM, verb="service") as work:
        if work.case.station == "work" and work.case.tokens.filter(pk=token).exists():
            processing.complete(work, token)


def answered(case_id: UUID, handover_id: UUID) -> None:
    """The other system's answer reaches the receive task that waits for it."""
    with step(case_id, actor=SYSTEM, verb="answered") as work:
        handover = Handover.objects.get(pk=handover_id)
        waiting = handover.awaited_by
        if work.case.station != "work" or not waiting or not work.case.tokens.filter(pk=waiting).exists():
            return
        if results.code_in_use(work, handover.answer or {}):
            _enter_by_hand(work, waiting, handover.system)
            return
        work.fact("handover.answered", system=handover.system, outcome=handover.outcome)
        processing.complete(work, waiting)


def _enter_by_hand(work: Work, waiting: UUID, system: str) -> None:
    """What the other system said cannot be the result: the process goes the way it goes when no answer comes."""
    work.fact("handover.not-taken", system=system, why="organisation-exists")
    armed = work.case.tokens.filter(scope=waiting).values("pk")
    timer = work.case.timers.filter(token__in=armed).order_by("due_at").first()
    if timer is not None:
        timer.delete()
        processing.fire(work, timer.token)


def fire_timer(timer_id: UUID | str) -> None:
    """A boundary timer that is due. Found by date, so a late sweep does no harm."""
    found = Timer.objects.filter(pk=timer_id).first()
    if found is None:
        return
    with step(found.case_id, actor=SYSTEM, verb="timer") as work:
        timer = work.case.timers.filter(pk=timer_id, due_at__lte=clock.now()).first()
        if timer is not None and work.case.station == "work":
            timer.delete()
            work.fact("timer.fired", token=str(timer.token))
            processing.fire(work, timer.token)
