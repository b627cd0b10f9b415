"""`{% load ui %}`: texts, dates, components and form rendering for every page of the product."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tongban.engine.forms import show_date
from tongban.ui import drawing, languages

register = template.Library()
register.filter("said", languages.said)
register.filter("named", languages.named)
STATES = {"good": "green", "warn": "yellow", "bad": "red", "neutral": "grey", "info": "blue"}


@register.filter
def on_day(value: Any) -> str:
    """2026年3月27日, or 27 March 2026; takes a date, a moment or ISO text. Other text is shown as it is."""
    day = _moment(value)
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return show_date(day, languages.language()) if isinstance(day, date) else str(day or "")


@register.filter
def at_time(value: Any) -> str:
    """The day and the minute: 2026年3月27日 15:20, or 27 March 2026, 15:20."""
    moment = _moment(value)
    if not isinstance(moment, datetime):
        return on_day(value)
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    between = ", " if languages.language() == "en" else " "
    return f"{on_day(local)}{between}{local:%H:%M}"


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return value


@register.filter
def yuan(fen: Any) -> str:
    """Money: integer fen as yuan with thousands."""
    if not isinstance(fen, int):
        return ""
    amount = f"{fen // 100:,}" + (f".{fen % 100:02}" if fen % 100 else "")
    return f"{amount} yuan" if languages.language() == "en" else f"{amount} 元"


@register.simple_tag
def tag(text: Any, state: str = "neutral") -> SafeString:
    """A state, always in words; `state` is good, warn, bad, neutral or info."""
    return _draw("tag", text=_words(text), colour=STATES[state], state=state)


@register.simple_tag
def button(
    label: Any, *, secondary: bool = False, warning: bool = False, href: str = "", name: str = "", value: Any = "",
    formaction: str = "", once: bool = False, form: str = "", start: bool = False,
) -> SafeString:  # fmt: skip
    """A submit button, or a link that looks like one (`href`). Verbs. One primary button a page."""
    kind = "warning" if warning else ("secondary" if secondary else "primary")
    return _draw(
        "button", label=_words(label), kind=kind, href=href, name=name, value=value, formaction=formaction, once=once,
        form=form, start=start,
    )  # fmt: skip


@register.simple_tag
def form_field(
    field: Any, value: Any = None, problem: Any = None, *, problems: Any = None, raw: Any = None, heading: bool = False,
    formaction: str = "",
) -> SafeString:  # fmt: skip
    """One question of engine.forms, ui.fields or anything with the same attributes."""
    return _field(
        drawing.draw(field, value, problem, problems=problems, raw=raw, heading=heading, formaction=formaction)
    )


@register.simple_tag
def form_fields(fields: Iterable[Any], answers: Mapping[str, Any], problems: Any = None, raw: Any = None) -> SafeString:
    """All questions of a page, with the draft's answers (found by pointer) and the problems (by pointer or name)."""
    drawn = drawing.draw_all(fields, answers or {}, problems, raw)
    return SafeString("".join(_field(one) for one in drawn))


@register.simple_tag
def form_errors(problems: Any) -> SafeString:
    """The error summary on top, with a link to each field; nothing where nothing is wrong."""
    listed = drawing.Problems(problems).listed
    return _draw("error_summary", problems=listed) if listed else SafeString()


def _field(drawn: drawing.Drawn) -> SafeString:
    return SafeString(render_to_string(drawn.template, {"f": drawn}))


def _words(text: Any) -> str:
    """A literal in a template is a Chinese msgid; a value is data in both languages or ready text."""
    found = languages.said(text)
    return gettext(found) if isinstance(found, str) and found and not isinstance(found, SafeString) else str(found)


def _draw(component: str, **context: Any) -> SafeString:
    return SafeString(render_to_string(f"ui/components/{component}.html", context))
