#!/usr/bin/env python3
"""Compiles every catalogue (.po) under src/ to .mo beside it, without gettext on the machine."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tools import po  # noqa: E402


def compile_all(root: Path) -> list[Path]:
    """Writes each .mo whose bytes change; gives those files."""
    written = []
    for file in sorted((root / "src").rglob("LC_MESSAGES/*.po")):
        compiled = po.compile_mo(po.read(file.read_text(encoding="utf-8")), file.parts[-3])
        target = file.with_suffix(".mo")
        if not target.is_file() or target.read_bytes() != compiled:
            target.write_bytes(compiled)
            written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_all(ROOT):
        print(path.relative_to(ROOT))
