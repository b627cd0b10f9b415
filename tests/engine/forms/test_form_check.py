"""The verdict: messages, hidden questions, bad values, and that web, API and the reference validator agree."""

import copy
import json
from datetime import date

import jsonschema
import pytest
from hypothesis import given, settings
from stdnum.iso7064 import mod_11_2

from tests.engine.forms.sample import GOOD, SCHEMA, UI
from tests.engine.forms.values import answers_of
from tongban.engine.forms import Form
from tongban.engine.forms.formats import FORMATS, build_validator

FORM = Form.compile(SCHEMA, UI)


def said(form, answers, **more):
    return [(problem.pointer, problem.zh, problem.en) for problem in form.check(answers, **more)]


def test_good_answers_pass(form, good):
    assert form.check(good) == []


def test_every_missing_answer_is_named_with_its_way_out(form):
    assert said(form, {}) == [
        ("/name", "请填写经营者名称", "Enter business name"),
        ("/kind", "请选择类型", "Select kind"),
        ("/opened", "请填写开业日期", "Enter opening date"),
        ("/area", "请填写面积", "Enter floor area"),
        ("/address/street", "请填写街道门牌", "Enter street and number"),
        ("/has_sign", "请选择是否有招牌", "Select signboard or not"),
    ]


@pytest.mark.parametrize(
    ("pointer", "value", "zh", "en"),
    [
        ("name", "长" * 41, "经营者名称不能超过 40 个字，请精简", "Business name must be 40 characters or fewer"),
        ("kind", "bar", "请从列出的选项中选择类型", "Select kind from the options listed"),
        (
            "opened",
            "2026-02-30",
            "开业日期应为真实的日期，例如 2026-03-27",
            "Opening date must be a real date, such as 2026-03-27",
        ),
        ("area", 6000, "面积不能大于 5000", "Floor area must be 5000 or less"),
        ("area", 0, "面积不能小于 1", "Floor area must be 1 or more"),
        ("area", "abc", "面积应为整数，例如 12", "Floor area must be a whole number, such as 12"),
        ("capital", -1, "注册资本不能小于 0.00 元", "Capital must be 0.00 yuan or more"),
        (
            "capital",
            "12.505",
            "注册资本应为金额，最多两位小数，例如 12.50",
            "Capital must be an amount in yuan, such as 12.50",
        ),
        (
            "sign_text",
            "老",
            "招牌文字至少 2 个字，请写完整",
            "Sign text must be at least 2 characters: write it in full",
        ),
        ("foods", ["hot", "hot"], "食品类别有重复，请删去重复的一项", "Kinds of food has an entry twice: remove one"),
        (
            "phone",
            "12",
            "手机号码：应为 11 位手机号码，例如 13800138000",
            "Mobile number: Enter an 11-digit mobile number, such as 13800138000",
        ),
        ("extra", 1, "没有这一项，请删去", "There is no such question: remove it"),
        (
            "uscc",
            "9",
            "/uscc：应为 18 位统一社会信用代码",
            "/uscc: Enter all 18 characters of the unified social credit code",
        ),
    ],
)
def test_one_wrong_answer_one_message(form, good, pointer, value, zh, en):
    good[pointer] = value
    assert said(form, good) == [(f"/{pointer}", zh, en)]


def test_problems_inside_a_repeat_group_name_the_row(form, good):
    good["members"] += [{"name": "李二", "citizen_id": "110105194912310021"}, {"citizen_id": "11010519491231002X"}]
    assert [(p.pointer, p.en) for p in form.check(good)] == [
        ("/members/1/citizen_id", "Citizen id: The number does not check: compare every character with the card"),
        ("/members/2/name", "Enter name"),
    ]
    good["members"] = [good["members"][0]] * 4
    assert [p.pointer for p in form.check(good)] == ["/members"]


def test_a_condition_of_the_schema_is_told_at_its_field(form, good):
    del good["capital"]
    assert [(p.pointer, p.zh) for p in form.check(good)] == [("/capital", "请填写注册资本")]
    good["kind"] = "shop"
    assert form.check(good) == []


def test_a_required_question_that_is_not_asked_is_not_missed(schema, ui, good):
    schema["required"] += ["sign_text", "members"]
    form = Form.compile(schema, ui)
    assert form.check({**good, "has_sign": False, "area": 49}) == []
    del good["sign_text"], good["members"]
    assert [(p.pointer, p.en) for p in form.check(good)] == [
        ("/sign_text", "Enter sign text"),
        ("/members", "Add at least one entry: staff"),
    ]


def test_birth_in_the_future_needs_today(form, good):
    good["members"][0]["citizen_id"] = "11010520300101001" + mod_11_2.calc_check_digit("11010520300101001")
    assert form.check(good) == []
    assert [p.pointer for p in form.check(good, today=date(2026, 1, 1))] == ["/members/0/citizen_id"]
    assert form.check(good, today=date(2031, 1, 1)) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "a\ud800", "characters that cannot be shown"),
        ("name", "a\x00b", "characters that cannot be shown"),
        ("name", "a\x85b", "characters that cannot be shown"),
        ("name", "a\x7fb", "characters that cannot be shown"),
        ("name", "x" * 100_001, "too much"),
        ("capital", float("nan"), "out of range"),
        ("capital", float("inf"), "out of range"),
        ("capital", 2**53, "out of range"),
        ("capital", 10**400, "out of range"),
    ],
)
def test_impossible_values_are_told_not_raised(form, good, field, value, words):
    good[field] = value
    found = form.check(good)
    assert [problem.pointer for problem in found] == [f"/{field}"]
    assert words in found[0].en


def test_too_deep_and_too_many_are_told(form, good):
    deep = []
    for _ in range(40):
        deep = [deep, 1]
    good["foods"] = deep
    assert "too much" in form.check(good)[0].en
    good["foods"] = ["hot"] * 30_000
    assert any("too much" in problem.en for problem in form.check(good))
    assert form.check([])[0].en == "An object is needed"


@given(answers_of())
@settings(max_examples=150, deadline=None)
def test_the_pages_together_say_what_the_whole_says(answers):
    whole = FORM.check(answers)
    pages = [problem for page in FORM.pages for problem in FORM.check_page(page, answers)]
    visible = [problem for page in FORM.visible_pages(answers) for problem in FORM.check_page(page, answers)]
    assert pages == visible == [p for p in whole if p.pointer not in ("/uscc", "/extra")]


@given(answers_of())
@settings(max_examples=150, deadline=None)
def test_trimming_is_stable_and_never_changes_the_verdict(answers):
    before = copy.deepcopy(answers)
    once = FORM.trim(answers)
    assert answers == before
    assert FORM.trim(once) == once
    assert FORM.check(once) == FORM.check(answers)
    json.dumps(once)


@given(answers_of())
@settings(max_examples=200, deadline=None)
def test_our_validator_agrees_with_the_reference(answers):
    checker = jsonschema.FormatChecker(formats=())
    for name, check in FORMATS.items():
        checker.checks(name)(lambda value, check=check: not isinstance(value, str) or check(value))
    reference = jsonschema.Draft202012Validator(SCHEMA, format_checker=checker)
    assert build_validator(SCHEMA).is_valid(answers) == reference.is_valid(answers)


@given(answers_of())
@settings(max_examples=150, deadline=None)
def test_accepted_answers_satisfy_the_schema_unless_a_needed_question_is_hidden(answers):
    if FORM.check(answers) == []:
        assert build_validator(SCHEMA).is_valid(FORM.trim(answers))


def test_the_fixture_is_what_the_tests_think():
    assert build_validator(SCHEMA).is_valid(GOOD)
