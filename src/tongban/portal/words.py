"""One of the two languages, as the page wants it. Text that data brings comes as Text or as a pair."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import get_language

from tongban.engine.forms import show_date
from tongban.engine.package.text import Text
from tongban.kit.clock import CITY_ZONE


def lang() -> str:
    """ "zh" or "en"."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def said(text: Text | tuple[str, str] | None) -> str:
    """The text in the language of the page; nothing for None."""
    if text is None:
        return ""
    zh, en = (text.zh, text.en) if isinstance(text, Text) else text
    return en if lang() == "en" else zh


def name_of(row: object) -> str:
    """The name of a region or department row."""
    return str(getattr(row, f"name_{lang()}"))


def day(value: date | None) -> str:
    """A legal day in words; of a moment, the day it is in the city."""
    if isinstance(value, datetime):
        value = value.astimezone(CITY_ZONE).date()
    return show_date(value, lang()) if value else ""


def moment(value: datetime) -> str:
    """A moment in words, to the minute."""
    local = value.astimezone(CITY_ZONE)
    return f"{show_date(local.date(), lang())} {local:%H:%M}"


def listed(names: Iterable[str]) -> str:
    """Several names in one sentence."""
    return (", " if lang() == "en" else "、").join(names)
