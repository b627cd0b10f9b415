"""Soundness: whatever happens, the process ends, ends whole, and with one outcome.

That every task can come to its turn follows: each is reached by flows (`structure`), conditions may turn out either
way, and a join that never fires would leave its tokens behind, which is refused here.
"""

from __future__ import annotations

from collections.abc import Mapping

from tongban.engine.process import markings
from tongban.engine.process.markings import Explored
from tongban.engine.process.net import Findings, Node


def check_soundness(nodes: Mapping[str, Node], explored: Explored, findings: Findings) -> None:
    """Add each defect with the shortest way to it. At most one of each sort: the first is the cause of the others."""
    if explored.too_many:
        most = markings.MOST
        wrong = (f"可能的状态超过 {most} 个，无法检查", f"more than {most} possible states, too many to check")
        mend = ("减少并行的分支，或拆成子事项", "fewer parallel branches, or split it into children")
        findings.add(None, "process", wrong, mend)
        return
    if explored.crowded is not None:
        before, element, where = explored.crowded
        way = [*explored.way(before), element] if before in explored.cause else [element]
        wrong = (f"这里会同时出现两个令牌：{_way(way)}", f"two tokens can be here at once: {_way(way)}")
        mend = ("并行分支先用并行网关汇合", "join parallel branches with a parallel gateway first")
        findings.add(nodes[where].line, where, wrong, mend)
        return
    final = _check_stops(nodes, explored, findings)
    if not findings.problems:
        _check_can_end(nodes, explored, final, findings)


def _way(way: list[str]) -> str:
    return " → ".join(way)


def _check_stops(nodes: Mapping[str, Node], explored: Explored, findings: Findings) -> list[int]:
    """Look at the markings in which nothing can happen any more; the good ones are returned."""
    final = []
    for marking in explored.cause:
        if marking in explored.next:
            continue
        places = explored.places.of(marking)
        joins = [name for word, name in places if word == "join"]
        outcomes = sorted(name for word, name in places if word == "end")
        way = _way(explored.way(marking))
        if joins:
            _stuck(nodes, joins, way, findings)
            break
        if len(outcomes) != 1:
            end = next((n for n in nodes.values() if n.outcome in outcomes), next(iter(nodes.values())))
            told = "、".join(outcomes), ", ".join(outcomes)
            wrong = (
                f"一次办理会得出 {len(outcomes)} 个结果（{told[0]}）：{way}",
                f"one run comes to {len(outcomes)} outcomes ({told[1]}): {way}",
            )
            mend = (
                "并行分支先汇合，再由排他网关分出结果",
                "join the branches, then part the outcomes with an exclusive gateway",
            )
            findings.add(end.line, end.id, wrong, mend)
            break
        final.append(marking)
    return final


def _stuck(nodes: Mapping[str, Node], joins: list[str], way: str, findings: Findings) -> None:
    gateway = next(n for n in nodes.values() if set(joins) & set(n.incoming))
    missing = [f for f in gateway.incoming if f not in joins]
    wrong = (
        f"流程会停在这个汇合，等不到 {'、'.join(missing)}：{way}",
        f"the process can stop at this join, waiting for {', '.join(missing)}: {way}",
    )
    mend = (
        "排他网关分出的路用排他网关汇合",
        "bring ways that an exclusive gateway parted together with an exclusive gateway",
    )
    findings.add(gateway.line, gateway.id, wrong, mend)


def _check_can_end(nodes: Mapping[str, Node], explored: Explored, final: list[int], findings: Findings) -> None:
    """From every marking an end must remain possible."""
    before: dict[int, list[int]] = {}
    for marking, after in explored.next.items():
        for one in after:
            before.setdefault(one, []).append(marking)
    good, todo = set(final), list(final)
    while todo:
        for marking in before.get(todo.pop(), ()):
            if marking not in good:
                good.add(marking)
                todo.append(marking)
    for marking in explored.cause:
        if marking not in good:
            where = next(name for word, name in explored.places.of(marking) if word == "task")
            way = _way(explored.way(marking))
            wrong = (f"从这里再也走不到结束：{way}", f"no end can be reached from here any more: {way}")
            findings.add(nodes[where].line, where, wrong, ("给循环画一条出路", "draw a way out of the loop"))
            return
