"""The documents say what is there: commands, variables, decisions, rooms, the version."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tongban"
ROOMS = (
    "kit",
    "engine",
    "directory",
    "catalog",
    "records",
    "exchange",
    "cases",
    "ui",
    "portal",
    "workbench",
    "api",
    "oversight",
)


def text(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> list[str]:
    """The subcommands of `./tongban`, in their order."""
    for node in ast.parse(text("src/tongban/config/command/parser.py")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "COMMANDS":
            return list(ast.literal_eval(node.value))
    raise AssertionError("the parser lists no commands")


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_lists_the_commands_in_their_order(readme: str) -> None:
    line = next(line for line in text(readme).splitlines() if line.startswith("`up` `test`"))
    assert re.findall(r"`([a-z][a-z-]+)`", line) == commands()


def test_both_readmes_have_the_same_blocks_and_rooms() -> None:
    both = [text(name) for name in ("README.md", "README.zh.md")]
    rooms = [set(re.findall(r"^\| (`.+?`) \|", one, re.MULTILINE)) for one in both]
    assert rooms[0] == rooms[1]
    assert [one.count("\n## ") for one in both] == [4, 4]
    assert all("./tongban up " in one and "./tongban test " in one for one in both)


def test_variables_that_are_told_are_read_somewhere() -> None:
    told = set(re.findall(r"TONGBAN_[A-Z_]+", text("docs/operate.md")))
    code = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    assert len(told) >= 20
    assert {name for name in told if not re.search(rf"\b{name}\b", code)} == set()


def test_every_decision_is_in_the_index_and_numbered_on() -> None:
    files = sorted(file.name for file in (ROOT / "docs" / "adr").glob("*.md"))
    assert re.findall(r"\(adr/([^)]+)\)", text("docs/README.md")) == files
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_page_and_its_line(room: str) -> None:
    page = SOURCE / room / "README.md"
    assert page.read_text(encoding="utf-8").startswith(f"# {room}")
    assert room == "ui" or len(page.read_text(encoding="utf-8").splitlines()) <= 30
    assert f"(../src/tongban/{room}/README.md)" in text("docs/rooms.md")


def test_no_room_is_left_out() -> None:
    there = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file()}
    assert there - {"config"} == set(ROOMS)


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert f"\n## {version} (" in text("CHANGELOG.md")
    assert f"softwareVersion: {version}\n" in text("publiccode.yml")
