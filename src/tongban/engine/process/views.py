"""What a net and its tokens say to a reader: all nodes, the tasks that are open, where a task may be returned to."""

from __future__ import annotations

from collections.abc import Iterable

from tongban.engine.process.net import Net, Node
from tongban.engine.process.tokens import Token


def nodes(net: Net) -> tuple[Node, ...]:
    """All nodes in the order of the file."""
    return tuple(net.nodes.values())


def live_nodes(net: Net, tokens: Iterable[Token]) -> tuple[Node, ...]:
    """The tasks at which something waits, each once, in the order of the file. Tokens of another net raise KeyError."""
    live = {net.nodes[t.node].id for t in tokens if t.state in ("waiting", "instance")}
    return tuple(node for node in net.nodes.values() if node.id in live)


def return_targets(net: Net, node: str) -> tuple[Node, ...]:
    """The user tasks `node` may be returned to (退回), nearest first: they stand before it on every way and in the same
    branch, so that no other branch is disturbed. Raises KeyError for an id the net does not have."""
    return tuple(net.nodes[name] for name in net.returns.get(net.nodes[node].id, ()))
