"""Elements of the guide that say something, and those that say 无: the latter are folded, not left out."""

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.filter
def telling(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that say something."""
    return [row for row in rows if not row.get("empty")]


@register.filter
def empty(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that say nothing."""
    return [row for row in rows if row.get("empty")]
