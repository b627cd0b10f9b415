"""Components that take plain values: each draws one template of ui/components/. Texts are strings or both languages.

Registered as tags by templatetags/ui.py; an example of each stands in gallery_examples.py.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tongban.ui import languages

STATES = {"good": "green", "warn": "yellow", "bad": "red", "neutral": "grey", "info": "blue"}


def tag(text: Any, state: str = "neutral") -> SafeString:
    """A state, always in words; `state` is good, warn, bad, neutral or info."""
    return draw("tag", text=words(text), colour=STATES[state], state=state)


def button(
    label: Any = "", *, secondary: bool = False, warning: bool = False, href: str = "", name: str = "", value: Any = "",
    formaction: str = "", once: bool = False, form: str = "", start: bool = False, unseen: bool = False,
) -> SafeString:  # fmt: skip
    """A submit button, or a link that looks like one (`href`). Verbs. One primary button a page.

    `once` refuses a second click while the first is on its way; `start` is the large one of a guide. `unseen` is what
    the Enter key presses, first in a form whose rows or files have buttons before the main one.
    """
    kind = "warning" if warning else ("secondary" if secondary else "primary")
    return draw(
        "button", label=words(label), kind=kind, href=href, name=name, value=value, formaction=formaction, once=once,
        form=form, start=start, unseen=unseen,
    )  # fmt: skip


def notice(text: Any, state: str = "warn") -> SafeString:
    """One thing to heed before going on."""
    return draw("notice", text=words(text), state=_state(state))


def breadcrumbs(places: Iterable[tuple[Any, str]]) -> SafeString:
    """Where this page stands: (label, address) from the home page down; the page itself is not in it."""
    return draw("breadcrumbs", places=[(words(label), url) for label, url in places])


def back(url: str, label: Any = "返回") -> SafeString:
    """The way back to the page before."""
    return draw("back", url=url, label=words(label))


def summary(rows: Iterable[Any]) -> SafeString:
    """Rows of `label`, `value` and, where it can be mended, `change` (an address). Mappings or objects."""
    return draw("summary", rows=[_read(row, "label", "value", "change") for row in rows])


def timeline(items: Iterable[Any]) -> SafeString:
    """What happened, the newest first: `what`, `at`, and perhaps `who`, `text`, `state` (good, warn, bad, later)."""
    return draw("timeline", items=[_read(item, "what", "at", "who", "text", "state") for item in items])


_CLOCK = (
    "name", "due", "left", "state", "started", "limit", "used", "extension", "stopped", "basis", "provisional", "lines",
)  # fmt: skip


def clock_box(clock: Any) -> SafeString:
    """A legal clock with its arithmetic.

    `name`, `due`, `left` and `state` (good, warn, bad, neutral) on top; `started`, `limit`, `used`, `extension`, `stopped`
    are the sum; `basis` is the article; `lines` are the days of `engine.deadlines` (`day`, `number` or None, zh and en);
    `provisional` where a calendar is not published yet.
    """
    shown = _read(clock, *_CLOCK)
    shown["state"] = _state(shown["state"] or "neutral")
    return draw("clock", clock=shown, lines=list(shown["lines"] or ()))


def steps(items: Iterable[Any]) -> SafeString:
    """How far it is: `label`, `state` (done, now, next, bad), and perhaps `note` and `url`."""
    return draw("steps", items=[_read(item, "label", "state", "note", "url") for item in items])


def panel(title: Any, numbers: Any = (), text: Any = "") -> SafeString:
    """The receipt: what is done, under which numbers (pairs of label and value, or one number), and what comes next."""
    pairs = [("", numbers)] if isinstance(numbers, str) and numbers else list(numbers)
    return draw(
        "panel", title=words(title), numbers=[(words(label), value) for label, value in pairs], text=words(text)
    )


def print_button(label: Any) -> SafeString:
    """Opens the browser's print window; not shown where there is no JavaScript."""
    return draw("print_button", label=words(label))


def pager(following: str = "", first: str = "") -> SafeString:
    """Keyset pages: the query of the next page and, on a later one, of the first."""
    return draw("pager", following=following, first=first)


_SLOT = (
    "name", "label", "hint", "action", "required", "necessity", "limit", "accept", "problem", "files", "held", "told",
)  # fmt: skip


def file_slot(context: Mapping[str, Any], slot: Any, form: str = "materials") -> SafeString:
    """One material. Its file is posted as `name` by the page's one form, whose id is `form`: whichever button is
    pressed there, no chosen file is lost.

    `name`, `label`, `hint`, `action` (address of the upload), `required`, `accept`, `problem`, and `files`: each `name`,
    `url`, `size`, `remove` (address that takes it away, or ""). Further: `necessity` in words, `limit` (kinds and size),
    `held` (a certificate on file instead), `told` (what a correction asks for).
    """
    shown = _read(slot, *_SLOT)
    return draw(
        "file_slot", slot=shown, form=form, files=list(shown["files"] or ()), csrf_token=context.get("csrf_token")
    )


def words(text: Any) -> str:
    """A literal in a template is a Chinese msgid; a value is data in both languages or ready text."""
    found = languages.said(text)
    return gettext(found) if isinstance(found, str) and found else str(found)


def draw(component: str, **context: Any) -> SafeString:
    """The HTML of ui/components/<component>.html."""
    return SafeString(render_to_string(f"ui/components/{component}.html", context).strip())


def _state(state: str) -> str:
    if state not in STATES:
        raise ValueError(f"no state {state!r}: use one of {', '.join(STATES)}")
    return state


def _read(thing: Any, *keys: str) -> dict[str, Any]:
    read = thing.get if isinstance(thing, Mapping) else lambda key, default=None: getattr(thing, key, default)
    return {key: read(key, "") for key in keys}
