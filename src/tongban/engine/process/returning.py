"""Return targets 退回: where a task may be sent back to without disturbing any other branch.

A user task is a target when every way to the returning task passes it (it dominates), and when moving the token back
gives, in every state the process can be in, again such a state: so target and task stand in one branch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tongban.engine.process.markings import Explored
from tongban.engine.process.net import TASKS, Flow, Kind, Net, Node
from tongban.engine.process.structure import reached, successors


def targets_of_all(
    nodes: Mapping[str, Node], flows: Mapping[str, Flow], explored: Explored
) -> dict[str, tuple[str, ...]]:
    """For each task that has any: the user tasks it may be returned to, nearest first."""
    above = _dominators(nodes, flows)
    main = reached(nodes, flows, beside=False)
    beside = sum(b for (word, name), b in explored.places.bits.items() if _is_beside(word, name, nodes, flows, main))
    full, slim = set(explored.cause), {m & ~beside for m in explored.cause}
    found = {}
    for node in nodes.values():
        if node.kind not in TASKS:
            continue
        # Reminders that run beside the main way do not bind it; a task beside it is judged with them.
        markings = slim if node.id in main else full
        good = [t for t in above[node.id] if nodes[t].kind is Kind.USER and _fits(node, nodes[t], markings, explored)]
        if good:
            found[node.id] = tuple(good)
    return found


def reminders_between(net: Net, target: str, node: str) -> set[str]:
    """The nodes beside the way from a return target to a task: what only its non-interrupting timers reach."""
    before: dict[str, list[str]] = {}
    for one in net.nodes.values():
        for name in successors(one, net.flows):
            before.setdefault(name, []).append(one.id)

    def onward(name: str) -> list[str]:
        return [n for n in successors(net.nodes[name], net.flows) if net.nodes[n].interrupting]

    ends = {target, node}
    way = _walk(onward(target), onward, ends) & _walk(before[node], lambda n: before.get(n, []), ends) | ends
    timers = [t for name in way for t in net.nodes[name].timers if not net.nodes[t].interrupting]
    return _walk(timers, lambda n: successors(net.nodes[n], net.flows), set()) - _walk([target], onward, set())


def _walk(start: Iterable[str], onward: Callable[[str], Iterable[str]], stops: set[str]) -> set[str]:
    """Everything reached from `start`, not going beyond `stops`."""
    found: set[str] = set()
    todo = list(start)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += () if name in stops else onward(name)
    return found


def _is_beside(word: str, name: str, nodes: Mapping[str, Node], flows: Mapping[str, Flow], main: set[str]) -> bool:
    if word == "join":
        return flows[name].source not in main
    if word == "timer":
        return nodes[name].host not in main
    return word == "task" and name not in main


def _fits(node: Node, target: Node, markings: set[int], explored: Explored) -> bool:
    bits = explored.places.bits
    here, there = bits.get(("task", node.id), 0), bits.get(("task", target.id), 0)
    mine = here | sum(bits.get(("timer", t), 0) for t in node.timers)
    new = there | sum(bits.get(("timer", t), 0) for t in target.timers)
    return all(not m & there and (m & ~mine) | new in markings for m in markings if m & here)


def _dominators(nodes: Mapping[str, Node], flows: Mapping[str, Flow]) -> dict[str, list[str]]:
    """For each node the nodes that stand on every way to it, nearest first, itself not among them."""
    before: dict[str, set[str]] = {name: set() for name in nodes}
    for node in nodes.values():
        for name in successors(node, flows):
            before[name].add(node.id)
    start = next(n.id for n in nodes.values() if n.kind is Kind.START)
    sets = {name: ({start} if name == start else set(nodes)) for name in nodes}
    changed = True
    while changed:
        changed = False
        for name in nodes:
            if name == start:
                continue
            new = set.intersection(*(sets[b] for b in before[name])) | {name}
            changed = changed or new != sets[name]
            sets[name] = new
    # The more nodes dominate a dominator, the nearer it is.
    return {name: sorted(sets[name] - {name}, key=lambda d: -len(sets[d])) for name in nodes}
