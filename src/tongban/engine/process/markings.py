"""All states a process can be in: its reachable markings, each a set of places kept as bits of one integer.

Gateways fire at once, so a marking holds only what lasts: open tasks, armed timers, tokens at joins and at ends. Every
condition may turn out either way here, and a multi-instance task counts as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tongban.engine.process.net import TASKS, Flow, Kind, Node

Word: TypeAlias = Literal["task", "timer", "join", "end"]
MOST = 60_000
"""Markings looked at before giving up: about four seconds of work, ten branches of two tasks."""


@dataclass
class Places:
    """The places: ("task", node), ("timer", node), ("join", flow), ("end", outcome); each has a bit."""

    bits: dict[tuple[Word, str], int] = field(default_factory=dict)
    names: list[tuple[Word, str]] = field(default_factory=list)

    def bit(self, word: Word, name: str) -> int:
        """The bit of a place, given out on first use."""
        key = (word, name)
        if key not in self.bits:
            self.bits[key] = 1 << len(self.names)
            self.names.append(key)
        return self.bits[key]

    def of(self, marking: int) -> list[tuple[Word, str]]:
        """The places that hold a token."""
        return [name for index, name in enumerate(self.names) if marking >> index & 1]


@dataclass
class Explored:
    """`cause` gives for each marking the one it was first reached from and the element that acted: shortest ways."""

    places: Places
    cause: dict[int, tuple[int | None, str]] = field(default_factory=dict)
    next: dict[int, set[int]] = field(default_factory=dict)
    crowded: tuple[int, str, str] | None = None
    """(marking, element that acted, element where a second token arrived): the first breach of one token a place."""
    too_many: bool = False

    def way(self, marking: int) -> list[str]:
        """The shortest way to a marking: ids of the elements that acted, beginning with the start event."""
        found: list[str] = []
        here: int | None = marking
        while here is not None:
            here, element = self.cause[here]
            found.append(element)
        return found[::-1]


class _Crowded(Exception):
    """A second token came to a place that holds one."""

    def __init__(self, element: str) -> None:
        self.element = element


class Explorer:
    """One breadth-first walk through all markings."""

    def __init__(self, nodes: Mapping[str, Node], flows: Mapping[str, Flow]) -> None:
        self.nodes, self.flows = nodes, flows
        self.places = Places()
        self.explored = Explored(self.places)

    def explore(self) -> Explored:
        """Walk until nothing new is found, a place is crowded, or there are more than `MOST` markings."""
        start = next(n for n in self.nodes.values() if n.kind is Kind.START)
        todo: list[int] = []
        self._reach(None, start.id, 0, start.outgoing, todo)
        done = 0
        while done < len(todo) and self.explored.crowded is None:
            if len(self.explored.cause) > MOST:
                self.explored.too_many = True
                break
            marking = todo[done]
            done += 1
            for element, rest, out in self._moves(marking):
                self._reach(marking, element, rest, out, todo)
        return self.explored

    def _reach(self, before: int | None, element: str, rest: int, out: tuple[str, ...], todo: list[int]) -> None:
        explored = self.explored
        try:
            after = set(self._flow_on(rest, out))
        except _Crowded as crowded:
            explored.crowded = explored.crowded or (before if before is not None else 0, element, crowded.element)
            return
        if before is not None:
            explored.next.setdefault(before, set()).update(after)
        for marking in sorted(after):
            if marking not in explored.cause:
                explored.cause[marking] = (before, element)
                todo.append(marking)

    def _moves(self, marking: int) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        """What can happen: (element, what stays, flows that get a token)."""
        for word, name in self.places.of(marking):
            node = self.nodes.get(name)
            if word == "task" and node is not None:
                yield node.id, marking & ~self._whole(node), node.outgoing
            elif word == "timer" and node is not None:
                host = self.nodes[str(node.host)]
                gone = self._whole(host) if node.interrupting else self.places.bit("timer", name)
                yield node.id, marking & ~gone, node.outgoing

    def _whole(self, task: Node) -> int:
        """The bits of a task and all its timers."""
        return self.places.bit("task", task.id) | sum(self.places.bit("timer", t) for t in task.timers)

    def _flow_on(self, marking: int, out: tuple[str, ...]) -> Iterator[int]:
        """Every marking that can follow when each flow in `out` gets a token."""
        if not out:
            yield marking
            return
        for after, more in self._arrive(marking, self.flows[out[0]]):
            yield from self._flow_on(after, more + out[1:])

    def _arrive(self, marking: int, flow: Flow) -> Iterator[tuple[int, tuple[str, ...]]]:
        """A token at the end of a flow: the markings and further flows it leads to."""
        node = self.nodes[flow.target]
        if node.kind in TASKS:
            if marking & self.places.bit("task", node.id):
                raise _Crowded(node.id)
            yield marking | self._whole(node), ()
        elif node.kind is Kind.END:
            yield (marking | self.places.bit("end", node.outcome) if node.outcome else marking), ()
        elif node.kind is Kind.EXCLUSIVE:
            for name in node.outgoing:
                yield marking, (name,)
        elif len(node.incoming) == 1:
            yield marking, node.outgoing
        else:
            yield self._join(marking, flow, node)

    def _join(self, marking: int, flow: Flow, node: Node) -> tuple[int, tuple[str, ...]]:
        bit = self.places.bit("join", flow.id)
        if marking & bit:
            raise _Crowded(node.id)
        marking |= bit
        whole = sum(self.places.bit("join", f) for f in node.incoming)
        return (marking & ~whole, node.outgoing) if marking & whole == whole else (marking, ())
