"""The compiled parts of a form: pages and fields. Plain values, nothing that draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine.conditions import Condition

Text = tuple[str, str]
"""(Chinese, English)."""
WIDGETS = frozenset(
    {"text", "textarea", "radio", "checkboxes", "select", "date"}
    | {"number", "money", "region", "file", "repeat", "yes-no"}
)
CHOICES = frozenset({"radio", "checkboxes", "select", "yes-no", "region"})


ABOUT = ("access", "access-when", "access-department", "access-who", "access-case", "access-why")
"""What the platform knows of a reading of the applicant's data, by the key `access` among the answers: the other five
are known when that key is one of the applicant's own ledger."""


@dataclass(frozen=True)
class Own:
    """A question whose answer is the applicant's own `take` (name, citizen-id), always or while `when` holds; in a
    matter about an access (ABOUT), what the ledger says of it."""

    take: str
    when: Condition | None = None


@dataclass(frozen=True)
class Field:
    """One question. `pointer` has "*" for the number of a repeat row; `name` is the POST name with "*" likewise.

    Money is integer fen (`schema` type integer). A file answer is the id of an upload (`attached`).
    """

    pointer: str
    name: str
    label: Text
    hint: Text | None
    widget: str
    options: tuple[tuple[Any, Text], ...]
    required: bool
    personal: bool
    schema: Mapping[str, Any]
    children: tuple[Field, ...] = ()
    visible_if: Condition | None = None
    autocomplete: str | None = None
    rows: int | None = None
    wrong: Text | None = None
    age_at: str | None = None
    """The citizen id whose holder's age this is (`x-age-at`): worked out, shown, never asked."""
    own: Own | None = None
    needed_when: Text | None = None
    """In which case it has to be answered, in words: where an `if` of the schema asks for it."""
    fixed: bool = False
    """Shown with its answer rather than asked: set where a page is drawn."""

    @property
    def key(self) -> str:
        """The last part of the pointer: the property's name."""
        return self.pointer.rsplit("/", 1)[1]

    @property
    def type(self) -> str:
        """The JSON type: string, integer, number, boolean, array or object."""
        return str(self.schema["type"])

    @property
    def format(self) -> str | None:
        found = self.schema.get("format")
        return None if found is None else str(found)

    def at(self, index: int) -> Field:
        """This child field in row `index` of its repeat group, with a real pointer and name."""
        from dataclasses import replace

        return replace(
            self, pointer=self.pointer.replace("*", str(index), 1), name=self.name.replace("*", str(index), 1)
        )


@dataclass(frozen=True)
class Page:
    """One page of questions."""

    id: str
    title: Text
    fields: tuple[Field, ...]
    visible_if: Condition | None = None


@dataclass(frozen=True)
class FieldProblem:
    """One answer that will not do: where, and what to do about it. Row numbers in `pointer` count from 0."""

    pointer: str
    zh: str
    en: str
