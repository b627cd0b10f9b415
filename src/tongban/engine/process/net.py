"""The compiled process: immutable nodes and flows, ready to be stepped through. Made only by `compile_net`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from tongban.engine.deadlines.limits import Limit
from tongban.engine.problems import Problem, Refused

BPMN_NS = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TB_NS = "https://tongban.example/bpmn/1"

EMPTY: Mapping[str, str] = MappingProxyType({})


class ProcessRefused(Refused):
    """The process cannot be run as it is written; `problems` names every element, line and mend."""


class Kind(StrEnum):
    """What a node is. The values are the words used in effects, rows and messages."""

    START = "start"
    END = "end"
    USER = "user"
    SERVICE = "service"
    SEND = "send"
    RECEIVE = "receive"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    TIMER = "timer"

    @property
    def is_task(self) -> bool:
        """Whether a token waits here for someone or something."""
        return self in TASKS


TASKS = frozenset({Kind.USER, Kind.SERVICE, Kind.SEND, Kind.RECEIVE})


@dataclass(frozen=True)
class Flow:
    """A sequence flow. `condition` is the text as written, or None; only flows out of exclusive gateways carry one."""

    id: str
    source: str
    target: str
    condition: str | None
    line: int


@dataclass(frozen=True)
class Several:
    """Parallel multi-instance: one instance per code in the data list `collection` (a dotted path such as
    `scenario.departments`), until all are done or the condition `until` holds."""

    collection: str
    until: str | None


@dataclass(frozen=True)
class Node:
    """One element. `incoming` and `outgoing` are flow ids in the order of the file; `attributes` are all `tb:` ones.

    Only a gateway has `default`; only an end has `outcome`; only a task has `several` and `timers` (ids of its boundary
    timers); only a boundary timer has `host`, `limit` and `interrupting`.
    """

    id: str
    kind: Kind
    name: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    outcome: str | None = None
    several: Several | None = None
    timers: tuple[str, ...] = ()
    host: str | None = None
    limit: Limit | None = None
    interrupting: bool = True

    @property
    def name_en(self) -> str:
        """The English name (`tb:name-en`), empty where the file has none."""
        return self.attributes.get("name-en", "")


@dataclass(frozen=True)
class Net:
    """A whole process. `returns` maps a node to the user tasks it may be returned to, nearest first."""

    id: str
    name: str
    source: str
    start: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    returns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def outcomes(self) -> frozenset[str]:
        """Every outcome an end event can carry."""
        return frozenset(n.outcome for n in self.nodes.values() if n.outcome is not None)

    def targets(self, node: Node) -> Iterable[Node]:
        """The nodes the outgoing flows lead to."""
        return (self.nodes[self.flows[f].target] for f in node.outgoing)


class Findings:
    """Everything wrong with one file, in the order it was found."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def add(self, line: int | None, where: str, wrong: tuple[str, str], mend: tuple[str, str]) -> None:
        """Note one problem; `wrong` and `mend` are (zh, en)."""
        self.problems.append(Problem(self.source, line, where, *wrong, *mend))

    def refuse(self) -> None:
        """Raise `ProcessRefused` if anything was found."""
        if self.problems:
            raise ProcessRefused(self.problems)
