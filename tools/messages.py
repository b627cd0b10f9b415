#!/usr/bin/env python3
"""Is every text of the pages there in English? Fails with a list of what is missing, left over, or does not fit.

`python tools/messages.py` checks; `--update` writes missing texts into the catalogue (to be translated by hand), takes
out what no page shows any more, and compiles.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tools import po, texts  # noqa: E402

CATALOGUE = Path("src/tongban/locale/en/LC_MESSAGES/django.po")
LANGUAGE = "en"
KEEPS_CHINESE = "keeps-chinese"
_SLOTS = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def problems(root: Path) -> list[str]:
    """One line for each thing that is wrong; empty when all is well."""
    found, untold = texts.everywhere(root)
    entries = {entry.key: entry for entry in po.read((root / CATALOGUE).read_text(encoding="utf-8"))}
    wanted = merged(found)
    lines = [f"{one.place}:{one.line}: Chinese that is not translated: {one.text}" for one in untold]
    for key, want in wanted.items():
        entry = entries.get(key)
        if entry is None or not entry.done or entry.plural != want.plural:
            lines.append(f"{want.places[0]}: no English for: {want.text}")
        else:
            lines += [f"{want.places[0]}: {fault}: {want.text}" for fault in faults(entry)]
    lines += [f"{CATALOGUE}: shown nowhere: {entry.text}" for key, entry in entries.items() if key not in wanted]
    compiled = root / CATALOGUE.with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != po.compile_mo(entries.values(), LANGUAGE):
        lines.append(f"{compiled.relative_to(root)}: not compiled from the catalogue; run tools/compile_messages.py")
    return lines


def faults(entry: po.Entry) -> list[str]:
    """What does not fit between a text and its translation."""
    found = []
    slots = _slots(entry.text) | _slots(entry.plural)
    if any(_slots(said) - slots for said in entry.said) or slots - _slots(entry.said[-1]):
        found.append("the places to fill in differ")
    if KEEPS_CHINESE not in entry.flags and any(texts.CHINESE.search(said) for said in entry.said):
        found.append("the English has Chinese in it")
    return found


def _slots(text: str) -> set[str]:
    return {name or "{}" for pair in _SLOTS.findall(text) for name in [pair[0] or pair[1]]}


def merged(found: Iterable[texts.Found]) -> dict[tuple[str, str], po.Entry]:
    """One entry for each text, with all its places."""
    entries: dict[tuple[str, str], po.Entry] = {}
    for one in found:
        old = entries.get((one.context, one.text))
        places = tuple(sorted({*(old.places if old else ()), one.place}))
        entries[one.context, one.text] = po.Entry(
            one.text, one.plural or (old.plural if old else ""), one.context, places=places
        )
    return entries


def update(root: Path) -> int:
    """Writes the catalogue anew, with translations kept; gives the number of texts still without English."""
    file = root / CATALOGUE
    known = {entry.key: entry for entry in po.read(file.read_text(encoding="utf-8"))} if file.is_file() else {}
    entries = []
    for key, want in merged(texts.everywhere(root)[0]).items():
        old = known.get(key)
        entries.append(replace(want, said=old.said, flags=old.flags) if old and old.plural == want.plural else want)
    entries.sort(key=lambda entry: (entry.places[0], entry.text, entry.context))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(po.write(entries, LANGUAGE), encoding="utf-8")
    file.with_suffix(".mo").write_bytes(po.compile_mo(entries, LANGUAGE))
    return sum(not entry.done for entry in entries)


def main(arguments: Sequence[str]) -> int:
    """0 when nothing is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write what is missing into the catalogue")
    if parser.parse_args(arguments).update:
        print(f"texts without English: {update(ROOT)}")
    lines = problems(ROOT)
    print("\n".join(lines) or "every text is there in both languages")
    if lines:
        print(f"write the English into {CATALOGUE}, then run tools/messages.py --update")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
