"""The doctor: examines a package with one small module per rule; each finding has file, line and mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tongban.engine.package.doctor import (
    about,
    bilingual,
    certificate,
    children,
    compared,
    coverage,
    facts,
    gateways,
    limits,
    outcomes,
    personal,
    phrases,
    roles,
    routing,
    silence,
    stories,
    tables,
    task_forms,
    wording,
)
from tongban.engine.package.doctor.report import Patient, Siblings
from tongban.engine.package.kinds import Kinds, shipped_kinds
from tongban.engine.package.package import Package, read
from tongban.engine.problems import Problem, Refused

RULES: tuple[Callable[[Patient], Iterator[Problem]], ...] = (
    outcomes.check,
    limits.check,
    task_forms.check,
    roles.check,
    routing.check,
    about.check,
    certificate.check,
    phrases.check,
    bilingual.check,
    wording.check,
    facts.check,
    compared.check,
    gateways.check,
    personal.check,
    tables.check,
    silence.check,
    children.check,
    coverage.check,
    stories.check,
)


ABOUT_STORIES = (coverage.check, stories.check)


def nobody(code: str) -> Package | None:
    """Siblings when there are none."""
    return None


def check(files: Mapping[str, bytes], siblings: Siblings = nobody, kinds: Kinds | None = None) -> list[Problem]:
    """Everything wrong with a package: what the reader refuses, or, if it reads, what the rules find."""
    try:
        package = read(files)
    except Refused as refused:
        return list(refused.problems)
    return examine(package, siblings, kinds)


def examine(
    package: Package, siblings: Siblings = nobody, kinds: Kinds | None = None, *, with_stories: bool = True
) -> list[Problem]:
    """What the rules find in a package that was read. `siblings` looks up a package by code.

    A running city keeps the stories apart: without them nothing is asked of them.
    """
    patient = Patient(package, siblings, kinds or shipped_kinds())
    rules = RULES if with_stories else tuple(rule for rule in RULES if rule not in ABOUT_STORIES)
    return [problem for rule in rules for problem in rule(patient)]


def main(paths: list[str], places: Path | None = None) -> int:
    """`tongban doctor PATH…`: prints what is wrong; 1 if anything is. See `doctor.visit`."""
    from tongban.engine.package.doctor.visit import visit

    return visit(paths, places)
