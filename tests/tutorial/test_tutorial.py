"""docs/tutorial.md is carried out: its files are written, its commands run, its story is told over both sites. The Chinese page says the same."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.stories.over_http import HttpRun
from tests.stories.people import people_of
from tongban.catalog.queries import offer
from tongban.config.command.parser import main
from tongban.engine.package import read_folder
from tongban.records.models import Certificate

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.compile(r"^(?:`[\w./-]+`:\n)?```\w+\n.*?^```$", re.MULTILINE | re.DOTALL)
FILES = dict(re.findall(r"^`([\w./-]+)`:\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^```console\n\$ \./tongban (.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PACKAGE = "services/permit/flower-stall"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the page has the reader write."""
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_has_every_file_and_both_commands() -> None:
    assert len(FILES) == 10 and [given.split()[0] for given, _ in COMMANDS] == ["doctor", "manage"]


def test_the_chinese_page_has_the_reader_write_and_run_the_same() -> None:
    chinese = (DOCS / "tutorial.zh.md").read_text(encoding="utf-8")
    assert BLOCKS.findall(chinese) == BLOCKS.findall(PAGE) and len(BLOCKS.findall(PAGE)) == len(FILES) + len(COMMANDS)
    assert len(re.findall("^## ", chinese, re.MULTILINE)) == len(re.findall("^## ", PAGE, re.MULTILINE))


def test_the_doctor_says_what_the_page_says(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, said = COMMANDS[0]
    assert main(shlex.split(given)) == 0
    assert capsys.readouterr().out == said


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told"),
    [
        ("stories/granted.toml", "due = 2026-03-17", "due = 2026-03-18", "2026-03-17"),
        ("process.bpmn", 'tb:outcome="grant"', 'tb:outcome="granted"', "granted"),
    ],
)
def test_what_the_page_has_the_reader_spoil_is_found(
    checkout: Path, capsys: pytest.CaptureFixture[str], file: str, right: str, wrong: str, told: str
) -> None:
    spoiled = checkout / PACKAGE / file
    content = spoiled.read_text(encoding="utf-8")
    assert content.count(right) == 1
    spoiled.write_text(content.replace(right, wrong), encoding="utf-8")
    assert main(["doctor", PACKAGE]) == 1
    said = "".join(capsys.readouterr())
    assert file in said and told in said


@pytest.mark.django_db
def test_it_is_published_and_its_story_told_over_both_sites(checkout: Path, city: Any) -> None:
    command = shlex.split(COMMANDS[1][0])
    call_command(*command[1:], verbosity=0)
    assert offer("990102/flower-stall") is not None
    package = read_folder(checkout / PACKAGE)
    story = package.stories["granted"]
    HttpRun(package, story, people_of(story)).run()
    certificate = Certificate.objects.get(type_code="flower-stall")
    assert certificate.status == "in_force"
    assert certificate.data["metres"] == 4
