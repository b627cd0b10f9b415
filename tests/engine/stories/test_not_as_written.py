"""Spoilt on purpose: the engine alone says which step of a story is not as written, and on which line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.engine.stories.telling import ROOT, offers_of, packages
from tongban.engine.package import read
from tongban.engine.package.doctor import main
from tongban.engine.path import clocks, guards
from tongban.engine.problems import Problem
from tongban.engine.stories import Offer, assumed, tell

CODE, FILE = "food-business", "stories/extended-refused.toml"


def told(old: str, new: str) -> Problem | None:
    """The story of an extension, with one text of its file replaced."""
    files = dict(packages()[CODE].files)
    text = files[FILE].decode()
    assert old in text
    files[FILE] = text.replace(old, new, 1).encode()
    package = read(files)
    offer = offers_of("990102")(CODE)
    assert offer is not None
    return tell(package.stories["extended-refused"], Offer(package, offer.implementation), offers_of("990102"))


def line_of(text: str) -> int:
    """Where a text stands in the file, as it is."""
    return packages()[CODE].files[FILE].decode().split(text, 1)[0].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        (
            "due = 2026-10-22",
            "due = 2026-10-23",
            "due = 2026-10-22",
            "case: due is 2026-10-22, the story says 2026-10-23",
        ),
        (
            'station = "decide"',
            'station = "work"',
            'station = "decide"',
            "case: station is decide, the story says work",
        ),
        ('letter = "extension"', 'letter = "suspension"', 'letter = "extension"', "the story says suspension"),
        ('"extended-already"', '"overdue"', "[[steps]]\non = 2026-10-15", "refused: extended-already"),
        ('refused = "extended-already"', "", "[[steps]]\non = 2026-10-15", "refused: extended-already"),
        ("n = 5", "n = 6", "[[steps]]\non = 2026-10-14", "refused: extension-too-long"),
        ("certificate = false", "certificate = true", "certificate = false", "certificate is False"),
        ('outcome = "refused"', 'outcome = "granted"', 'outcome = "refused"', "outcome is refused"),
        ('task = "desk_review"', 'task = "nothing"', "[[steps]]\non = 2026-10-19", "there is no nothing here"),
        ('"layout", "safety-rules"', '"safety-rules"', "answers =", "refused: materials layout"),
        ('"safety-rules"', '"safety-rules", "platform-pag"', "answers =", "not asked: platform-pag"),
    ],
)
def test_the_first_step_that_is_not_as_written(old: str, new: str, at: str, said: str) -> None:
    found = told(old, new)
    assert found is not None and said in found.en
    assert (found.file, found.line) == (FILE, line_of(at))


def test_without_a_guard_the_refusal_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "extending", lambda *given, **named: iter(()))
    found = told("延期", "延期")
    assert found is not None and found.en.startswith("should have been refused: extended-already")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda m: m.setattr(clocks, "PAUSED_BY_PROCEDURE", ()), "due is 2026-03-16, the story says 2026-03-27"),
        (
            lambda m: m.setattr(clocks, "at_acceptance", lambda *given: iter(())),
            "due is None, the story says 2026-03-16",
        ),
    ],
)
def test_a_broken_clock_is_seen(monkeypatch: pytest.MonkeyPatch, spoil: Callable[[pytest.MonkeyPatch], None], said: str) -> None:  # fmt: skip
    spoil(monkeypatch)
    offer = offers_of("990102")(CODE)
    assert offer is not None
    found = tell(offer.package.stories["expert-review"], offer, offers_of("990102"))
    assert found is not None and said in found.en


def test_an_assumed_place_tells_a_package_that_nobody_offers_yet() -> None:
    package = packages()[CODE]
    assert tell(package.stories["granted"], Offer(package, assumed(package)), lambda code: None) is None
    assert assumed(package).effective_on <= date(2026, 1, 1)


def test_the_doctor_tells_the_stories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "permit" / CODE
    shutil.copytree(ROOT / "services" / "permit" / CODE, folder)
    places = ROOT / "world" / "data" / "implementations"
    assert main([str(folder)], places) == 0
    file = folder / FILE
    file.write_text(file.read_text("utf-8").replace("due = 2026-10-22", "due = 2026-10-23"), "utf-8")
    capsys.readouterr()
    assert main([str(folder)], places) == 1
    assert f"{file}:{line_of('due = 2026-10-22')}: steps.2.then.1\n" in capsys.readouterr().out
