"""Each standard package, spoilt in ways nobody thought of one by one: the doctor answers with file, line and mend.

`TONGBAN_SPOILT=2000` draws so many mutants of each package instead of a few: a long sweep, by hand.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from itertools import islice
from pathlib import Path as FilePath

import pytest

from tests.services.conftest import ROOT
from tests.services.spoiling import HUGE, Spoilt, spoilings, toml
from tongban.engine.package import Package
from tongban.engine.package.codes import task_code, task_code_problem
from tongban.engine.package.doctor import check
from tongban.engine.package.implementation import read_implementation
from tongban.engine.package.implementation_rules import implementation_problems

CODES = sorted(path.parent.name for path in ROOT.glob("*/*/service.toml"))
EACH = int(os.environ.get("TONGBAN_SPOILT", "12"))
BPMN = "process.bpmn"


def drawn(package: Package, seed: int) -> list[Spoilt]:
    """The same mutants each time; stories' answers are left out, they are not the package."""
    files = dict(package.files)
    found = [one for one in spoilings(files) if not (one.file.startswith("stories/") and one.file.endswith(".json"))]
    return random.Random(seed).sample(found, min(EACH, len(found)))


@pytest.mark.parametrize("code", CODES)
def test_whatever_is_wrong_is_told_with_file_line_and_mend(packages: Mapping[str, Package], code: str) -> None:
    for spoilt in drawn(packages[code], 1):
        for problem in check(spoilt.files, packages.get):
            assert problem.line is not None and problem.line >= 1, (spoilt.name, problem)
            assert all((problem.file, problem.zh, problem.en, problem.mend_zh, problem.mend_en)), (spoilt.name, problem)


@pytest.mark.parametrize("code", CODES)
def test_a_value_of_another_type_is_never_taken(packages: Mapping[str, Package], code: str) -> None:
    every = [one for one in spoilings(dict(packages[code].files)) if one.way == "type"]
    mutants = [one for one in every if one.file in ("service.toml", "form.ui.json")]
    for spoilt in random.Random(2).sample(mutants, min(EACH, len(mutants))):
        assert check(spoilt.files, packages.get), spoilt.name


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<?xml", "<!DOCTYPE x [<!ENTITY a 'b'>]>\n<?xml", ""),
        ("<process ", "<!-- & --><process &x; ", ""),
        ("<startEvent ", "<scriptTask id='evil' />\n    <startEvent ", "evil"),
        ("<userTask ", "<userTask tb:officers='99999999999999999999' ", ""),
        ("</process>", "", ""),
        ("</process>", "<userTask id='alone' name='孤' tb:name-en='Alone' tb:role='reviewer' /></process>", "alone"),
    ],
)
def test_a_spoilt_process_is_refused(packages: Mapping[str, Package], old: str, new: str, said: str) -> None:
    for code in CODES:
        files = dict(packages[code].files)
        if BPMN not in files:
            continue
        text = files[BPMN].decode()
        assert old in text
        problems = check({**files, BPMN: text.replace(old, new, 1).encode()}, packages.get)
        assert problems and {problem.file for problem in problems} >= {BPMN}
        assert all(problem.line and problem.mend_zh and problem.mend_en for problem in problems), problems
        assert any(said in problem.where or said in problem.en for problem in problems)


def test_bytes_that_are_no_text_and_numbers_beyond_bounds(packages: Mapping[str, Package]) -> None:
    files = dict(packages["food-business"].files)
    for file in sorted(files):
        if file.endswith((".toml", ".json", ".bpmn", ".md")):
            problems = check({**files, file: b"\xff\xfe\x00" + files[file]}, packages.get)
            assert any(problem.file == file for problem in problems), file
    digits = b'{"a": ' + b"9" * (sys.get_int_max_str_digits() + 1) + b"}"
    assert any(problem.file == "form.ui.json" for problem in check({**files, "form.ui.json": digits}, packages.get))
    huge = f'n = {HUGE}, unit = "workday"'.encode()
    problems = check({**files, "service.toml": files["service.toml"].replace(b'n = 5, unit = "workday"', huge, 1)})
    assert [problem for problem in problems if "is not between" in problem.en]


def test_the_generator_reaches_every_way(packages: Mapping[str, Package]) -> None:
    found = {one.way for one in islice(spoilings(dict(packages["food-business"].files)), 2000)}
    assert found == {"drop", "type", "empty", "dangling", "long", "negative", "huge", "double"}


PLACES = sorted((ROOT.parent / "world" / "data" / "implementations").glob("*/*.toml"))


@pytest.mark.parametrize("code", CODES)
def test_children_that_wait_for_each_other_are_refused(packages: Mapping[str, Package], code: str) -> None:
    """Each child that waits for another, with the other made to wait for it."""
    package = packages[code]
    document = tomllib.loads(package.files["service.toml"].decode())
    pairs = [(child.package, needed) for child in package.children for needed in child.requires]
    assert bool(pairs) is package.is_bundle
    for waiting, needed in pairs:
        spoilt = deepcopy(document)
        next(child for child in spoilt["children"] if child["package"] == needed)["requires"] = [waiting]
        found = check({**package.files, "service.toml": toml(spoilt).encode()}, packages.get)
        assert [one.en for one in found if "in a circle" in one.en and one.line and one.mend_zh], (waiting, needed)


@pytest.mark.parametrize("file", PLACES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_place_never_promises_more_than_the_law(packages: Mapping[str, Package], file: FilePath) -> None:
    text = file.read_text(encoding="utf-8")
    package = packages.get(file.stem)
    statutory = package.service.limits.statutory if package else None
    sound = read_implementation(text.encode(), file.name)
    assert list(implementation_problems(sound, package, file.name, text.encode())) == []
    if statutory is None:
        return
    at = text.index("\n[promised]\n")
    changed = text[:at] + re.sub(r"\nn = \d+", f"\nn = {statutory.n + 1}", text[at:], count=1)
    changed = changed[:at] + re.sub(r'unit = "\w+"', f'unit = "{statutory.unit}"', changed[at:], count=1)
    content = changed.encode()
    found = list(implementation_problems(read_implementation(content), package, file.name, content))
    line = text.count("\n", 0, at) + 2
    assert [one.line for one in found if "is more than the law's" in one.en] == [line], found


def test_a_wrong_code_of_31_characters_is_refused() -> None:
    """Each character of the first 18 changed, each level that is none, each length that is not 31."""
    good = task_code("11370800MB28559184", "3", "370117002011")
    assert task_code_problem(good) is None
    for place in range(18):
        for other in "0A7Y":
            if other != good[place]:
                assert task_code_problem(good[:place] + other + good[place + 1 :]) is not None, (place, other)
    for level in "089AX":
        assert task_code_problem(good[:18] + level + good[19:]) is not None
    for wrong in (good[:-1], good + "0", "", good[:19] + "37011700201 ", good[:19] + "3701170020-1"):
        assert task_code_problem(wrong) is not None, wrong
