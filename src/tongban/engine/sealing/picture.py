"""The visible picture of a seal: a one-page PDF, 40 mm square, that the signature shows."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path

import typst

from tongban.engine.letters.fonts import FontSet, check_glyphs, typst_fonts

SIDE = 40 / 25.4 * 72
"""Width and height in points."""


@lru_cache(maxsize=256)
def draw_test_seal(name: str, fonts: FontSet) -> bytes:
    """The test seal of an authority as PDF. Raises `NoGlyph` when a character of the name cannot be drawn."""
    check_glyphs(name, fonts, "/authority")
    source = Path(str(resources.files("tongban.engine.sealing") / "picture.typ"))
    compiler = typst.Compiler(root=str(source.parent), font_paths=typst_fonts(fonts))
    inputs = {"name": name, "serif": fonts.serif, "sans": fonts.sans}
    made = compiler.compile(
        str(source), format="pdf", sys_inputs=inputs, timestamp=datetime(2000, 1, 1, tzinfo=UTC), pdf_tags=False
    )
    assert isinstance(made, bytes)
    return made
