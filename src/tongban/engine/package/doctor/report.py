"""What every rule of the doctor is given: the package, its siblings, the kinds, and ways to place a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tongban.engine.package.kinds import Kind, Kinds
from tongban.engine.package.lines import Path, json_lines, led_to, nearest, toml_lines
from tongban.engine.package.package import Package
from tongban.engine.package.parts import Service
from tongban.engine.problems import Problem

Siblings = Callable[[str], Package | None]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Patient:
    """One package under examination."""

    package: Package
    siblings: Siblings
    kinds: Kinds

    @property
    def service(self) -> Service:
        """service.toml."""
        return self.package.service

    @cached_property
    def kind(self) -> Kind | None:
        """Its kind of business, if there is one of that code."""
        return self.kinds.kinds.get(self.service.kind)

    @cached_property
    def children(self) -> Mapping[str, Package]:
        """The children that were found, by code."""
        found = {child.package: self.siblings(child.package) for child in self.package.children}
        return {code: package for code, package in found.items() if package is not None}

    def toml(self, path: Path, wrong: Pair, mend: Pair, *, file: str = "service.toml") -> Problem:
        """A problem at a key of a TOML file of the package."""
        text = self.package.files[file].decode("utf-8")
        return Problem(file, nearest(toml_lines(text), path), ".".join(map(str, path)), *wrong, *mend)

    def json(self, file: str, pointer: str, wrong: Pair, mend: Pair) -> Problem:
        """A problem at a pointer of a JSON file of the package."""
        text = self.package.files[file].decode("utf-8")
        return Problem(file, led_to(json_lines(text), pointer), pointer, *wrong, *mend)

    def file(self, file: str, line: int | None, where: str, wrong: Pair, mend: Pair) -> Problem:
        """A problem at a line of any file."""
        return Problem(file, line, where, *wrong, *mend)

    def has_fact(self, pointer: str) -> bool:
        """Whether a pointer names a form datum, a scenario answer or a threshold of the place."""
        return pointer in self.package.pointers or pointer in self.service.beside

    def conditions(self) -> Iterator[tuple[Path, Any]]:
        """Every condition of service.toml with its place."""
        for index, material in enumerate(self.service.materials):
            if material.when:
                yield ("materials", index, "when"), material.when
        for index, child in enumerate(self.service.children):
            if child.when:
                yield ("children", index, "when"), child.when
