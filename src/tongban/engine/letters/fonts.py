"""Fonts for letters and certificates: where they are, and which characters they can draw.

A name with a character no font has must stop before a letter is made, never come out as a gap.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont
from fontTools.ttLib.ttCollection import TTCollection

_MACHINE = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")
_PATTERNS = ("NotoSerifCJK*-[RB]*.*", "NotoSansCJK*-[RB]*.*", "NotoSerifSC*[RB]*.*", "NotoSansSC*[RB]*.*")
_KINDS = (".ttc", ".otf", ".ttf")


class NoFonts(RuntimeError):
    """No Chinese font was found on this machine."""


class NoGlyph(ValueError):
    """A character that no font can draw. `field` says where it stands, as a JSON pointer."""

    def __init__(self, characters: list[str], field: str) -> None:
        self.characters, self.field = characters, field
        named = "、".join(f"{c} (U+{ord(c):04X})" for c in characters)
        self.zh = f"字库中没有这些字：{named}"
        self.en = f"no font has these characters: {named}"
        super().__init__(f"{field}: {self.en}")


@dataclass(frozen=True)
class FontSet:
    """Font files, and the families to set letters in (Song for text, Hei for marks)."""

    serif: str
    sans: str
    files: tuple[Path, ...]


def find(folder: str | None = None) -> FontSet:
    """The fonts of `folder`, else of TONGBAN_FONTS, else the Noto CJK of this machine, else those the front door
    fetched (TONGBAN_FETCHED_FONTS). Raises `NoFonts`."""
    chosen = folder or os.environ.get("TONGBAN_FONTS")
    fetched = os.environ.get("TONGBAN_FETCHED_FONTS")
    return _find(tuple(place for place in (chosen, *_MACHINE, fetched) if place))


def forget() -> None:
    """Looks anew at the next `find`: fonts have come."""
    _find.cache_clear()


@lru_cache(maxsize=8)
def _find(folders: tuple[str, ...]) -> FontSet:
    for folder in folders:
        files = tuple(sorted(_files(Path(folder).expanduser())))
        if not files:
            continue
        families = set(_typst_fonts(files).families())
        serif = next((name for name in _SERIF if name in families), None)
        sans = next((name for name in _SANS if name in families), serif)
        if serif and sans:
            return FontSet(serif, sans, files)
    raise NoFonts(
        "no Noto Serif CJK or Noto Serif SC font found; ./tongban up fetches one, fonts-noto-cjk installs one"
    )


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for pattern in _PATTERNS:
            yield from (found for found in folder.rglob(pattern) if found.suffix in _KINDS)


@lru_cache(maxsize=4)
def _typst_fonts(files: tuple[Path, ...]) -> typst.Fonts:
    folders = sorted({str(file.parent) for file in files})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def typst_fonts(fonts: FontSet) -> typst.Fonts:
    """The loaded fonts, once per process."""
    return _typst_fonts(fonts.files)


@lru_cache(maxsize=4)
def _drawable(families: tuple[str, str], files: tuple[Path, ...]) -> frozenset[int]:
    found: set[int] = set()
    read: set[bytes] = set()  # the weights of a family have one and the same table: half a second less in each process
    for file in files:
        with file.open("rb") as opened:
            members = TTCollection(opened, lazy=True).fonts if file.suffix == ".ttc" else [TTFont(opened, lazy=True)]
            for font in members:
                if font["name"].getBestFamilyName() in families and (table := font.reader["cmap"]) not in read:
                    read.add(table)
                    found.update(font["cmap"].getBestCmap() or {})
    return frozenset(found)


def missing_characters(text: str, fonts: FontSet) -> list[str]:
    """Characters of `text` that neither family can draw, each once, in order. Controls and line ends pass."""
    drawable = _drawable((fonts.serif, fonts.sans), fonts.files)
    return [
        character
        for character in dict.fromkeys(text)
        if ord(character) not in drawable and unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp")
    ]


def check_glyphs(data: Any, fonts: FontSet, field: str = "") -> None:
    """Raise `NoGlyph` for the first field of `data` with a character that cannot be drawn. SVG and addresses pass."""
    if isinstance(data, str):
        missing = missing_characters(data, fonts)
        if missing:
            raise NoGlyph(missing, field)
    elif isinstance(data, Mapping):
        for key, value in data.items():
            check_glyphs(value, fonts, f"{field}/{key}")
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            check_glyphs(value, fonts, f"{field}/{index}")
