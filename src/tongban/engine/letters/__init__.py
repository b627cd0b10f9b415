"""Statutory letters and certificate faces as PDF/A, and their numbers. Data in, bytes out; no clock, no network."""

from tongban.engine.letters.faces import face_problems
from tongban.engine.letters.fonts import FontSet, NoFonts, NoGlyph, find, missing_characters
from tongban.engine.letters.kinds import KINDS, LetterKind, data_problems
from tongban.engine.letters.numbering import BadPattern, check_holds, mod11_10, mod37_36, number, pattern_pointers
from tongban.engine.letters.rendering import check_face, pictures, render, render_face

__all__ = [
    "KINDS",
    "BadPattern",
    "FontSet",
    "LetterKind",
    "NoFonts",
    "NoGlyph",
    "check_face",
    "check_holds",
    "data_problems",
    "face_problems",
    "find",
    "missing_characters",
    "mod11_10",
    "mod37_36",
    "number",
    "pattern_pointers",
    "pictures",
    "render",
    "render_face",
]
