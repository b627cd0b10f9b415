"""The shape of a process, before its behaviour: counts of flows, conditions and defaults, reachability, empty loops."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.engine.process.net import TASKS, Findings, Flow, Kind, Node

_MANY = 1_000
# How many flows may come in and go out: (least in, most in, least out, most out).
_DEGREES = {
    Kind.START: (0, 0, 1, 1),
    Kind.END: (1, _MANY, 0, 0),
    Kind.TIMER: (0, 0, 1, 1),
    Kind.EXCLUSIVE: (1, _MANY, 1, _MANY),
    Kind.PARALLEL: (1, _MANY, 1, _MANY),
} | dict.fromkeys(TASKS, (1, _MANY, 1, 1))
MOST_NODES = 400


def check_structure(nodes: Mapping[str, Node], flows: Mapping[str, Flow], findings: Findings) -> None:
    """Add every defect of shape to `findings`."""
    _check_counts(nodes, findings)
    for node in nodes.values():
        _check_degree(node, findings)
        if node.kind is Kind.EXCLUSIVE:
            _check_exclusive(node, flows, findings)
        else:
            _check_no_conditions(node, flows, findings)
    if findings.problems:
        return  # what follows walks the graph and would only repeat what is said above
    _check_reached(nodes, flows, findings)
    _check_outcomes(nodes, flows, findings)
    _check_empty_loops(nodes, flows, findings)


def successors(node: Node, flows: Mapping[str, Flow]) -> list[str]:
    """The nodes a token can go to from here, boundary timers included."""
    return [flows[f].target for f in node.outgoing] + list(node.timers)


def reached(nodes: Mapping[str, Node], flows: Mapping[str, Flow], *, beside: bool = True) -> set[str]:
    """Nodes that can be reached from the start; with `beside` False, without any non-interrupting timer."""
    found: set[str] = set()
    todo = [n.id for n in nodes.values() if n.kind is Kind.START]
    while todo:
        node = nodes[todo.pop()]
        if node.id in found or not (beside or node.interrupting):
            continue
        found.add(node.id)
        todo += successors(node, flows)
    return found


def _check_counts(nodes: Mapping[str, Node], findings: Findings) -> None:
    starts = [n for n in nodes.values() if n.kind is Kind.START]
    if len(starts) != 1:
        line, where = (starts[1].line, starts[1].id) if starts else (None, "startEvent")
        wrong = (
            f"应只有一个开始事件，现有 {len(starts)} 个",
            f"exactly one start event is needed, there are {len(starts)}",
        )
        findings.add(line, where, wrong, ("只留一个开始事件", "keep one start event"))
    if not any(n.kind is Kind.END for n in nodes.values()):
        wrong = ("没有结束事件", "there is no end event")
        findings.add(None, "endEvent", wrong, ("加上带 tb:outcome 的结束事件", "add an end event with tb:outcome"))
    if len(nodes) > MOST_NODES:
        wrong = (f"元素超过 {MOST_NODES} 个", f"more than {MOST_NODES} elements")
        findings.add(None, "process", wrong, ("拆成一件事的几个子事项", "split it into children of a bundle"))


def _check_degree(node: Node, findings: Findings) -> None:
    least_in, most_in, least_out, most_out = _DEGREES[node.kind]
    for zh, en, count, least, most in (
        ("进入", "incoming", len(node.incoming), least_in, most_in),
        ("离开", "outgoing", len(node.outgoing), least_out, most_out),
    ):
        if least <= count <= most:
            continue
        need = f"{least}" if least == most else f"≥ {least}"
        wrong = (f"{zh}的流程线有 {count} 条，应为 {need} 条", f"{count} {en} flows, {need} needed")
        mend = ("连上流程线", "connect a flow") if count < least else ("删去多余的流程线", "remove the flows too many")
        if node.kind in TASKS and count > most:
            mend = ("在任务后面画并行网关或排他网关", "draw a parallel or exclusive gateway behind the task")
        findings.add(node.line, node.id, wrong, mend)


def _check_exclusive(node: Node, flows: Mapping[str, Flow], findings: Findings) -> None:
    if node.default is not None and node.default not in node.outgoing:
        wrong = (f"默认流“{node.default}”不从这里离开", f"the default flow {node.default!r} does not leave here")
        findings.add(node.line, node.id, wrong, ("重新指定默认流", "choose the default flow again"))
        return
    for name in node.outgoing:
        flow = flows[name]
        free = name == node.default or len(node.outgoing) == 1
        if free and flow.condition is not None:
            wrong = ("默认流或唯一的流不能带条件", "a default or only flow carries no condition")
            findings.add(flow.line, name, wrong, ("删去条件", "remove the condition"))
        elif not free and flow.condition is None:
            wrong = ("排他网关的流程线缺少条件", "a flow out of an exclusive gateway has no condition")
            findings.add(flow.line, name, wrong, ("写上条件，或设为默认流", "write it, or make this the default"))


def _check_no_conditions(node: Node, flows: Mapping[str, Flow], findings: Findings) -> None:
    for name in node.outgoing:
        if flows[name].condition is not None:
            wrong = ("只有排他网关的流程线可以带条件", "only flows out of an exclusive gateway carry a condition")
            mend = ("在前面画排他网关", "draw an exclusive gateway before it")
            findings.add(flows[name].line, name, wrong, mend)


def _check_reached(nodes: Mapping[str, Node], flows: Mapping[str, Flow], findings: Findings) -> None:
    found = reached(nodes, flows)
    for node in nodes.values():
        if node.id not in found:
            wrong = ("从开始事件走不到这里", "this cannot be reached from the start event")
            findings.add(node.line, node.id, wrong, ("连上流程线，或删去它", "connect it, or remove it"))


def _check_outcomes(nodes: Mapping[str, Node], flows: Mapping[str, Flow], findings: Findings) -> None:
    """An end says what the case comes to; only the end of a branch beside the main way (a reminder) says nothing."""
    main = reached(nodes, flows, beside=False)
    for node in nodes.values():
        if node.kind is Kind.END and node.outcome is None and node.id in main:
            wrong = ("结束事件缺少 tb:outcome", "the end event carries no tb:outcome")
            findings.add(node.line, node.id, wrong, ('加上 tb:outcome="…"', 'add tb:outcome="…"'))


def _check_empty_loops(nodes: Mapping[str, Node], flows: Mapping[str, Flow], findings: Findings) -> None:
    """A loop of gateways alone would never wait for anyone. Peels off whatever is not on such a loop."""
    left = {n.id for n in nodes.values() if n.kind in (Kind.EXCLUSIVE, Kind.PARALLEL)}
    while True:
        last = {n for n in left if not left.intersection(successors(nodes[n], flows))}
        first = {n for n in left if not any(flows[f].source in left for f in nodes[n].incoming)}
        if not last | first:
            break
        left -= last | first
    for name in sorted(left, key=lambda n: nodes[n].line)[:1]:
        wrong = ("循环中没有任务，流程会一直转下去", "a loop without a task would turn forever")
        findings.add(nodes[name].line, name, wrong, ("在循环中放一个任务", "put a task into the loop"))
