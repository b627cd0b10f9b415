"""Questions that come from no package: the same attributes as a field of engine.forms, so one renderer draws both."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

WIDGETS = (
    "text", "textarea", "radio", "checkboxes", "select", "date", "number", "money", "region", "file", "repeat",
    "yes-no", "password", "code", "tel", "email", "search",
)  # fmt: skip


@dataclass(frozen=True)
class PlainField:
    """One question. Texts are (zh, en) pairs, {"zh", "en"} mappings or already one string; `options` value → text.

    The children of a repeat group are named `members-*-name`: "*" stands for the number of the row.
    """

    name: str
    label: Any
    widget: str = "text"
    hint: Any = None
    options: Any = ()
    required: bool = True
    autocomplete: str = ""
    rows: int | None = None
    schema: Mapping[str, Any] = field(default_factory=dict)
    children: tuple["PlainField", ...] = ()
    personal: bool = False
    pointer: str = ""

    def __post_init__(self) -> None:
        if self.widget not in WIDGETS:
            raise ValueError(f"no widget {self.widget!r}")
        if not self.pointer:
            object.__setattr__(self, "pointer", "/" + self.name.replace("-*-", "/*/"))

    @property
    def key(self) -> str:
        """The last part of the pointer: how a row of a repeat group calls this answer."""
        return self.pointer.rsplit("/", 1)[1]

    def at(self, index: int) -> "PlainField":
        """This child in row `index`, with a real name and pointer."""
        number = str(index)
        return replace(self, name=self.name.replace("*", number, 1), pointer=self.pointer.replace("*", number, 1))
