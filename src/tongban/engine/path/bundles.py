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


def concerned(
    items: Collection[Mapping[str, str]], filed: Mapping[str, bool], uses: Mapping[str, Collection[str]]
) -> set[str]:
    """Which children a notice of correction is about: those it names, and all that use a material it names (32(4)).

    `filed`: the children before acceptance ("" for a case by itself), each with whether it is filed. `uses`: material
    slots and pointers of the bundle's form that each uses. What names no child is about those that use the thing; what
    none of them uses, about all that are filed.
    """
    found: set[str] = set()
    for item in items:
        slot, pointer, child = item.get("slot", ""), item.get("pointer", ""), item.get("child", "")
        users = {code for code in filed if slot and slot in uses[code]}
        if child:
            found |= users | ({child} & set(filed))
            continue
        users |= {code for code in filed if pointer and any(_within(pointer, one) for one in uses[code])}
        found |= users or {code for code, is_filed in filed.items() if is_filed} or set(filed)
    return found


def _within(pointer: str, outer: str) -> bool:
    return pointer == outer or pointer.startswith(f"{outer}/")
