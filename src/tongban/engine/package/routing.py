"""Whose a task of the process is: names in tb:department that the implementation turns into departments of its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.engine.package.package import Package
from tongban.engine.rules import Rule

AUTHORITY = "authority"
_LITERAL = re.compile(r"""\s*(?:'([a-z0-9][a-z0-9_-]*)'|"([a-z0-9][a-z0-9_-]*)")\s*""")


def named(package: Package) -> Iterator[tuple[str, str]]:
    """Node id and name of each department the process asks the implementation for."""
    for node in package.net.nodes.values() if package.net else ():
        owner, _, name = node.attributes.get("department", AUTHORITY).partition(":")
        if owner == "role":
            yield node.id, name
        elif owner == "rule" and name in package.rules:
            yield from ((node.id, one) for one in routes(package.rules[name]) or () if one != AUTHORITY)


def routes(rule: Rule) -> tuple[str, ...] | None:
    """Every name a routing rule can give, in order; None unless it is a table whose single outputs are plain names."""
    if rule.table is None or rule.result != "string" or len(rule.table.outputs) != 1:
        return None
    found = [_LITERAL.fullmatch(row.outputs[0].code) for row in rule.table.rows]
    if not all(found):
        return None
    return tuple(dict.fromkeys(one[1] or one[2] for one in found if one))
