"""`{% load ui %}`: texts, dates, components and form rendering for every page of the product."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from tongban.engine.forms import show_date
from tongban.ui import components, drawing, languages

register = template.Library()
register.filter("said", languages.said)
register.filter("named", languages.named)


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
    amount = drawing.yuan(fen, ",")
    return f"{amount} yuan" if languages.language() == "en" else f"{amount} 元"


for _component in (
    components.tag, components.button, components.notice, components.breadcrumbs, components.back, components.summary,
    components.timeline, components.clock_box, components.steps, components.panel, components.pager, components.print_button,
):  # fmt: skip
    register.simple_tag(_component)
register.simple_tag(components.file_slot, takes_context=True)


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
    return components.draw("error_summary", problems=listed) if listed else SafeString()


def _field(drawn: drawing.Drawn) -> SafeString:
    return SafeString(render_to_string(drawn.template, {"f": drawn}))
