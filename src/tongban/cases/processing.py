"""The engine's tokens as rows: loads them, takes one pure step, writes what changed and what follows from it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from tongban.cases import tasks
from tongban.cases.models import Opinion, Timer, Token
from tongban.cases.step import Work
from tongban.engine import process
from tongban.engine.deadlines import Clock, Limit, Unit
from tongban.engine.path.working import gateway_data, holds
from tongban.engine.process.tokens import State
from tongban.exchange.models import Handover
from tongban.kit import clock, jobs
from tongban.kit.ids import new_id
from tongban.kit.prepared import prepared

HAND_OVER = "hand-over"
OPEN = ("waiting", "instance")  # states of a token at which something is waited for


def begin(work: Work) -> None:
    """Acceptance starts the substance of the work."""
    _take(work, process.Start())


def complete(work: Work, token: UUID) -> None:
    """A task was completed, or a job or message has come back."""
    _take(work, process.Complete(token))


def fire(work: Work, token: UUID) -> None:
    """A boundary timer has come."""
    _take(work, process.TimerFired(token))


def cancel(work: Work) -> None:
    """The case leaves station *work* without an end: no token, task, timer or hand-over stays."""
    if work.case.station != "work":
        return  # the process has not begun, or came to its end
    tasks.close_all(work, token__isnull=False)
    work.case.timers.all().delete()
    work.case.tokens.all().delete()
    cancel_handovers(work)


def cancel_handovers(work: Work) -> None:
    """What another system was asked and has not answered is not waited for."""
    if hands_over(work):
        Handover.objects.filter(case=work.case.id, state__in=("to_send", "sent")).update(state="cancelled")


def hands_over(work: Work) -> bool:
    """Whether the process of this package asks another system."""
    net = work.package.net
    return net is not None and any(node.kind is process.Kind.RECEIVE for node in net.nodes.values())


def _take(work: Work, event: process.Event) -> None:
    net = work.package.net
    assert net is not None, "a bundle has no process of its own"
    work.acted = True
    rows = [] if isinstance(event, process.Start) else _tokens(work.case.id)
    tokens = tuple(process.Token(row.id, row.node, cast(State, row.state), row.scope, row.arg) for row in rows)
    data = data_of(work) if tokens else gateway_data(work.facts, commitment=work.case.by_commitment, records={})
    step = process.advance(net, tokens, data, event, evaluate=holds, new_id=new_id)
    if removed := set(step.removed) & {one.id for one in tokens}:
        work.case.tokens.filter(id__in=cast("set[UUID]", removed)).delete()
    Token.objects.bulk_create(
        Token(
            id=cast(UUID, one.id),
            case=work.case,
            node=one.node,
            state=one.state,
            scope=cast("UUID | None", one.scope),
            arg=_plain(one.arg),
        )
        for one in step.created
    )
    for effect in step.effects:
        _follow(work, net, effect)
    if work.case.station == "work":
        left = [*(one for one in tokens if one.id not in step.removed), *step.created]
        work.move("work", _reason(work, net, [one.node for one in left if one.state in OPEN]))


def positions(work: Work) -> frozenset[str]:
    """The nodes where the process stands now, also those that no task of a person shows."""
    if work.package.net is None or work.case.station != "work":
        return frozenset()
    return frozenset(row.node for row in _tokens(work.case.id) if row.state in OPEN)


def reason_at_work(work: Work) -> str:
    """What refines station *work*: a special procedure lasts, or another system is waited for."""
    net = work.package.net
    if net is None or work.case.station != "work":
        return ""
    return _reason(work, net, work.case.tokens.filter(state__in=OPEN).values_list("node", flat=True))


def _reason(work: Work, net: process.Net, waiting: Iterable[str]) -> str:
    if work.case.reason == "suspended" and work.open_pause is not None:
        return "suspended"
    return "elsewhere" if any(net.nodes[one].kind is process.Kind.RECEIVE for one in waiting) else ""


def _plain(arg: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if arg is None else dict(arg)


@prepared
def _given(case: Any) -> QuerySet[Opinion]:
    in_process = Opinion.objects.filter(case_id=case, task__token__isnull=False)
    return in_process.select_related("task").order_by("given_at", "id")


@prepared
def _answered(case: Any) -> QuerySet[Handover]:
    return Handover.objects.filter(case=case, state=Handover.State.ANSWERED).order_by("answered_at")


@prepared
def _tokens(case: Any) -> QuerySet[Token]:
    return Token.objects.filter(case_id=case)


def data_of(work: Work) -> dict[str, Any]:
    """What gateway conditions read (docs/package-format.md): answers, scenario, local, commitment, tasks.<node>."""
    results: dict[str, Any] = {}
    for opinion in _given(work.case.id):
        record = {**opinion.record, "verdict": opinion.verdict}
        node = work.package.net.nodes.get(opinion.task.node) if work.package.net else None
        if node is not None and node.several is not None:
            results.setdefault(node.id, []).append(record)
        else:
            results[opinion.task.node] = record
    for handover in _answered(work.case.id) if hands_over(work) else ():
        results[handover.message_node] = {**(handover.answer or {}), "outcome": handover.outcome}
    return gateway_data(work.facts, commitment=work.case.by_commitment, records=results)


def _follow(work: Work, net: process.Net, effect: process.Effect) -> None:
    match effect:
        case process.OpenTask(token=UUID() as token, node=node, arg=arg):
            tasks.open_process_task(work, net.nodes[node], token, (arg or {}).get("item"))
        case process.CloseTask(token=UUID() as token):
            tasks.close_all(work, token=token)
        case process.StartJob(token=UUID() as token, node=node):
            _start_job(work, net.nodes[node], token)
        case process.AwaitMessage(token=UUID() as token, node=node):
            _await(work, net.nodes[node], token)
        case process.ArmTimer(token=UUID() as token, limit=limit):
            Timer.objects.create(case=work.case, token=token, due_at=_due(work, limit))
        case process.DisarmTimer(token=UUID() as token):
            work.case.timers.filter(token=token).delete()
        case process.Ended(outcome=outcome):
            _ended(work, outcome)
        case _:
            raise TypeError(f"an effect on a token of another kind: {effect}")


def _start_job(work: Work, node: process.Node, token: UUID) -> None:
    """Service and send tasks run outside the transaction and come back as a message."""
    if node.attributes.get("job") == HAND_OVER:
        Handover.objects.create(
            system=node.attributes["system"], case=work.case.id, token=token, payload=dict(work.revision.answers),
            created_at=clock.now(),
        )  # fmt: skip
        work.fact("handover.asked", system=node.attributes["system"])
    jobs.defer("case.service", case=work.case.id, token=token)


def _await(work: Work, node: process.Node, token: UUID) -> None:
    """The newest hand-over is what this receive task waits for; its answer may have come already."""
    waiting = (
        Handover.objects.filter(case=work.case.id).exclude(state="cancelled").order_by("-created_at", "-id").first()
    )
    if waiting is not None:
        Handover.objects.filter(pk=waiting.pk).update(awaited_by=token, message_node=node.id)
        if waiting.state == Handover.State.ANSWERED:
            jobs.defer("case.answered", case=work.case.id, handover=waiting.id)


def _due(work: Work, limit: Limit) -> datetime:
    start = clock.now() if limit.unit is Unit.HOUR else work.today
    ends_at = Clock(start=start, limit=limit, calendar=work.calendar).due().ends_at
    assert ends_at is not None
    return ends_at


def _ended(work: Work, outcome: str | None) -> None:
    """The process proposes; a person decides."""
    assert outcome is not None
    work.case.proposal = outcome
    work.move("decide", "suspended" if work.case.reason == "suspended" else "")
    tasks.open_legal_task(work, "decide")
    work.fact("case.proposed", outcome=outcome)
