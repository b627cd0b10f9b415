"""Texts in the language of the page: data carries (zh, en) in several shapes, the page wants one string."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

CHINESE, ENGLISH = "zh", "en"
HTML_CODES = {CHINESE: "zh-CN", ENGLISH: "en"}


def language() -> str:
    """`zh` or `en`: Chinese unless English is active."""
    return ENGLISH if (get_language() or "").startswith(ENGLISH) else CHINESE


def other_language() -> str:
    """The one the switch leads to."""
    return CHINESE if language() == ENGLISH else ENGLISH


def said(value: Any) -> Any:
    """One text of a bilingual value: {"zh", "en"}, (zh, en), or an object with `zh` and `en`.

    Falls back to the other language where one is empty; None becomes ""; anything else is given back as it is.
    """
    if value is None:
        return ""
    pair = _pair(value)
    if pair is None:
        return value
    zh, en = pair
    return (en or zh) if language() == ENGLISH else (zh or en)


def _pair(value: Any) -> tuple[Any, Any] | None:
    if isinstance(value, Mapping):
        return (value.get("zh", ""), value.get("en", "")) if "zh" in value or "en" in value else None
    if isinstance(value, tuple | list):
        return (value[0], value[1]) if len(value) == 2 and all(isinstance(part, str) for part in value) else None
    if hasattr(value, "zh") and hasattr(value, "en"):
        return value.zh, value.en
    return None


def named(thing: Any, attribute: str = "name") -> str:
    """`name_zh` or `name_en` of a row (or of a mapping); another attribute where it is given."""
    if thing is None:
        return ""
    read = thing.get if isinstance(thing, Mapping) else lambda key: getattr(thing, key, "")
    return str(said((str(read(f"{attribute}_zh") or ""), str(read(f"{attribute}_en") or ""))))
