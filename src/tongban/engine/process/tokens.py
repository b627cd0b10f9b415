"""What a step takes and gives: tokens, events, effects, and the errors of a step. All values, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from uuid import UUID

from tongban.engine.deadlines.limits import Limit

TokenId: TypeAlias = UUID | int | str
State: TypeAlias = Literal["waiting", "joining", "body", "instance", "armed"]
Reason: TypeAlias = Literal["timer", "satisfied", "returned", "cancelled"]


@dataclass(frozen=True)
class Token:
    """One token; the set of tokens is the whole state of a process.

    waiting   a task is open at `node`.
    joining   at a parallel join, `arg` {"flow": id} it came by; or at an end event until the other branches are done.
    body      a multi-instance task as a whole, `arg` {"total": n}; nothing is open on it itself.
    instance  one of its instances, open; `scope` is the body, `arg` {"index": i, "item": code}.
    armed     a boundary timer; `scope` is the token of its task.
    """

    id: TokenId
    node: str
    state: State
    scope: TokenId | None = None
    arg: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Start:
    """The process begins; only on no tokens at all."""


@dataclass(frozen=True)
class Complete:
    """A task, job or awaited message is done.

    `result` is what it recorded, if `data` does not hold it yet: conditions of this step see it as `tasks.<node>`, for
    a multi-instance task appended to the list there. None when `data` already holds it.
    """

    token_id: TokenId
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class TimerFired:
    """An armed boundary timer is due."""

    token_id: TokenId


@dataclass(frozen=True)
class MessageArrived:
    """A message for a receive task with `tb:message` = `name`. `key`, a token id, chooses when several wait for it."""

    name: str
    key: TokenId | None = None
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Cancel:
    """These tokens go, with their instances and timers; nothing takes their place.

    The caller answers for joins that wait for them. If only an outcome already reached is left, the process ends.
    """

    token_ids: tuple[TokenId, ...]


@dataclass(frozen=True)
class CancelAll:
    """Everything goes: a legal act ends the case. No `Ended` follows; the act is the outcome."""


@dataclass(frozen=True)
class Return:
    """退回: the task goes back to `target`, one of `return_targets`. Its token (of a multi-instance task the body), its
    timers and the reminders started since the target go; one token is put on the target; other branches stay."""

    token_id: TokenId
    target: str


Event: TypeAlias = Start | Complete | TimerFired | MessageArrived | Cancel | CancelAll | Return


@dataclass(frozen=True)
class OpenTask:
    """A person has something to do. `arg` as in the token (None, or index and item of an instance)."""

    token: TokenId
    node: str
    arg: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class StartJob:
    """A service or send task starts; the job answers with `Complete`."""

    token: TokenId
    node: str
    arg: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class AwaitMessage:
    """A receive task waits. A message that came earlier is the caller's to keep and deliver now."""

    token: TokenId
    node: str


@dataclass(frozen=True)
class CloseTask:
    """A task, job or wait ends uncompleted: its timer took over, enough instances are done, returned, or cancelled."""

    token: TokenId
    reason: Reason


@dataclass(frozen=True)
class ArmTimer:
    """A boundary timer starts to run, `limit` from now."""

    token: TokenId
    node: str
    limit: Limit


@dataclass(frozen=True)
class DisarmTimer:
    """A boundary timer must not fire any more."""

    token: TokenId


@dataclass(frozen=True)
class Ended:
    """The last token is consumed. None only where everything that carried an outcome had been cancelled."""

    outcome: str | None


Effect: TypeAlias = OpenTask | StartJob | AwaitMessage | CloseTask | ArmTimer | DisarmTimer | Ended


@dataclass(frozen=True)
class Step:
    """The result of one event: the new full set of tokens, the difference from the old one, and what must be done.

    A token never changes: it is created and removed, so `created` and `removed` are the rows to write.
    """

    tokens: tuple[Token, ...]
    created: tuple[Token, ...]
    removed: tuple[TokenId, ...]
    effects: tuple[Effect, ...]


class StepRefused(ValueError):
    """The event cannot be taken; nothing has changed. `element` is a node or message name; `zh`, `en` say why."""

    def __init__(self, element: str, zh: str, en: str) -> None:
        self.element, self.zh, self.en = element, zh, en
        super().__init__(f"{element}: {en}")


class AlreadyStarted(StepRefused):
    """`Start` on a process that has tokens."""


class NoSuchToken(StepRefused):
    """The event names a token that is not (or no longer) there."""


class NotWaiting(StepRefused):
    """The token is there but does not wait for this event."""


class NoReturn(StepRefused):
    """The task may not be returned to this target; `return_targets` says which there are."""


class NobodyWaits(StepRefused):
    """No receive task waits for this message; the caller keeps it."""


class SeveralWait(StepRefused):
    """More than one receive task waits for this message and no key was given."""


class NoPathOpen(StepRefused):
    """An exclusive gateway with no true condition and no default flow."""


class NoCollection(StepRefused):
    """The data list of a multi-instance task is missing or is no list of codes (strings or whole numbers)."""


class NotADecision(StepRefused):
    """A condition gave something else than true or false."""


class RunsForever(StepRefused):
    """The step turns in a loop without reaching a task that waits."""
