"""What a request's body may hold: text that can be stored, written and shown, and numbers that are numbers."""

import json
import math
import re
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from tongban.api.errors import TEXTS, Refusal

_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters but tab and the ends of lines, and halves of a surrogate pair: JSON can name them, no database can keep
them (RFC 8259 §8.2 leaves them to the receiver)."""


class StrictParser(Parser):
    """JSON as RFC 8259 has it. Raises Refusal with the pointer of what cannot be used; other faults are the caller's 400."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body of the request."""
        given = json.loads(request.body)
        problems = [(pointer, TEXTS["unusable"]) for pointer in _unusable(given)]
        if problems:
            raise Refusal("input", problems)
        return given


def _unusable(given: Any) -> list[str]:
    """JSON pointers (RFC 6901) of what cannot be used, at most ten; a name that cannot be used is pointed at by its owner."""
    found: list[str] = []
    waiting: list[tuple[str, Any]] = [("", given)]
    while waiting and len(found) < 10:
        pointer, value = waiting.pop()
        if isinstance(value, dict):
            if any(_UNUSABLE.search(name) for name in value):
                found.append(pointer)
                continue
            waiting += [(f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}", one) for name, one in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{pointer}/{place}", one) for place, one in enumerate(value)]
        elif (isinstance(value, str) and _UNUSABLE.search(value)) or (
            isinstance(value, float) and not math.isfinite(value)
        ):
            found.append(pointer)
    return sorted(found)
