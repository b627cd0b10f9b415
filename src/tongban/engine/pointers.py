"""JSON pointers (RFC 6901) over answers: read, write, remove. Lists are addressed by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final


class Missing:
    """The type of MISSING: no value at that place, which is not the same as null."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


def split(pointer: str) -> list[str]:
    """The parts of a pointer. ValueError unless it is "" or begins with a slash."""
    if pointer == "":
        return []
    if not pointer.startswith("/"):
        raise ValueError(f"a JSON pointer begins with a slash: {pointer!r}")
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def join(parts: list[str | int]) -> str:
    """The pointer of some parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def get(document: Any, pointer: str) -> Any:
    """The value at `pointer`, or MISSING."""
    here = document
    for part in split(pointer):
        if isinstance(here, Mapping) and part in here:
            here = here[part]
        elif isinstance(here, list) and part.isdecimal() and int(part) < len(here):
            here = here[int(part)]
        else:
            return MISSING
    return here


def put(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy of `document` with `value` at `pointer`; objects on the way are made. Lists on the way must exist."""
    return _put(document, split(pointer), value)  # type: ignore[no-any-return]


def _put(here: Any, parts: list[str], value: Any) -> Any:
    if not parts:
        return value
    if isinstance(here, list):
        index = int(parts[0])
        return [_put(item, parts[1:], value) if n == index else item for n, item in enumerate(here)]
    base = dict(here) if isinstance(here, Mapping) else {}
    base[parts[0]] = _put(base.get(parts[0]), parts[1:], value)
    return base


def drop(document: dict[str, Any], pointer: str) -> dict[str, Any]:
    """A copy without the value at `pointer`; an object left empty by it goes too."""
    return _drop(document, split(pointer))


def _drop(here: dict[str, Any], parts: list[str]) -> dict[str, Any]:
    if parts[0] not in here:
        return here
    if len(parts) == 1:
        return {key: value for key, value in here.items() if key != parts[0]}
    child = here[parts[0]]
    if not isinstance(child, dict):
        return here
    rest = _drop(child, parts[1:])
    if not rest:
        return {key: value for key, value in here.items() if key != parts[0]}
    return {**here, parts[0]: rest}


def leaves(document: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is not a non-empty object or list, with its pointer."""
    if isinstance(document, Mapping) and document:
        for key, value in document.items():
            yield from leaves(value, at + join([str(key)]))
    elif isinstance(document, list) and document:
        for index, value in enumerate(document):
            yield from leaves(value, f"{at}/{index}")
    else:
        yield at, document
