"""What a package gives once it is read: materials, children, digest, lines of problems."""

from __future__ import annotations

import pytest

from tests.engine.package.library import GOOD, good, siblings, spoilt
from tongban.engine.package import read, read_folder
from tongban.engine.package.doctor import main
from tongban.engine.package.kinds import read_kinds, shipped_kinds
from tongban.engine.package.lines import json_lines, nearest, toml_lines
from tongban.engine.problems import Refused

FACTS = {"area": 8, "scenario": {"fire": True}, "local": {"fire_area": 6}}


def test_the_parts_are_there() -> None:
    package = read_folder(GOOD / "stall-permit")
    assert (package.code, package.is_bundle, package.net is not None) == ("stall-permit", False, True)
    assert set(package.rules) == {"fee"}
    assert set(package.task_forms) == {"visit"}
    assert package.stories["granted"].answers["area"] == 6
    assert package.service.limits.receipt.n == 5
    assert package.service.name.said("en") == "Stall permit"
    assert package.service.name.said("zh") == "摆摊许可"


@pytest.mark.parametrize(
    ("facts", "commitment", "expected"),
    [
        (FACTS, False, ["sketch", "fire-proof"]),
        (FACTS, True, ["sketch", "promise"]),
        ({**FACTS, "area": 5}, False, ["sketch"]),
        ({**FACTS, "local": {"fire_area": 9}}, False, ["sketch"]),
        ({**FACTS, "scenario": {"fire": False}}, False, ["sketch"]),
        ({}, True, ["sketch", "promise"]),
    ],
)
def test_materials_follow_the_answers(facts: dict[str, object], commitment: bool, expected: list[str]) -> None:
    assert [one.id for one in read(good()).materials_for(facts, commitment=commitment)] == expected


def test_children_follow_the_scenario() -> None:
    package = read(good("stall-event"))
    assert package.net is None
    assert [one.package for one in package.children_for(FACTS)] == ["stall-permit", "noise-permit"]
    assert [one.package for one in package.children_for({})] == ["stall-permit"]


def test_the_digest_is_of_every_byte_and_name() -> None:
    files = good()
    assert read(files).digest == read(dict(reversed(list(files.items())))).digest
    assert read({**files, "guide.en.md": files["guide.en.md"] + b" "}).digest != read(files).digest


def test_a_folder_is_named_as_its_code(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "another"
    for name, content in good().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    with pytest.raises(Refused, match="code stall-permit is not the folder name another"):
        read_folder(folder)


def test_the_doctor_prints_place_and_mend(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "permit" / "stall-permit"
    files = spoilt(good(), "service.toml", 'role = "inspector"', 'role = "auditor"')
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    assert main([str(folder)]) == 1
    said = capsys.readouterr().out
    line = files["service.toml"].decode().split("auditor")[0].count("\n") + 1
    assert f"{folder}/service.toml:{line}: notice_and_commitment.after_check" in said
    assert "没有“auditor”这个角色" in said
    assert "1 examined, 1 problems" in said
    assert main([str(GOOD / "stall-permit")]) == 0
    assert main([str(tmp_path) + "/nothing"]) == 1


def test_lines_are_found_through_strings_and_arrays() -> None:
    text = 'a = """\n[b]\n"""\n[c]\nd = [\n  { e = 1 },\n]\nf = 2\n[[g]]\nh = 1\n[[g]]\n[g.i]\nj = "# ] ["\nk = 3\n'
    lines = toml_lines(text)
    expected = {("a",): 1, ("c", "d"): 5, ("c", "f"): 8, ("g", 0, "h"): 10, ("g", 1): 11, ("g", 1, "i", "k"): 14}
    assert {path: lines[path] for path in expected} == expected
    assert ("b",) not in lines
    assert nearest(lines, ("g", 1, "i", "j", "deeper")) == 13


def test_lines_of_json_values() -> None:
    lines = json_lines('{\n "a": [1,\n  {"b": "}"}],\n "c": {"d":\n null}\n}')
    assert (lines["a", 0], lines["a", 1, "b"], lines["c", "d"]) == (2, 3, 4)


def test_kinds_are_complete() -> None:
    kinds = shipped_kinds()
    assert list(kinds.kinds) == ["permit", "benefit", "ticket", "document", "incident"]
    permit = kinds.kinds["permit"]
    assert permit.status("submit", "correction").en == "Correction needed"
    assert permit.status("submit", "no such reason") == permit.status("submit")
    with pytest.raises(KeyError):
        permit.status("moon")


def test_bad_kinds_are_refused_with_everything() -> None:
    text = """
[roles]
a = { zh = "甲", en = "A" }
[kinds.x]
name = { zh = "乙", en = "B" }
stations = ["draft", "work"]
statuses = [{ station = "draft", name = { zh = "稿", en = "Draft" } }]
[kinds.x.outcomes]
[kinds.x.verbs]
submit = ["b"]
"""
    with pytest.raises(Refused) as caught:
        read_kinds(text.encode())
    assert [(p.line, p.en) for p in caught.value.problems] == [
        (7, "station work has no label"),
        (10, "role 'b' is not in [roles]"),
    ]


def test_siblings_of_the_bundle_read() -> None:
    assert siblings("noise-permit") is not None
    assert siblings("other") is None
