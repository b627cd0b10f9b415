"""A field, its value and its problem as the plain values that the templates in ui/fields/ print."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tongban.engine import pointers
from tongban.engine.forms import attached, show
from tongban.ui.languages import language, said

_INPUT_MODES = {"number": "decimal", "money": "decimal", "code": "numeric", "tel": "tel"}
_TYPES = {"password": "password", "tel": "tel", "email": "email", "search": "search"}
_NO_SPELLING = frozenset({"password", "code", "tel", "email", "number", "money"})
_SINGLE = {
    "text": "text", "number": "text", "money": "text", "password": "text", "code": "text", "tel": "text",
    "email": "text", "search": "text", "radio": "choices", "yes-no": "choices", "checkboxes": "choices",
}  # fmt: skip
_NARROW = {"code": "5", "number": "10", "money": "10", "tel": "20"}


@dataclass(frozen=True)
class Choice:
    """One option as it is printed."""

    id: str
    value: str
    label: str
    chosen: bool
    hint: str = ""


@dataclass(frozen=True)
class DatePart:
    """One of the three inputs of a day."""

    id: str
    name: str
    label: str
    value: str
    width: int
    autocomplete: str


@dataclass(frozen=True)
class Drawn:
    """One question, ready to print. `template` draws it; `rows` are those of a repeat group."""

    template: str
    name: str
    id: str
    label: str
    hint: str
    problem: str
    widget: str
    value: Any
    required: bool
    attributes: Mapping[str, str]
    choices: tuple[Choice, ...] = ()
    parts: tuple[DatePart, ...] = ()
    rows: tuple[tuple["Drawn", ...], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Whether a list begins with "choose": one with a choice for all has nothing left to ask."""
        return all(one.value != "all" for one in self.choices)

    @property
    def full(self) -> bool:
        """Whether a question for files takes no more of them; a single file may always be replaced."""
        return bool(self.value) and "most" in self.attributes and len(self.value) >= int(self.attributes["most"])

    @property
    def described_by(self) -> str:
        """Ids of hint and problem, for aria-describedby."""
        return " ".join([f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-error"] * bool(self.problem))


def draw(
    question: Any, value: Any = None, problem: Any = None, *, problems: Any = None,
    raw: Mapping[str, Any] | None = None, **more: Any,
) -> Drawn:  # fmt: skip
    """One question. `problems` (pointer or name → text) reach a group's children; `raw` is what was typed."""
    known = problems if isinstance(problems, Problems) else Problems(problems)
    wrong = str(said(problem)) if problem else known.of(question)
    widget = _widget(question)
    fixed = bool(getattr(question, "fixed", False))
    value = _fixed(question, value) if fixed else _typed(question, value, raw or {})
    label = str(said(question.label))
    if not question.required and not fixed:
        label += _need(question, widget)
    return Drawn(
        template=f"ui/fields/{'fixed' if fixed else _SINGLE.get(widget, widget)}.html",
        name=question.name,
        id=question.name,
        label=label,
        hint=" ".join(filter(None, (str(said(question.hint)), _limits(question, widget)))),
        problem=wrong,
        widget=widget,
        value=_shown(widget, value),
        required=question.required,
        attributes=_attributes(question, widget),
        choices=_choices(question, widget, value),
        parts=_date_parts(question, value, raw or {}) if widget == "date" else (),
        rows=_group(question, value, known, raw or {}) if widget == "repeat" else (),
        more=more,
    )


def draw_all(
    questions: Iterable[Any], answers: Mapping[str, Any], problems: Any = None, raw: Mapping[str, Any] | None = None
) -> list[Drawn]:
    """The questions of a page with the draft's answers."""
    known = Problems(problems)
    return [draw(one, pointers.get(answers, one.pointer), problems=known, raw=raw) for one in questions]


class Problems:
    """What is wrong, found by pointer or name. Takes FieldProblems, {"name", "problem"} mappings, or a mapping."""

    def __init__(self, found: Any = None) -> None:
        self.listed: list[tuple[str, str]] = list(_listed(found))
        self._by_name = dict(reversed(self.listed))

    def of(self, question: Any) -> str:
        """The first problem of a question, or ""."""
        return self._by_name.get(question.name, "")


def anchor(place: str) -> str:
    """The id of the input that a pointer or a name means."""
    return place.removeprefix("/").replace("/", "-")


def _listed(found: Any) -> Iterable[tuple[str, str]]:
    if isinstance(found, Mapping):
        for place, text in found.items():
            yield anchor(str(place)), str(said(text))
        return
    for one in found or ():
        if isinstance(one, Mapping):
            yield anchor(str(one.get("name") or one.get("pointer") or "")), str(said(one.get("problem") or one))
        elif isinstance(one, tuple) and len(one) == 2 and not isinstance(one[1], str):
            yield anchor(str(one[0])), str(said(one[1]))
        else:
            yield anchor(str(getattr(one, "pointer", ""))), str(said(one))


def _widget(question: Any) -> str:
    """A region without a list of options is typed."""
    widget = str(question.widget)
    if widget == "region":
        return "select" if question.options else "text"
    return widget


def _typed(question: Any, value: Any, raw: Mapping[str, Any]) -> Any:
    """What was typed wins over what was understood, so that nothing is lost; a day is put together from its parts."""
    if question.name in raw:
        typed = raw[question.name]
        return typed if question.widget == "checkboxes" or isinstance(typed, str) else (typed[-1] if typed else "")
    return None if value is pointers.MISSING else value


def _need(question: Any, widget: str) -> str:
    """That it may be left out; where another answer decides, in which case it may not."""
    when = getattr(question, "needed_when", None)
    if when:
        return _("（%(when)s）") % {"when": said(when)}
    return "" if widget == "repeat" else _("（可不填）")


def _fixed(question: Any, value: Any) -> str:
    """The answer in words, where it is shown rather than asked."""
    return "" if value is None or value is pointers.MISSING else show(question, value, language())


def _shown(widget: str, value: Any) -> Any:
    if widget == "money" and isinstance(value, int) and not isinstance(value, bool):
        return yuan(value)
    if widget == "file":  # the answer is ids: a face that can name the files hands them in as mappings
        return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []
    if value is None:
        return ""
    return value if widget == "repeat" else str(value)


def yuan(fen: int, thousands: str = "") -> str:
    """1250 → 12.50, 1200 → 12, with the sign in front."""
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:{thousands}}" + (f".{part:02}" if part else "")


def _attributes(question: Any, widget: str) -> dict[str, str]:
    found = {"type": _TYPES.get(widget, "text")}
    schema = question.schema or {}
    mode = "numeric" if schema.get("type") == "integer" and widget == "number" else _INPUT_MODES.get(widget)
    if mode:
        found["inputmode"] = mode
    if getattr(question, "autocomplete", None):
        found["autocomplete"] = str(question.autocomplete)
    if widget in _NO_SPELLING or schema.get("format"):
        found["spellcheck"] = "false"
    if widget in _NARROW:
        found["width"] = _NARROW[widget]
    if widget == "file":
        return found | _file_attributes(schema)
    if widget == "textarea":
        found["rows"] = str(getattr(question, "rows", None) or 5)
    if "maxLength" in schema and widget == "textarea":
        found["limit"] = str(schema["maxLength"])
    return found


_ENDINGS = {"pdf": ".pdf,application/pdf", "jpeg": ".jpg,.jpeg,image/jpeg", "png": ".png,image/png"}


def _file_attributes(schema: Mapping[str, Any]) -> dict[str, str]:
    """What the file input is told; `most` where several may be given, `one` where a new one replaces the old."""
    if not attached.is_file(schema):
        return {}
    kinds = schema.get("x-accept", attached.KINDS)
    many = {"most": str(schema.get("maxItems", attached.MOST))} if schema["type"] == "array" else {"one": "1"}
    return {"accept": ",".join(_ENDINGS[one] for one in kinds), **many}


def _limits(question: Any, widget: str) -> str:
    """Which files are taken, in words."""
    schema = question.schema or {}
    if widget != "file" or not attached.is_file(schema):
        return ""
    between = ", " if language() == "en" else "、"
    kinds = between.join(one.upper() for one in schema.get("x-accept", attached.KINDS))
    text = _("%(kinds)s，每个不超过 %(mb)s MB。") % {"kinds": kinds, "mb": schema.get("x-max-mb", attached.MAX_MB)}
    if schema["type"] != "array":
        return text
    return text + _("最多 %(most)s 个。") % {"most": schema.get("maxItems", attached.MOST)}


def _choices(question: Any, widget: str, value: Any) -> tuple[Choice, ...]:
    if widget == "yes-no":
        pairs: list[tuple[Any, Any]] = list(_pairs(question.options)) or [("true", _("是")), ("false", _("否"))]
        value = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    else:
        pairs = list(_pairs(question.options))
    chosen = {str(one) for one in value} if isinstance(value, list | tuple | set) else {str(value)}
    if value is None or value == "":
        chosen = set()
    ids = (question.name if number == 0 else f"{question.name}-{number}" for number in range(len(pairs)))
    return tuple(
        Choice(id_, _plain(one), str(said(text)), _plain(one) in chosen)
        for id_, (one, text) in zip(ids, pairs, strict=True)
    )


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _pairs(options: Any) -> Iterable[tuple[Any, Any]]:
    return options.items() if isinstance(options, Mapping) else tuple(options or ())


def _date_parts(question: Any, value: Any, raw: Mapping[str, Any]) -> tuple[DatePart, ...]:
    pieces = (str(value).split("-") if value else []) + ["", "", ""]
    parts = []
    for index, (key, label, width) in enumerate((("year", _("年"), 4), ("month", _("月"), 2), ("day", _("日"), 2))):
        name = f"{question.name}-{key}"
        typed = raw.get(name)
        shown = (typed if isinstance(typed, str) else (typed[-1] if typed else "")) if name in raw else pieces[index]
        trimmed = shown.lstrip("0") if key != "year" and shown.isdecimal() else shown
        parts.append(DatePart(question.name if index == 0 else name, name, label, trimmed or shown, width, key))
    return tuple(parts)


def _group(question: Any, value: Any, problems: "Problems", raw: Mapping[str, Any]) -> tuple[tuple[Drawn, ...], ...]:
    """At least one row is shown, so that there is something to fill in. `raw` has the numbers of these rows."""
    items = list(value) if isinstance(value, list | tuple) and value else [{}]
    rows = []
    for number, item in enumerate(items):
        held = item if isinstance(item, Mapping) else {}
        children = [child.at(number) for child in question.children]
        rows.append(tuple(draw(one, held.get(one.key), problems=problems, raw=raw) for one in children))
    return tuple(rows)
