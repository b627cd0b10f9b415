"""Each defect of a package is found, named, placed and given a mend: one row for each."""

from __future__ import annotations

import pytest

from tests.engine.package.library import Files, good, siblings, spoilt
from tongban.engine.package.doctor import check

S, F, U, P, R, T = (
    "service.toml",
    "form.schema.json",
    "form.ui.json",
    "process.bpmn",
    "rules/fee.json",
    "stories/granted.toml",
)
MATERIAL = 'name = { zh = "摊位平面图", en = "Sketch of the stall" }'

# file, what stands there, what is written instead, whether it is found on that very line, what the English says
PERMIT = [
    (S, 'speed = "promised"', 'speed = "fast"', True, "'fast' is not one of the choices"),
    (S, 'code = "stall-permit"', 'code = "Stall Permit"', True, "is not a code of small letters"),
    (S, 'type = "01"', "type = 1", True, "a text in quotes is needed here, not 1"),
    (S, 'audience = ["1", "2"]', "audience = []", True, "the list may not be empty"),
    (S, 'audience = ["1", "2"]', 'audience = ["8"]', True, "'8' is not one of the choices"),
    (S, 'zh = "摆摊许可", en = "Stall permit"', 'zh = "摆摊许可"', True, "'en' is missing"),
    (S, 'zh = "摆摊许可", en = "Stall permit"', 'zh = "摆摊许可", en = ""', True, "the text is empty"),
    (S, 'zh = "摆摊许可", en = "Stall permit"', 'zh = "Stall", en = "Stall permit"', True, "has no Chinese in it"),
    (S, 'zh = "摆个摊", en = "Set up a stall"', 'zh = "摆个摊", en = "Set up 摊"', True, "Chinese characters in"),
    (S, "[themes]", "[thems]", True, "unknown key 'thems'"),
    (S, 'natural = ["040"]', 'natural = ["40"]', True, "is not three-digit theme codes"),
    (S, "[[legal_bases]]", "[[legal_basis]]", True, "unknown key 'legal_basis'"),
    (S, 'zh = ["摆摊", "夜市摊位", "出摊许可"]', 'zh = ["摆摊", "出摊"]', True, "there are 2 phrases in zh"),
    (S, '"set up a stall", "market stall"', '"market stall", "market stall"', True, "'market stall' stands twice"),
    (S, "statutory = { n = 10,", "statutory = { n = -1,", True, "-1 is not between 0 and 3660"),
    (S, 'unit = "workday", basis = "行政许可法42" }', 'unit = "week", basis = "x" }', True, "'week' is not one of"),
    (S, 'n = 10, unit = "workday", basis = "行政许可法42"', 'n = 10, unit = "workday"', True, "statutory has no basis"),
    (S, ', approver = "head"', "", True, "the extension has no approver"),
    (S, 'extension = { n = 5, unit = "workday"', 'extension = { n = 5, unit = "day"', True, "counts in day, the limit in wor"),
    (S, 'basis = "地方规定"', 'basis = "没有人知道的办法"', True, "the basis '没有人知道的办法' has no English"),
    (S, '["/scenario/fire", true]', '["/scenario/fire", 7]', True, "'/scenario/fire' is never answered 7"),
    (S, '["/scenario/fire", true]', '["/scenario/fire", { at = "/area" }]', True, "'/scenario/fire' (boolean) never equals"),
    (S, 'at_least = ["/area"', 'at_least = ["/place"', True, "'/place' is no number"),
    (S, 'approver = "head"', 'approver = "boss"', True, "there is no role 'boss'"),
    (S, MATERIAL, 'name = { zh = "其他材料", en = "Papers" }', True, "catch-all wording in a material: '其他材料'"),
    (S, MATERIAL, 'name = { zh = "平面图等", en = "Papers" }', True, "catch-all wording in a material: '等'"),
    (S, MATERIAL, 'name = { zh = "平面图", en = "Other materials" }', True, "wording in a material: 'Other materials'"),
    (S, 'id = "fire-proof"', 'id = "sketch"', None, "the material sketch stands twice"),
    (S, 'necessity = "required"', 'necessity = "nice"', True, "'nice' is not one of the choices"),
    (S, "/scenario/fire", "/scenario/flame", True, "reads '/scenario/flame', which does not exist"),
    (S, MATERIAL, MATERIAL + "\nmax_mb = 11", None, "11 is not between 1 and 10"),
    (S, "/local/fire_area", "/local/fire_aera", True, "reads '/local/fire_aera', which does not exist"),
    (S, "{ equals = [", "{ like = [", True, "unknown condition 'like'"),
    (S, 'replaces = ["fire-proof"]', 'replaces = ["fire"]', True, "the material 'fire', which does not exist"),
    (S, 'rule = "fee"', 'rule = "price"', True, "the fee rule 'price' does not exist"),
    (S, 'certificate = "stall-permit"\n', "", None, "has no certificate type"),
    (S, "{seq6}", "{serial}", True, "unknown {serial} in the number pattern"),
    (S, "TP{/size}", "TP{/sort}", True, "'/sort' in the number pattern is not in the form"),
    (S, "validity = { years = 1 }", "validity = { years = 1, months = 2 }", True, "years or months, exactly one"),
    (S, 'place = "/place"', 'place = "/plaza"', True, "points to '/plaza', which does not exist"),
    (S, 'holder = "=applicant.name"', 'holder = "=somebody.name"', True, "points to '=somebody.name'"),
    (S, 'refuse = { zh = "不予", en = "Refused" }', "", None, "the outcome 'refuse' of this end is not declared"),
    (S, "[roles]", 'solve = { zh = "好", en = "Solved" }\n[roles]', True, "this kind has no outcome 'solve'"),
    (S, 'kind = "permit"', 'kind = "party"', True, "there is no kind 'party'"),
    (S, 'review = "reviewer"', 'review = "judge"', True, "there is no role 'judge'"),
    (S, 'suspend = ["reviewer"]', 'dance = ["reviewer"]', True, "unknown legal act 'dance'"),
    (S, 'role = "inspector"', 'role = "auditor"', True, "there is no role 'auditor'"),
    (S, "[roles]", "[visits]\nonsite = 1\n[roles]", None, "there are visits on site, but no reason"),
    (F, '"format": "mobile", "x-personal": true', '"format": "mobile"', True, "'/mobile' is not marked for encryption"),
    (F, '"type": "object",', '"type": "object"', None, "not a valid JSON object"),
    (F, '"required": ["place", ', '"required": ["place"], "required": [', None, "a key stands twice"),
    (U, '"label": { "zh": "地点", "en": "Place" }', '"label": { "zh": "地点", "en": "地点" }', True, "has Chinese"),
    (U, '"en": "Place" }', '"en": "Place" }, "visible-if": { "in": ["/scenario/fire", ["yes"]] }', True, "never answered 'yes'"),
    (P, 'tb:form="visit"', 'tb:form="walk"', True, "the task form 'walk' does not exist"),
    (P, ' tb:form="visit"', "", None, "no task uses the form 'visit'"),
    (P, 'tb:role="inspector"', 'tb:role="tester"', True, "there is no role 'tester'"),
    (P, ' tb:role="reviewer"', "", True, "the user task carries no tb:role"),
    (P, 'tb:role="reviewer"', 'tb:role="reviewer" tb:department="child:noise-permit"', True, "='child:noise-permit' is wrong"),
    (P, 'tb:role="reviewer"', 'tb:role="reviewer" tb:department="rule:who"', True, "there is no rule 'who'"),
    (P, 'tb:role="reviewer"', 'tb:role="reviewer" tb:department="rule:fee"', True, "'fee' cannot choose a department"),
    (P, 'tb:role="reviewer"', 'tb:role="reviewer" tb:department="answer:who"', True, "the form has no text /who"),
    (S, 'kind = "permit"', 'kind = "permit"\nabout = "access"', None, "no question of the form takes 'access-department'"),
    (S, 'kind = "permit"', 'kind = "permit"\nabout = "weather"', None, "'weather' is not one of the choices"),
    (U, '"label": { "zh": "地点", "en": "Place" }', '"label": { "zh": "地点", "en": "Place" }, "own": { "take": "access-who" }', True, "takes 'access-who'"),
    (P, 'tb:role="reviewer"', 'tb:role="reviewer" tb:verbs="suspend"', True, "tb:verbs is no attribute of a user element"),
    (P, "tasks.visit.verdict", "tasks.vist.verdict", None, "reads '/tasks/vist/verdict', which does not exist"),
    (P, "tasks.visit.verdict", "tasks.visit.mood", None, "reads '/tasks/visit/mood', which does not exist"),
    (P, "tasks.visit.verdict ==", "rand() ==", None, "rand"),
    (P, "userTask id=", "scriptTask id=", True, "scriptTask"),
    (R, "\"'2'\" }", "\"'1'\" }", None, "rows 1 and 2 overlap"),
    (R, '"reads": ["/size"]', '"reads": ["/weight"]', None, "/weight"),
    (T, "fire = true", "smoke = true", True, "there is no scenario 'smoke'"),
    (T, "fire = true", 'fire = "yes"', True, "'yes' is no answer to the scenario 'fire'"),
    (T, '["sketch", "fire-proof"]', '["drawing"]', True, "there is no material 'drawing'"),
    (T, '"granted.json"', '"gone.json"', True, "the answers file 'gone.json' is not there"),
    (T, 'act = "accept"', 'act = "stamp"', True, "'stamp' is not one of the choices"),
    (T, 'task = "visit"', 'task = "party"', True, "the process has no task 'party'"),
    (T, 'task = "visit"\n', "", None, "complete names a task"),
    (T, 'station = "work"', 'station = "moon"', True, "there is no station 'moon'"),
    ("stories/granted.json", '"place"', '"plaza"', None, "the form has no '/plaza'"),
    ("guide.en.md", "A stall permit lets you set up a stall in a public place.", "", True, "is not written"),
    ("certificate.typ", "= 摆摊许可证", '#import "@preview/cetz:0.3.0"', True, "packages from the network are refused"),
    ("certificate.typ", "= 摆摊许可证", '#read("/etc/passwd")', True, "a face may not use read"),
    ("certificate.typ", "= 摆摊许可证", "= #json(bytes(sys.inputs.data)).holdr", None, "the template does not compile"),
]  # fmt: skip

