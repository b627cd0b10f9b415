"""The process of one case of a story: tokens, tasks, timers and the one message that is waited for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from tongban.engine.deadlines import Limit
from tongban.engine.path.working import holds
from tongban.engine.process import (
    ArmTimer,
    AwaitMessage,
    CloseTask,
    Complete,
    DisarmTimer,
    Ended,
    Event,
    Net,
    Node,
    OpenTask,
    StartJob,
    Token,
    advance,
)
from tongban.engine.process.tokens import TokenId


@dataclass(frozen=True)
class Task:
    """Something a person was given to do."""

    token: TokenId
    node: Node


class Progress:
    """Takes steps of the net, as `cases.processing` does with rows. Jobs are done at once."""

    def __init__(self, net: Net) -> None:
        self.net, self._ids = net, count(1)
        self.tokens: tuple[Token, ...] = ()
        self.records: dict[str, Any] = {}
        self.ended: str | None = None
        self.handed_over = False
        self.awaited: TokenId | None = None
        self._tasks: list[Task] = []
        self._open: set[TokenId] = set()
        self._timers: dict[TokenId, datetime] = {}

    def take(self, event: Event, data: Mapping[str, Any], ends_at: Callable[[Limit], datetime]) -> None:
        """One event. `ends_at` says when a timer that starts now is due. Raises StepRefused, RuleFailed."""
        waiting = [event]
        while waiting:
            step = advance(
                self.net, self.tokens, data, waiting.pop(0), evaluate=holds, new_id=lambda: next(self._ids)
            )  # fmt: skip
            self.tokens = step.tokens
            left = {token.id for token in self.tokens}
            self._open &= left
            self.awaited = self.awaited if self.awaited in left else None
            for effect in step.effects:
                match effect:
                    case OpenTask(token=token, node=node):
                        self._tasks.append(Task(token, self.net.nodes[node]))
                        self._open.add(token)
                    case CloseTask(token=token):
                        self._open.discard(token)
                    case StartJob(token=token, node=node):
                        self.handed_over = self.handed_over or self.net.nodes[node].attributes.get("job") == "hand-over"
                        waiting.append(Complete(token))
                    case AwaitMessage(token=token):
                        self.awaited = token
                    case ArmTimer(token=token, limit=limit):
                        self._timers[token] = ends_at(limit)
                    case DisarmTimer(token=token):
                        self._timers.pop(token, None)
                    case Ended(outcome=outcome):
                        self.ended = outcome

    @property
    def awaited_node(self) -> Node:
        """The receive task that waits."""
        return next(self.net.nodes[token.node] for token in self.tokens if token.id == self.awaited)

    def task(self, node: str) -> Task | None:
        """The newest task of that node, an open one before a closed one."""
        found = [one for one in self._tasks if one.node.id == node]
        still = [one for one in found if one.token in self._open]
        last = still or found
        return last[-1] if last else None

    def is_open(self, task: Task) -> bool:
        """Whether it is still to be done."""
        return task.token in self._open

    def record(self, node: Node, record: dict[str, Any]) -> None:
        """What a task found, for the conditions to read."""
        if node.several is not None:
            self.records.setdefault(node.id, []).append(record)
        else:
            self.records[node.id] = record

    def due_timer(self, now: datetime) -> TokenId | None:
        """A timer whose time has come, taken off the list."""
        token = next((one for one, at in self._timers.items() if at <= now), None)
        if token is not None:
            del self._timers[token]
        return token

    def cancel(self) -> None:
        """The case leaves station *work* without an end: nothing stays."""
        self.tokens, self.awaited = (), None
        self._open.clear()
        self._timers.clear()
