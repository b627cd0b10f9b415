"""Decision tables: no overlaps, no gaps, no empty results; the fee is integer fen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem
from tongban.engine.rules import table_problems


def check(patient: Patient) -> Iterator[Problem]:
    """Every rules/*.json."""
    for name, rule in patient.package.rules.items():
        file = f"rules/{name}.json"
        for problem in table_problems(rule):
            placed = patient.json(file, problem.where if problem.where.startswith("/") else "", ("", ""), ("", ""))
            yield replace(problem, file=file, line=problem.line or placed.line)
