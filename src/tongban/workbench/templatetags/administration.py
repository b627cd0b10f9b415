"""Texts of pure code ((zh, en) problems) in the language of the page."""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from tongban.engine.package.kinds import shipped_kinds
from tongban.engine.problems import Problem
from tongban.workbench.words import said

register = template.Library()


@register.filter
def problem_said(problem: Problem) -> str:
    """What is wrong and how to mend it."""
    if (get_language() or "").startswith("en"):
        return f"{problem.en}: {problem.mend_en}"
    return f"{problem.zh}：{problem.mend_zh}"


@register.filter
def roles_said(codes: Iterable[str]) -> str:
    """Roles by their names in kinds.toml, as a list."""
    names = shipped_kinds().roles
    return said(("、", ", ")).join(said(names[code]) if code in names else code for code in codes)
