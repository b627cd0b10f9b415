"""docs/path.md tells the way of a case as the code has it: every act, every fact, every letter, and no others."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.roles import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
CASES = SOURCE / "tongban" / "cases"
PATH = (ROOT / "docs" / "path.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *SOURCE.rglob("README.md")])
WRITTEN_BY_THE_READER = "services/permit/flower-stall/"  # of the tutorial, whose test writes it
SAID = re.compile(r"`([^`\n]+)`")


def rows() -> list[list[str]]:
    """The cells of every row of the tables, without heads and rules."""
    lines = [line for line in PATH.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def defined(file: Path) -> set[str]:
    """Names a module defines at its top, and those of its classes as `Class.name`."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
            members = node.body if isinstance(node, ast.ClassDef) else []
            found |= {f"{node.name}.{one.name}" for one in members if isinstance(one, ast.FunctionDef)}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id for one in targets if isinstance(one, ast.Name)}
        elif isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name for one in node.names}
    return found


def exists(dotted: str) -> bool:
    """Whether a dotted name is a module, a package, or something one of them defines."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        place = SOURCE.joinpath(*parts[:cut])
        rest = ".".join(parts[cut:])
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.is_file():
                return not rest or rest in defined(file)
        if place.is_dir():
            return not rest
    return False


def facts() -> Iterator[str]:
    """The kinds of fact the cases room writes: texts given first to `fact`, `act`."""
    for file in CASES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            if called in ("fact", "act") and isinstance(node, ast.Call) and node.args:
                texts = (one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant))
                yield from (one for one in texts if isinstance(one, str))


def literal_keys(file: Path, name: str) -> set[str]:
    """The keys of a dict that a module assigns to `name`."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        target = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id == name and isinstance(node, ast.AnnAssign):
            assert isinstance(node.value, ast.Dict)
            return {str(key.value) for key in node.value.keys if isinstance(key, ast.Constant)}
    raise AssertionError(f"{file} has no {name}")


def test_every_public_action_is_in_the_tables_once() -> None:
    told = [SAID.findall(row[0])[0] for row in rows()]
    written = {
        f"{file.stem}.{name}"
        for file in (CASES / "actions").glob("*.py")
        for name in (node.name for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef))
        if not name.startswith("_")
    }
    assert sorted(told) == sorted(written)


def test_every_fact_is_told_and_every_fact_told_is_written() -> None:
    kinds = {one for one in facts() if re.fullmatch(r"[a-z]+\.[a-z_]+", one)}
    assert len(kinds) > 25
    heads = "|".join(sorted({kind.split(".")[0] for kind in kinds}))
    told = {one for one in SAID.findall(PATH) if re.fullmatch(rf"({heads})\.[a-z_]+", one)}
    assert told == kinds


def test_every_letter_told_is_one_that_is_written() -> None:
    told = {letter for row in rows() if len(row) == 5 for letter in SAID.findall(row[4])}
    assert told == literal_keys(CASES / "letter_writing.py", "BUILDERS")
    assert told <= literal_keys(SOURCE / "tongban" / "engine" / "letters" / "kinds.py", "KINDS")


def test_every_refusal_named_is_a_refusal() -> None:
    told = {code for row in rows() if len(row) == 5 for code in re.findall(r"\(`([a-z][a-z-]+)`\)", row[1] + row[2])}
    assert {"told-once", "two-officers", "four-eyes", "mandate"} <= told
    assert told <= literal_keys(CASES / "refusals.py", "REFUSALS")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    """Dotted names, paths of this repository, and links to its files."""
    text = document.read_text(encoding="utf-8")
    words = SAID.findall(text)
    names = [one for one in words if re.fullmatch(r"tongban(\.\w+)+", one)]
    lost = [one for one in names if not exists(one) and one.removeprefix("tongban.") not in SETTINGS]
    paths = [one for one in words if re.fullmatch(r"(src|docs|services|tests|tools|world)/[\w./-]+", one)]
    paths = [one for one in paths if not one.startswith(WRITTEN_BY_THE_READER)]
    lost += [one for one in paths if not (ROOT / one).exists()]
    links = [one.split("#")[0] for one in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in one]
    lost += [one for one in links if one and not (document.parent / one).exists() and not one.endswith(".png")]
    assert lost == []


def test_a_name_that_is_not_there_is_found_out() -> None:
    assert exists("tongban.cases.step.Work.move") and exists("tongban.kit.jobs") and exists("tongban.engine")
    assert not exists("tongban.cases.step.Work.jump") and not exists("tongban.cases.stepp")
