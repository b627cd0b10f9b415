"""Bundles 一件事: what each child is told, when it is filed, when it can no longer be, how the whole ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tongban.engine.package.package import Package
from tongban.engine.package.parts import Child
from tongban.engine.pointers import MISSING, get, put


@dataclass(frozen=True)
class Sibling:
    """How far a child of the same case has come: its outcome (empty while open), its certificate in force or not."""

    outcome: str
    certified: bool


def child_answers(child: Child, own: Package, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The child's answers out of the bundle's: mapped pointers, and top-level ones both forms have under one name."""
    result: dict[str, Any] = {}
    for pointer, source in told_pointers(child, own).items():
        value = get(answers, source)
        if value is not MISSING:
            result = put(result, pointer, deepcopy(value))
    if "scenario" in answers:
        result["scenario"] = deepcopy(answers["scenario"])
    return result


def told_pointers(child: Child, own: Package) -> dict[str, str]:
    """What a child is told: pointer of its own form → pointer of the bundle's."""
    shared = {f"/{name}": f"/{name}" for name in own.schema.get("properties", {})}
    return {**shared, **child.map}


def is_open_to(child: Child, siblings: Mapping[str, Sibling]) -> bool:
    """Whether every precondition that belongs to this case has been granted (and its certificate is in force)."""
    wanted = [siblings[code] for code in child.requires if code in siblings]
    return all(one.certified and one.outcome in ("", "granted") for one in wanted)


def has_failed(child: Child, siblings: Mapping[str, Sibling]) -> bool:
    """Whether a precondition has ended otherwise than granted."""
    return any(siblings[code].outcome not in ("", "granted") for code in child.requires if code in siblings)


def parent_outcome(outcomes: Collection[str]) -> str:
    """How the bundle ends, once every child has ended."""
    found = set(outcomes)
    if found == {"granted"}:
        return "granted"
    if "granted" in found:
        return "partly_granted"
    if found & {"refused", "not_accepted"}:
        return "refused"
    return "terminated" if "terminated" in found else "withdrawn"


def told_names(items: Collection[Mapping[str, str]], open_ones: Mapping[str, bool]) -> tuple[set[str], list[str]]:
    """Whom a notice of correction is about, and whom it counts as told.

    `open_ones`: the children before acceptance ("" for a case by itself), each with whether it is filed. A notice that
    names no child is about all that are filed; the lead tells for every one of these at once (32(4)).
    """
    named = {item.get("child", "") for item in items} & set(open_ones)
    told = sorted(named | {code for code, filed in open_ones.items() if filed})
    return named or set(told), told
