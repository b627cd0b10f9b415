"""Implementations: what inspectors check, and the codes of matters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.package.library import good, spoilt
from tongban.engine.package import read
from tongban.engine.package.codes import catalog_code_problem, task_code, task_code_problem, uscc_check, uscc_problem
from tongban.engine.package.doctor import check
from tongban.engine.package.implementation import read_implementation
from tongban.engine.package.implementation_rules import implementation_problems
from tongban.engine.problems import Refused

GOOD = """
package = "stall-permit"
catalog_code = "000131020004"
region = "990102"
effective_on = 2026-01-01
level = "4"
powers = { zh = "本区摊位", en = "Stalls of the district" }
authority = "hedong-city"
authority_nature = "1"
handling_office = { zh = "市容科", en = "City appearance section" }

[promised]
n = 5
unit = "workday"
[place]
name = { zh = "政务中心", en = "Hall" }
address = { zh = "滨河路1号", en = "1 Riverside" }
hours = { zh = "工作日", en = "Working days" }
[contacts]
phone = "0990-1"
complaint_phone = "0990-2"
[facts]
fire_area = 6
[[fees]]
name = { zh = "场地费", en = "Site fee" }
standard = { zh = "每日五元", en = "5 yuan a day" }
basis = { zh = "地方规定", en = "Local rule" }
payer = { zh = "申请人", en = "The applicant" }
[[remedies]]
decision = "all"
body = { zh = "区政府", en = "District government" }
court = { zh = "区法院", en = "District court" }
"""
DEFECTS = [
    ("n = 5", "n = 11", "promised 11 workday is more than the law's 10 workday"),
    ("n = 5", "n = 0", "only an instant matter promises 0"),
    ("[promised]\n", '[receipt]\nn = 6\nunit = "workday"\n[promised]\n', "receipt 6 workday is more than the law's 5"),
    ("fire_area = 6", "area = 6", "the local figure 'fire_area' is not given"),
    ("fire_area = 6", "fire_area = 6\narea = 6", "the package knows no local figure 'area'"),
    ('authority_nature = "1"', 'authority_nature = "1"\naccepting = "hall"', "there is no written delegation"),
    ('decision = "all"', 'decision = "refuse"', "a refusal to accept has no remedy"),
    ('level = "4"', 'level = "4"\ndeliver_modes = ["post"]', "posted, but there is no courier"),
    ('level = "4"', 'level = "4"\nsource_of_power = "5"', "entrusted, but by nobody"),
    ('level = "4"', 'level = "4"\ntolerance_workdays = 5', "no material may come later"),
    ("[facts]", '[joint_decision]\nname = { zh = "文", en = "D" }\ndocument_no = "1"\ndecided_on = 2026-01-01\n[facts]',
     "the package has no joint limit"),
    ("[facts]", '[delegation]\ndocument = { zh = "委托书", en = "Deed" }\neffective_on = 2026-01-01\n[facts]',
     "a delegation, but nobody accepts by it"),
]  # fmt: skip


def found(text: str, package: object = None) -> list[str]:
    data = read_implementation(text.encode())
    return [p.en for p in implementation_problems(data, package or read(good()), content=text.encode())]  # type: ignore[arg-type]


def test_the_good_one_is_good() -> None:
    assert found(GOOD) == []
    data = read_implementation(GOOD.encode())
    assert data.accepting_body == "hedong-city"
    assert data.local_facts() == {"fire_area": 6}
    assert data.remedy_for("refuse") is data.remedies[0]
    assert data.entrusted_by.zh == "无"


@pytest.mark.parametrize(("old", "new", "said"), DEFECTS, ids=lambda text: text[:20])
def test_what_inspectors_find(old: str, new: str, said: str) -> None:
    assert old in GOOD
    problems = found(GOOD.replace(old, new, 1))
    assert any(said in problem for problem in problems), problems


ROUTE = b"""{ "name": "who", "title": { "zh": "\xe8\xb0\x81", "en": "Who" }, "reads": ["/size"], "result": { "type": "string" },
"table": { "inputs": [{ "field": "/size" }], "outputs": [{ "name": "who" }], "hit": "unique", "rows": [
{ "when": { "/size": "'1'" }, "then": { "who": "'authority'" } },
{ "when": { "/size": "'2'" }, "then": { "who": "'fire'" } }] } }"""


@pytest.mark.parametrize("owner", ["role:fire", "rule:who"])
def test_whoever_the_process_asks_for_is_a_department_of_the_place(owner: str) -> None:
    files = spoilt(good(), "process.bpmn", 'tb:role="reviewer"', f'tb:role="reviewer" tb:department="{owner}"')
    package = read({**files, "rules/who.json": ROUTE})
    assert check(dict(package.files)) == []
    told = "no department is named for 'fire' of the task 'desk'"
    assert found(GOOD, package) == [told]
    with_roles = GOOD.replace('level = "4"', 'level = "4"\nroles = { fire = "hedong-fire" }')
    assert found(with_roles, package) == []
    assert found(with_roles) == ["the process asks for no 'fire'"]


def test_a_fee_must_be_listed_and_only_then() -> None:
    without = GOOD[: GOOD.index("[[fees]]")] + GOOD[GOOD.index("[[remedies]]") :]
    assert found(without) == ["the matter has a fee, but no fee item is listed"]
    free = read(good())
    free = replace(free, service=replace(free.service, fee=None))
    assert found(GOOD, free) == ["the matter is free: the package has no fee rule"]


def test_an_instant_matter_promises_nothing() -> None:
    instant = read(spoilt(good(), "service.toml", 'speed = "promised"', 'speed = "instant"'))
    assert found(GOOD, instant) == ["an instant matter promises 0"]
    assert found(GOOD.replace("n = 5", "n = 0"), instant) == []


def test_a_problem_has_its_line() -> None:
    text = GOOD.replace("n = 5", "n = 11")
    data = read_implementation(text.encode())
    problems = list(implementation_problems(data, read(good()), "x.toml", text.encode()))
    assert [(p.file, p.line) for p in problems] == [("x.toml", text[: text.index("[promised]")].count("\n") + 1)]


def test_refused_with_everything() -> None:
    text = GOOD.replace('region = "990102"', 'region = "99"').replace("phone =", "fone =", 1)
    with pytest.raises(Refused) as caught:
        read_implementation(text.encode())
    said = [problem.en for problem in caught.value.problems]
    assert said == [
        "'99' is not a region code of 6, 9 or 12 digits",
        "unknown key 'fone'",
        "'phone' is missing",
    ]


def test_codes() -> None:
    assert uscc_check("91330100MA0000000") == "C"
    assert uscc_problem("11370800MB28559184") is None
    assert uscc_problem("11330105002500287C") is None
    assert uscc_problem("11370800MB28559185") is not None
    assert uscc_problem("11370800MB2855918I") is not None
    assert task_code("11370800MB28559184", "3", "370117002011") == "11370800MB285591843370117002011"
    assert task_code_problem("11370800MB285591843370117002011") is None
    assert task_code_problem("11370800MB285591848370117002011") is not None
    assert task_code_problem("1137") is not None
    assert catalog_code_problem("00013100000Y") is None
    assert catalog_code_problem("00013100000Z") is not None
    with pytest.raises(ValueError, match="bad level"):
        task_code("11370800MB28559184", "8", "370117002011")
