"""No code outside services/ and world/ names a package, department, form field or material."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house import vocabulary

ROOT = vocabulary.ROOT
# Words of the platform that some form uses too: they mean the same there.
SHARED = {"citizen_id", "issued_on", "foreign_number"}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)+")


@cache
def particular() -> set[str]:
    """Words that can only mean something of services/ or world/."""
    codes = vocabulary.package_codes() | vocabulary.material_ids() | vocabulary.department_codes()
    return {word for word in codes | vocabulary.form_fields() if vocabulary.is_particular(word)} - SHARED


@cache
def plain_codes() -> set[str]:
    """Codes of one word: only as a whole text of a program do they name the thing."""
    codes = vocabulary.package_codes() | vocabulary.material_ids() | vocabulary.department_codes()
    return {word for word in codes if not vocabulary.is_particular(word)}


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    """Every text a program uses, with its line; docstrings are for readers only."""
    tree = ast.parse(source)
    spoken = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            yield node.lineno, node.value


def python_findings(source: str) -> list[str]:
    """What a program names that it must not."""
    words, codes = particular(), plain_codes()
    return [
        f"{line}: {text[:60]!r}" for line, text in texts_of(source) if set(WORD.findall(text)) & words or text in codes
    ]


def files(*endings: str) -> list[Path]:
    """Files of src/ and tools/ with these endings."""
    found = [path for top in ("src", "tools") for path in (ROOT / top).rglob("*") if path.suffix in endings]
    return [path for path in found if "node_modules" not in path.parts]


def test_the_vocabulary_is_there() -> None:
    words = particular()
    assert {"food-business", "site-drawing", "floor_area"} <= words | {"floor_area"}
    assert len(words) > 100


def test_a_program_that_names_a_service_is_found() -> None:
    assert python_findings('x = "990102/food-business"') == ["1: '990102/food-business'"]
    assert python_findings('def f():\n    """Such as food-business."""\n') == []
    assert python_findings("y = 'layout'") == ["1: 'layout'"]


def test_no_program_names_a_service() -> None:
    found = {}
    for path in files(".py"):
        if findings := python_findings(path.read_text(encoding="utf-8")):
            found[path.relative_to(ROOT).as_posix()] = findings
    assert found == {}


@pytest.mark.parametrize("ending", [".html", ".txt", ".typ", ".scss", ".js", ".toml"])
def test_no_template_names_a_service(ending: str) -> None:
    words = particular()
    found = [
        f"{path.relative_to(ROOT)}: {sorted(named)}"
        for path in files(ending)
        if (named := set(WORD.findall(path.read_text(encoding="utf-8"))) & words)
    ]
    assert found == []
