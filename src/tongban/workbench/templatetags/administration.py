"""Texts of pure code ((zh, en) problems) in the language of the page."""

from django import template
from django.utils.translation import get_language

from tongban.engine.problems import Problem

register = template.Library()


@register.filter
def problem_said(problem: Problem) -> str:
    """What is wrong and how to mend it."""
    if (get_language() or "").startswith("en"):
        return f"{problem.en}: {problem.mend_en}"
    return f"{problem.zh}：{problem.mend_zh}"
