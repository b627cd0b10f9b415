"""Catalogues of translated texts: reads and writes .po, compiles .mo, with no gettext installed on the machine.

Only what this project uses: contexts, plurals, places and flags. Formats: GNU gettext manual, "PO Files", "MO Files".
"""

import ast
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

HEADER = "Content-Type: text/plain; charset=UTF-8\nLanguage: {language}\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
_MAGIC = 0x950412DE


class PoError(ValueError):
    """A line of a .po file that cannot be read; the text names the line."""


@dataclass(frozen=True)
class Entry:
    """One text. `said` holds one translation, or singular and plural; `places` are files, sorted."""

    text: str
    plural: str = ""
    context: str = ""
    said: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def key(self) -> tuple[str, str]:
        """What a catalogue looks a text up by."""
        return self.context, self.text

    @property
    def done(self) -> bool:
        """Whether every form is translated."""
        return len(self.said) == (2 if self.plural else 1) and all(self.said) and "fuzzy" not in self.flags


def read(source: str) -> list[Entry]:
    """The entries without the header. Raises PoError."""
    entries = [_entry(block) for block in _blocks(source)]
    twice = {entry.key for entry in entries if sum(other.key == entry.key for other in entries) > 1}
    if twice:
        raise PoError(f"twice in the catalogue: {sorted(text for _, text in twice)}")
    return [entry for entry in entries if entry.text]


def write(entries: Iterable[Entry], language: str) -> str:
    """The .po text: places first, texts in one line each so that a change is one line."""
    blocks = [_lines(Entry("", said=(HEADER.format(language=language),)))]
    blocks += [_lines(entry) for entry in entries]
    return "\n".join(blocks)


def compile_mo(entries: Iterable[Entry], language: str) -> bytes:
    """The .mo bytes of what is translated; the same entries give the same bytes."""
    pairs = {b"": HEADER.format(language=language).encode()}
    for entry in entries:
        if entry.done:
            looked_up = f"{entry.context}\x04{entry.text}" if entry.context else entry.text
            looked_up += f"\0{entry.plural}" if entry.plural else ""
            pairs[looked_up.encode()] = "\0".join(entry.said).encode()
    keys = sorted(pairs)
    table = 7 * 4
    texts_at = table + 16 * len(keys)
    blob, originals, translations = b"", b"", b""
    for key in keys:
        originals += struct.pack("<II", len(key), texts_at + len(blob))
        blob += key + b"\0"
    for key in keys:
        translations += struct.pack("<II", len(pairs[key]), texts_at + len(blob))
        blob += pairs[key] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(keys), table, table + 8 * len(keys), 0, texts_at)
    return head + originals + translations + blob


def _blocks(source: str) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(source.splitlines(), 1):
        if line.strip():
            block.append((number, line.strip()))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _entry(block: list[tuple[int, str]]) -> Entry:
    places: list[str] = []
    flags: set[str] = set()
    parts: dict[str, str] = {}
    part = ""
    for number, line in block:
        if line.startswith("#:"):
            places += line[2:].split()
        elif line.startswith("#,"):
            flags |= {flag.strip() for flag in line[2:].split(",")}
        elif not line.startswith("#"):
            if not line.startswith('"'):
                part, _, line = line.partition(" ")
                if part in parts:
                    raise PoError(f"line {number}: {part} twice in one entry")
            parts[part] = parts.get(part, "") + _quoted(line, number)
    if "msgid" not in parts:
        raise PoError(f"line {block[0][0]}: an entry without msgid")
    said = (parts["msgstr"],) if "msgstr" in parts else tuple(parts[key] for key in sorted(parts) if "[" in key)
    text, plural, context = parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", "")
    return Entry(text, plural, context, said, tuple(places), frozenset(flags))


def _quoted(line: str, number: int) -> str:
    try:
        found = ast.literal_eval(line)
    except (ValueError, SyntaxError):
        found = None
    if not isinstance(found, str):
        raise PoError(f"line {number}: not a quoted text: {line}")
    return found


def _lines(entry: Entry) -> str:
    lines = [f"#: {place}" for place in entry.places]
    lines += [f"#, {', '.join(sorted(entry.flags))}"] if entry.flags else []
    lines += [f"msgctxt {_quote(entry.context)}"] if entry.context else []
    lines.append(f"msgid {_quote(entry.text)}")
    if entry.plural:
        said = entry.said if len(entry.said) == 2 else ("", "")
        lines += [f"msgid_plural {_quote(entry.plural)}"]
        lines += [f"msgstr[{number}] {_quote(one)}" for number, one in enumerate(said)]
    else:
        lines.append(f"msgstr {_quote(entry.said[0] if entry.said else '')}")
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
