"""Kinds of business: which stations a case of that kind has, what its states are called, who may use which verb.

The data is services/kinds.toml; nothing in code names a kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from tongban.engine.package.parts import NAME
from tongban.engine.package.reading import Findings, TomlFile
from tongban.engine.package.text import Text

Station = Literal["draft", "waiting", "submit", "work", "decide", "issue", "deliver", "close"]
STATIONS: tuple[str, ...] = get_args(Station)


@dataclass(frozen=True)
class Status:
    """The label of (station, reason); for station close the reason is the outcome; empty is the plain state."""

    station: Station
    name: Text
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What an end event may propose: does it grant (a result is issued), refuse, or only close?"""

    name: Text
    effect: Literal["grant", "refuse", "close"]


@dataclass(frozen=True)
class Kind:
    """One kind of business. `reply`: what is decided is told as a reply, not as a permission or its refusal."""

    name: Text
    stations: tuple[Station, ...]
    statuses: tuple[Status, ...]
    outcomes: Mapping[str, Outcome]
    verbs: Mapping[str, tuple[str, ...]]
    reply: bool = False

    def status(self, station: str, reason: str = "") -> Text:
        """The label shown; an unknown reason falls back to the station's own label. KeyError: no such station."""
        labels: dict[tuple[str, str], Text] = {(one.station, one.reason): one.name for one in self.statuses}
        return labels.get((station, reason)) or labels[(station, "")]


@dataclass(frozen=True)
class Kinds:
    """services/kinds.toml: all roles, and all kinds by code."""

    roles: Mapping[str, Text]
    kinds: Mapping[str, Kind] = field(metadata=NAME)


def read_kinds(content: bytes, file: str = "kinds.toml") -> Kinds:
    """Read and check; raises `Refused` with every problem."""
    findings = Findings()
    source = TomlFile(file, content, findings)
    kinds = source.read(Kinds)
    if kinds is not None:
        for code, kind in kinds.kinds.items():
            _check(source, code, kind, kinds.roles)
    findings.refuse()
    assert kinds is not None
    return kinds


def _check(source: TomlFile, code: str, kind: Kind, roles: Mapping[str, Text]) -> None:
    labelled = {status.station for status in kind.statuses if not status.reason}
    for station in kind.stations:
        if station not in labelled:
            wrong = (f"办理环节 {station} 没有状态名称", f"station {station} has no label")
            source.wrong(
                ("kinds", code, "statuses"), wrong, ("为它写一项 statuses", "add a status without a reason for it")
            )
    for verb, holders in kind.verbs.items():
        for role in holders:
            if role not in roles:
                wrong = (f"角色“{role}”不在 [roles] 中", f"role {role!r} is not in [roles]")
                source.wrong(
                    ("kinds", code, "verbs", verb), wrong, ("改用已有角色，或先登记", "use a known role, or add it")
                )


@cache
def shipped_kinds() -> Kinds:
    """The kinds of this checkout, services/kinds.toml."""
    path = Path(__file__).parents[4] / "services" / "kinds.toml"
    return read_kinds(path.read_bytes(), "services/kinds.toml")