BUNDLE = [
    ('package = "noise-permit"', 'package = "dance-permit"', True, "there is no package 'dance-permit'"),
    ('requires = ["stall-permit"]', 'requires = ["parking"]', True, "'parking' in requires is not a child"),
    ('map = { "/place" = "/where" }', 'map = { "/place" = "/there" }', True, "the form of the bundle has no '/there'"),
    ('map = { "/place" = "/where" }', 'map = { "/spot" = "/where" }', True, "the form of stall-permit has no '/spot'"),
    ('map = { "/place" = "/where" }', "", None, "nothing gives '/place', which stall-permit requires"),
    ('"stall-permit:place"', '"stall-permit:spot"', True, "the result of stall-permit has no 'spot'"),
    ('"stall-permit:place"', '"place"', True, "is not written as <child>:<result field>"),
    ('requires = ["stall-permit"]', "", None, "fills from stall-permit without requiring it"),
    ('map = { "/place"', 'requires = ["noise-permit"]\nmap = { "/place"', None, "requires goes in a circle"),
    ('package = "noise-permit"', 'package = "stall-permit"', None, "the child stall-permit stands twice"),
    ('id = "fire"', 'id = "flame"', None, "the scenario 'fire' of stall-permit is not asked"),
    ('extension = { n = 15, unit = "workday"', 'extension = { n = 15, unit = "month"', True, "the extension counts in month"),
    ('approver = "government_head"', 'approver = "king"', True, "there is no role 'king'"),
    ('["/scenario/fire", true]', '["/flame", true]', True, "reads '/flame', which does not exist"),
]  # fmt: skip


