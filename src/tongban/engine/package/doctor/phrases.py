"""Phrases people say: three to eight in each language, none twice."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem

LEAST, MOST = 3, 8


def check(patient: Patient) -> Iterator[Problem]:
    """Count and repetition, per language."""
    for lang in ("zh", "en"):
        said = patient.service.phrases.said(lang)
        if not LEAST <= len(said) <= MOST:
            wrong = (f"群众说法有 {len(said)} 条", f"there are {len(said)} phrases in {lang}")
            yield patient.toml(("phrases", lang), wrong, (f"写 {LEAST} 至 {MOST} 条", f"write {LEAST} to {MOST}"))
        for phrase in sorted({one for one in said if said.count(one) > 1}):
            wrong = (f"“{phrase}”重复", f"{phrase!r} stands twice")
            yield patient.toml(("phrases", lang), wrong, ("删去一条", "remove one"))
