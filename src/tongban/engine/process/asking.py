"""What a step asks of the data: conditions of flows, completion conditions, and the lists of multi-instance tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tongban.engine.process.net import Net, Node
from tongban.engine.process.tokens import NoCollection, NoPathOpen, NotADecision, State

Evaluate: TypeAlias = Callable[[str, Mapping[str, Any]], bool]


class Asking:
    """The data of one step, with the result that the event brought laid over it."""

    def __init__(self, net: Net, data: Mapping[str, Any], evaluate: Evaluate) -> None:
        self.net, self.data, self.evaluate = net, data, evaluate

    def record(self, node: Node, state: State, result: Mapping[str, Any] | None) -> None:
        """Lay a result over the data, so that the conditions of this step see it."""
        if result is None:
            return
        tasks = dict(self.data.get("tasks", {}))
        if state == "instance":
            earlier = tasks.get(node.id)
            tasks[node.id] = [*(earlier if isinstance(earlier, list | tuple) else ()), result]
        else:
            tasks[node.id] = result
        self.data = {**self.data, "tasks": tasks}

    def holds(self, where: str, condition: str, data: Mapping[str, Any]) -> bool:
        """Ask `evaluate`; `where` is the flow or node the condition stands on."""
        verdict = self.evaluate(condition, data)
        if verdict is not True and verdict is not False:
            raise NotADecision(
                where, f"条件没有得出是或否：{condition}", f"the condition gave neither true nor false: {condition}"
            )
        return verdict

    def is_enough(self, node: Node, total: int, left: int) -> bool:
        """Whether the completion condition of a multi-instance task holds with `left` instances still open."""
        if node.several is None or node.several.until is None:
            return False
        counts = {"total": total, "done": total - left, "open": left}
        return self.holds(node.id, node.several.until, {**self.data, "instances": counts})

    def choose(self, gateway: Node) -> str:
        """The first flow, in the order of the file, whose condition holds; else the default."""
        for name in gateway.outgoing:
            condition = self.net.flows[name].condition
            if condition is not None and self.holds(name, condition, self.data):
                return name
        if gateway.default is not None:
            return gateway.default
        if len(gateway.outgoing) == 1:
            return gateway.outgoing[0]
        raise NoPathOpen(
            gateway.id,
            f"网关“{gateway.name or gateway.id}”没有一个条件成立，也没有默认流",
            f"no condition holds at the gateway {gateway.id!r} and it has no default flow",
        )

    def collection(self, node: Node) -> list[str | int]:
        """The codes a multi-instance task runs over. Only codes: answers would carry personal data into tokens."""
        found: Any = self.data
        path = node.several.collection if node.several is not None else ""
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        good = isinstance(found, list | tuple) and all(
            isinstance(i, str | int) and not isinstance(i, bool) for i in found
        )
        if not good:
            raise NoCollection(node.id, f"“{path}”不是代码的列表", f"{path!r} is no list of codes")
        return list(found)