@pytest.mark.parametrize("code", ["stall-permit", "stall-event"])
def test_the_good_packages_are_good(code: str) -> None:
    assert check(good(code), siblings) == []


def _found(files: Files, file: str, line: int | None, said: str) -> None:
    problems = check(files, siblings)
    fitting = [problem for problem in problems if said in problem.en]
    assert fitting, [problem.en for problem in problems]
    assert all(p.zh and p.en and p.mend_zh and p.mend_en for p in problems)
    if line is not None:
        assert (file, line) in {(problem.file, problem.line) for problem in fitting}


def _line(files: Files, file: str, text: str) -> int:
    content = files[file].decode()
    return content.count("\n", 0, content.index(text)) + 1


@pytest.mark.parametrize(("file", "old", "new", "there", "said"), PERMIT, ids=lambda value: str(value)[:24])
def test_a_defect_of_a_package_is_found(file: str, old: str, new: str, there: bool | None, said: str) -> None:
    files = spoilt(good(), file, old, new)
    line = _line(good(), file, old) if there else None
    _found(files, file, line, said)


@pytest.mark.parametrize(("old", "new", "there", "said"), BUNDLE, ids=lambda value: str(value)[:24])
def test_a_defect_of_a_bundle_is_found(old: str, new: str, there: bool | None, said: str) -> None:
    line = _line(good("stall-event"), S, old) if there else None
    _found(spoilt(good("stall-event"), S, old, new), S, line, said)


