"""One step of a process: pure, from (net, tokens, data, event) to new tokens and effects. No clock, no chance.

`evaluate` decides conditions and `new_id` gives ids; both are the caller's. A refused event raises and changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tongban.engine.process.asking import Asking, Evaluate
from tongban.engine.process.net import Flow, Kind, Net, Node
from tongban.engine.process.returning import reminders_between
from tongban.engine.process.tokens import (
    AlreadyStarted,
    ArmTimer,
    AwaitMessage,
    Cancel,
    CancelAll,
    CloseTask,
    Complete,
    DisarmTimer,
    Effect,
    Ended,
    Event,
    MessageArrived,
    NobodyWaits,
    NoReturn,
    NoSuchToken,
    NotWaiting,
    OpenTask,
    Reason,
    Return,
    RunsForever,
    SeveralWait,
    Start,
    StartJob,
    State,
    Step,
    TimerFired,
    Token,
    TokenId,
)

MOST_MOVES = 5_000
"""Flows passed in one step; only a loop over an empty data list can reach it."""


def advance(
    net: Net,
    tokens: Iterable[Token],
    data: Mapping[str, Any],
    event: Event,
    *,
    evaluate: Evaluate,
    new_id: Callable[[], TokenId],
) -> Step:
    """Take one event.

    `data` is what conditions may read (`answers`, `scenario`, `tasks` by node id, …). A completion condition of a
    multi-instance task also sees `instances` {"total", "done", "open"}. Raises a `StepRefused` (see `tokens`); whatever
    `evaluate` raises goes through.
    """
    run = _Run(net, tuple(tokens), data, evaluate, new_id)
    match event:
        case Start():
            run.start()
        case Complete(token_id, result):
            run.complete(run.find(token_id), result)
        case TimerFired(token_id):
            run.fire(run.find(token_id))
        case MessageArrived(name, key, result):
            run.complete(run.receiver(name, key), result)
        case Return(token_id, target):
            run.send_back(run.find(token_id), target)
        case Cancel(token_ids):
            run.cancel([run.find(i) for i in token_ids])
            if run.alive:
                run.finish()
            return run.step()
        case CancelAll():
            run.cancel([t for t in run.before if t.scope is None])
            return run.step()
    run.settle()
    return run.step()


class _Run:
    """The working state of one step; nothing of it outlives the step."""

    def __init__(
        self,
        net: Net,
        before: tuple[Token, ...],
        data: Mapping[str, Any],
        evaluate: Evaluate,
        new_id: Callable[[], TokenId],
    ) -> None:
        self.net, self.before, self.new_id = net, before, new_id
        self.asking = Asking(net, data, evaluate)
        self.alive: dict[TokenId, Token] = {t.id: t for t in before}
        self.effects: list[Effect] = []
        self.flows: deque[Flow] = deque()
        self.arrived: list[Node] = []

    def step(self) -> Step:
        """The difference between what was and what is."""
        old = {t.id for t in self.before}
        return Step(
            tokens=tuple(self.alive.values()),
            created=tuple(t for t in self.alive.values() if t.id not in old),
            removed=tuple(t.id for t in self.before if t.id not in self.alive),
            effects=tuple(self.effects),
        )

    # Finding

    def find(self, token_id: TokenId) -> Token:
        token = self.alive.get(token_id)
        if token is None:
            raise NoSuchToken(str(token_id), "该令牌不存在或已经结束", "there is no such token, or it is gone")
        return token

    def receiver(self, name: str, key: TokenId | None) -> Token:
        found = [
            t
            for t in self.alive.values()
            if t.state == "waiting"
            and self.net.nodes[t.node].kind is Kind.RECEIVE
            and self.net.nodes[t.node].attributes["message"] == name
            and key in (None, t.id)
        ]
        if not found:
            raise NobodyWaits(name, f"没有任务在等消息“{name}”", f"no task waits for the message {name!r}")
        if len(found) > 1:
            raise SeveralWait(name, f"有 {len(found)} 个任务在等消息“{name}”", f"{len(found)} tasks wait for {name!r}")
        return found[0]

    def under(self, token: Token) -> list[Token]:
        """The instances and armed timers of a task."""
        return [t for t in self.alive.values() if t.scope == token.id]

    # Events

    def start(self) -> None:
        if self.alive:
            raise AlreadyStarted(self.net.start, "流程已经开始", "the process has already started")
        self.leave(self.net.nodes[self.net.start])

    def complete(self, token: Token, result: Mapping[str, Any] | None) -> None:
        node = self.net.nodes[token.node]
        if token.state not in ("waiting", "instance"):
            raise NotWaiting(node.id, "这里没有待办的任务", f"nothing is open here ({token.state})")
        self.asking.record(node, token.state, result)
        del self.alive[token.id]
        if token.state == "waiting":
            self.disarm(token)
            self.leave(node)
            return
        body = self.find(token.scope) if token.scope is not None else token
        if self.is_done(node, body):
            self.close_under(body, "satisfied")
            del self.alive[body.id]
            self.leave(node)

    def fire(self, token: Token) -> None:
        if token.state != "armed" or token.scope is None:
            raise NotWaiting(token.node, "这不是生效的定时器", f"this is no armed timer ({token.state})")
        timer = self.net.nodes[token.node]
        del self.alive[token.id]
        if timer.interrupting:
            self.remove(self.find(token.scope), "timer")
        self.leave(timer)

    def cancel(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.id in self.alive:
                self.remove(token, "cancelled")
            body = self.alive.get(token.scope) if token.state == "instance" and token.scope is not None else None
            if body is not None and not any(t.state == "instance" for t in self.under(body)):
                self.remove(body, "cancelled")

    def send_back(self, token: Token, target: str) -> None:
        node = self.net.nodes[token.node]
        if token.state not in ("waiting", "body"):
            raise NotWaiting(node.id, "这里没有可以退回的任务", f"nothing here can be returned ({token.state})")
        if target not in self.net.returns.get(node.id, ()):
            raise NoReturn(node.id, f"不能从这里退回到“{target}”", f"this cannot be returned to {target!r}")
        self.remove(token, "returned")
        reminders = reminders_between(self.net, target, node.id)
        for one in [t for t in self.alive.values() if t.node in reminders]:
            if one.id in self.alive:
                self.remove(one, "returned")
        self.open(self.net.nodes[target])

    # Removing

    def remove(self, token: Token, reason: Reason) -> None:
        """Take a token away with everything under it."""
        del self.alive[token.id]
        if token.state in ("waiting", "instance"):
            self.effects.append(CloseTask(token.id, reason))
        elif token.state == "armed":
            self.effects.append(DisarmTimer(token.id))
        self.close_under(token, reason)

    def close_under(self, token: Token, reason: Reason) -> None:
        for one in self.under(token):
            self.remove(one, reason)

    def disarm(self, token: Token) -> None:
        self.close_under(token, "cancelled")

    def is_done(self, node: Node, body: Token) -> bool:
        """Whether a multi-instance task is over: no instance left, or its condition holds."""
        left = sum(1 for t in self.under(body) if t.state == "instance")
        return left == 0 or self.asking.is_enough(node, (body.arg or {})["total"], left)

    # Moving on

    def leave(self, node: Node) -> None:
        self.flows.extend(self.net.flows[f] for f in node.outgoing)

    def settle(self) -> None:
        """Move on until every token waits."""
        moves = 0
        while self.flows:
            moves += 1
            flow = self.flows.popleft()
            if moves > MOST_MOVES:
                raise RunsForever(
                    flow.target, "流程在循环里转而没有任务可做", "the process turns in a loop with no task open"
                )
            self.arrive(flow, self.net.nodes[flow.target])
        self.finish()

    def arrive(self, flow: Flow, node: Node) -> None:
        match node.kind:
            case Kind.END:
                self.arrived.append(node)
            case Kind.EXCLUSIVE:
                self.flows.append(self.net.flows[self.asking.choose(node)])
            case Kind.PARALLEL:
                self.join(flow, node)
            case _:
                self.open(node)

    def open(self, node: Node) -> None:
        if node.several is not None:
            self.open_several(node)
            return
        token = self.put(node, "waiting")
        self.announce(token, node)
        self.arm(token, node)

    def put(
        self, node: Node, state: State, scope: TokenId | None = None, arg: Mapping[str, Any] | None = None
    ) -> Token:
        token = Token(self.new_id(), node.id, state, scope, arg)
        self.alive[token.id] = token
        return token

    def join(self, flow: Flow, node: Node) -> None:
        """Wait for one token from each incoming flow, then take one from each and go on."""
        here: dict[str, Token] = {}
        for token in self.alive.values() if len(node.incoming) > 1 else ():
            if token.node == node.id and token.arg is not None:
                here.setdefault(token.arg["flow"], token)
        if all(f == flow.id or f in here for f in node.incoming):
            for name in node.incoming:
                if name != flow.id:
                    del self.alive[here[name].id]
            self.leave(node)
        else:
            self.put(node, "joining", arg={"flow": flow.id})

    def announce(self, token: Token, node: Node) -> None:
        match node.kind:
            case Kind.USER:
                self.effects.append(OpenTask(token.id, node.id, token.arg))
            case Kind.RECEIVE:
                self.effects.append(AwaitMessage(token.id, node.id))
            case _:
                self.effects.append(StartJob(token.id, node.id, token.arg))

    def arm(self, host: Token, node: Node) -> None:
        for name in node.timers:
            timer = self.net.nodes[name]
            if timer.limit is not None:
                token = self.put(timer, "armed", host.id)
                self.effects.append(ArmTimer(token.id, name, timer.limit))

    def open_several(self, node: Node) -> None:
        items = self.asking.collection(node)
        if not items:
            self.leave(node)
            return
        body = self.put(node, "body", arg={"total": len(items)})
        for index, item in enumerate(items):
            self.announce(self.put(node, "instance", body.id, {"index": index, "item": item}), node)
        self.arm(body, node)

    def finish(self) -> None:
        """End when nothing but ends is left; until then an outcome that was reached is kept at its end event."""
        kept = [t for t in self.alive.values() if self.net.nodes[t.node].kind is Kind.END]
        reached = [n for n in self.arrived if n.outcome is not None]
        if len(kept) < len(self.alive):
            known = {self.net.nodes[t.node].outcome for t in kept}
            for node in reached:
                if node.outcome not in known:
                    known.add(node.outcome)
                    self.put(node, "joining")
            return
        outcomes = [self.net.nodes[t.node].outcome for t in kept] + [n.outcome for n in reached]
        self.alive.clear()
        self.effects.append(Ended(outcomes[0] if outcomes else None))
