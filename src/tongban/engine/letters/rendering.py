"""Setting letters and certificate faces: data as JSON into a fixed Typst template, out comes PDF/A-3.

The same data, time and fonts give the same bytes. Nothing is ever built by joining Typst source.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typst

from tongban.engine.letters.faces import face_problems
from tongban.engine.letters.fonts import FontSet, NoGlyph, check_glyphs, typst_fonts
from tongban.engine.letters.kinds import data_problems
from tongban.engine.problems import Problem, Refused

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_UNDRAWN = ("qr", "qr_link", "fonts")
_local = threading.local()


def render(
    kind: str, data: Mapping[str, Any], *, fonts: FontSet, lang: str = "zh", at: datetime | None = None
) -> bytes:
    """A statutory letter as PDF/A-3a. `at` is written as the time of making.

    Raises `Refused` for an unknown kind or missing data, `NoGlyph` for characters no font has.
    """
    problems = list(data_problems(kind, data))
    if problems:
        raise Refused(problems)
    _check(data, fonts)
    template = _templates() / f"{kind}.typ"
    inputs = {"data": _json(data), "lang": "en" if lang.startswith("en") else "zh", **_families(fonts)}
    return _compile(_compiler(fonts, _templates()), template, inputs, "a-3a", at, kind)


def pictures(kind: str, data: Mapping[str, Any], *, fonts: FontSet, lang: str = "zh", dots: int = 110) -> list[bytes]:
    """The pages of a letter as PNG, to be looked at before it is made. `dots` an inch. Raises as `render`."""
    problems = list(data_problems(kind, data))
    if problems:
        raise Refused(problems)
    _check(data, fonts)
    inputs = {"data": _json(data), "lang": "en" if lang.startswith("en") else "zh", **_families(fonts)}
    made = _compiler(fonts, _templates()).compile(
        str(_templates() / f"{kind}.typ"), format="png", ppi=dots, sys_inputs=inputs
    )
    return [made] if isinstance(made, bytes) else [page for page in made or () if page is not None]


def render_face(source: bytes, data: Mapping[str, Any], fonts: FontSet, *, at: datetime | None = None) -> bytes:
    """A certificate face of a package as PDF/A-3b. `data` gets `fonts` {serif, sans} added.

    Raises `Refused` when the source reaches outside itself or does not compile, `NoGlyph` as above.
    """
    problems = list(face_problems(source, "certificate.typ"))
    if problems:
        raise Refused(problems)
    _check(data, fonts)
    inputs = {"data": _json({"test": True, **data, "fonts": _families(fonts)}), **_families(fonts)}
    return _compile(_compiler(fonts, _empty_folder()), source, inputs, "a-3b", at, "certificate.typ")


def check_face(data: Mapping[str, Any], fonts: FontSet) -> None:
    """Raises `NoGlyph` as `render_face` would, without drawing."""
    _check(data, fonts)


def _families(fonts: FontSet) -> dict[str, str]:
    return {"serif": fonts.serif, "sans": fonts.sans}


def _check(data: Mapping[str, Any], fonts: FontSet) -> None:
    check_glyphs({key: value for key, value in data.items() if key not in _UNDRAWN}, fonts)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _templates() -> Path:
    return Path(str(resources.files("tongban.engine.letters") / "templates"))


@lru_cache(maxsize=1)
def _nothing() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="tongban-face-")  # goes with the process


def _empty_folder() -> Path:
    """A folder with nothing in it: the root, and the only place of packages, of a face."""
    return Path(_nothing().name)


def _compiler(fonts: FontSet, root: Path) -> typst.Compiler:
    """One compiler for each thread and root; it keeps what it has learnt between letters."""
    compilers: dict[Any, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    key = (fonts, root)
    if key not in compilers:
        nowhere = str(_empty_folder())
        compilers[key] = typst.Compiler(
            root=str(root), font_paths=typst_fonts(fonts), package_path=nowhere, package_cache_path=nowhere
        )
    return compilers[key]


def _compile(
    compiler: typst.Compiler,
    source: Path | bytes,
    inputs: dict[str, str],
    standard: Literal["a-3a", "a-3b"],
    at: datetime | None,
    name: str,
) -> bytes:
    given: Any = source if isinstance(source, bytes) else str(source)
    second = (at or _EPOCH).replace(microsecond=0)  # a PDF knows no smaller part of time
    try:
        made = compiler.compile(given, format="pdf", sys_inputs=inputs, pdf_standards=[standard], timestamp=second)
    except typst.TypstError as error:
        said = str(error)
        if "could not be displayed with font" in said:
            raise NoGlyph([c for c in said.split("`")[1:2] for c in c] or ["?"], name) from error
        wrong = (f"版式不能生成：{said}", f"the template does not compile: {said}")
        raise Refused([Problem(name, None, "", *wrong, "改正模板或数据", "mend the template or the data")]) from error
    assert isinstance(made, bytes)
    return made