def test_a_time_out_that_grants_is_found() -> None:
    desk = 'userTask id="desk" name="书面审查" tb:name-en="Desk review" tb:role="reviewer"'
    files = spoilt(good(), P, desk, 'serviceTask id="desk" tb:job="look-up"')
    files = spoilt(files, P, 'sourceRef="desk" targetRef="unfit"', 'sourceRef="desk" targetRef="fit"')
    assert [(p.where, p.en) for p in check(files)] == [("late", "silence grants here: no answer may become a grant")]


def test_a_child_that_decides_by_silence_is_found() -> None:
    from tests.engine.package.library import noise
    from tongban.engine.package import read

    quiet = spoilt(noise(), S, "[limits]", '[silence]\ndecision = "deemed_renewed"\n[limits]')
    lookup = {"stall-permit": read(good()), "noise-permit": read(quiet)}
    problems = check(good("stall-event"), lookup.get)
    assert [p.en for p in problems] == ["noise-permit decides by silence"]


def test_missing_and_unknown_files_are_named_all_at_once() -> None:
    files = good()
    del files["guide.en.md"], files["form.ui.json"]
    files["run.py"] = b"print()"
    assert [(p.file, p.en) for p in check(files)] == [
        ("run.py", "unknown file run.py"),
        ("form.ui.json", "the file form.ui.json is missing"),
        ("guide.en.md", "the file guide.en.md is missing"),
    ]


def test_everything_wrong_is_told_at_once() -> None:
    files = spoilt(good(), S, 'speed = "promised"', 'speed = "fast"')
    files = spoilt(files, S, 'code = "stall-permit"', 'code = "Stall"')
    files = spoilt(files, T, 'act = "accept"', 'act = "stamp"')
    assert {(p.file, p.line) for p in check(files)} == {(S, 1), (S, 4), (T, 10)}


def test_notices_of_a_package_are_complete_in_both_languages() -> None:
    written = '[notices.accepted]\nsms = { zh = "Accepted", en = "Accepted" }\ntitle = { zh = "受理", en = "受理" }'
    found = check({**good(), "notices.toml": written.encode()}, siblings)
    assert [(one.file, one.line) for one in found] == [("notices.toml", 3), ("notices.toml", 2)]
