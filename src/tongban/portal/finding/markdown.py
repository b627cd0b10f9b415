"""The little of Markdown that guides are written in: headings, paragraphs, lists, bold. Everything else is shown as is."""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def blocks(text: str) -> list[dict[str, object]]:
    """[{"kind": "heading" | "paragraph" | "list", "text" or "items_"}]; texts are escaped HTML with <strong> only."""
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[dict[str, object]]:
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            yield {"kind": "list", "items_": [_inline(line[2:]) for line in lines]}
        elif lines and lines[0].startswith("#"):
            yield {"kind": "heading", "text": _inline(lines[0].lstrip("# "))}
            if len(lines) > 1:
                yield from _blocks("\n".join(lines[1:]))
        elif lines:
            yield {"kind": "paragraph", "text": _inline(" ".join(lines))}


def _inline(text: str) -> SafeString:
    return mark_safe(_BOLD.sub(r"<strong>\1</strong>", escape(text)))
