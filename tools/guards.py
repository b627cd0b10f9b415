"""Writes docs/guards.md from tests/guards/guards.toml with --write; without, says whether it is as the table says."""

import sys
import tomllib
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "guards" / "guards.toml"
PLACE = ROOT / "docs" / "guards.md"
HEAD = """# Guards of the law

What a case may not do, by which article, which function holds it, and the story that proves it. Written from
`tests/guards/guards.toml` by `tools/guards.py`; `tests/guards/test_guards.py` switches each guard off in turn and
requires its story to fail. A story without a folder lies in `tests/guards/stories/`, others with their package.
"""


def text() -> str:
    """The whole page."""
    rows: list[dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))["guards"]
    parts = [HEAD]
    for part, guards in groupby(rows, key=lambda row: row["part"]):
        parts.append(f"\n## {part}\n| Rule | Article | Held by | Story |\n|---|---|---|---|\n")
        parts += [_row(guard) for guard in guards]
    return "".join(parts)


def _row(guard: dict[str, Any]) -> str:
    if "not_here" in guard:
        return f"| {guard['rule']} | {guard['article']} | not here | {guard['not_here']} |\n"
    code = f" (`{guard['code']}`)" if "code" in guard else ""
    holds = guard["holds"].removeprefix("tongban.")
    return f"| {guard['rule']} | {guard['article']} | `{holds}`{code} | {guard['story']} |\n"


if __name__ == "__main__":
    if "--write" in sys.argv:
        PLACE.write_text(text(), "utf-8")
    elif text() != PLACE.read_text("utf-8"):
        sys.exit("docs/guards.md is not as the table says: run python tools/guards.py --write")
