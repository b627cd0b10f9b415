"""Every kind of question is drawn so that it can be read, heard, typed, and comes back as it was."""

from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.forms.sample import GOOD, SCHEMA, UI
from tests.ui.page_reader import Rendered
from tongban.engine.forms import FieldProblem, Form
from tongban.ui.fields import PlainField

FORM = Form.compile(SCHEMA, UI)
SHOP, SIGN, PEOPLE = FORM.pages
PAGE = "{% load ui %}{% form_errors problems %}{% form_fields fields answers problems raw %}"
ONE = "{% load ui %}{% form_field field value problem formaction=formaction %}"
NO_LINE_ENDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "name": NO_LINE_ENDS,
        "kind": st.sampled_from(["shop", "canteen"]),
        "opened": st.dates().map(str),
        "area": st.integers(-9, 10**6),
        "capital": st.integers(-(10**9), 10**9),
        "address": st.fixed_dictionaries({"street": NO_LINE_ENDS}),
        "has_sign": st.booleans(),
        "sign_text": NO_LINE_ENDS,
        "foods": st.lists(st.sampled_from(["hot", "cold", "raw"]), min_size=1, unique=True).map(
            lambda chosen: sorted(chosen, key=["hot", "cold", "raw"].index)
        ),
        "members": st.lists(
            st.fixed_dictionaries({"name": NO_LINE_ENDS}, optional={"manager": st.booleans()}), min_size=1, max_size=3
        ),
    },
)


def page(fields: Any, answers: Any, problems: Any = None, raw: Any = None) -> Rendered:
    return Rendered.read(
        Template(PAGE).render(Context({"fields": fields, "answers": answers, "problems": problems, "raw": raw}))
    )


def one(field: Any, value: Any = None, problem: Any = None, formaction: str = "") -> Rendered:
    context = {"field": field, "value": value, "problem": problem, "formaction": formaction}
    return Rendered.read(Template(ONE).render(Context(context)))


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_what_is_shown_comes_back_as_it_was(answers: dict[str, Any]) -> None:
    back: dict[str, Any] = {}
    for own in FORM.pages:
        read = FORM.read_page(own, page(own.fields, answers).posted())
        assert read.stay is False
        back = read.apply(back)
    assert back == answers


def test_what_could_not_be_understood_is_shown_as_it_was_typed() -> None:
    typed = {"name": ["老王"], "area": ["八十六"], "opened-year": ["2026"], "opened-month": ["三"], "opened-day": ["07"],
             "capital": ["12.345"], "kind": ["shop"]}  # fmt: skip
    read = FORM.read_page(SHOP, typed)
    posted = page(SHOP.fields, read.apply({}), FORM.check_page(SHOP, read.apply({})), read.raw).posted()
    assert {name: posted[name] for name in typed} == {**typed, "opened-day": ["7"]}


def test_a_removed_row_takes_what_was_typed_in_it_along() -> None:
    shown = page(PEOPLE.fields, {"members": [{"name": name} for name in ("甲", "乙", "丙")]})
    read = FORM.read_page(PEOPLE, shown.posted("remove:members:0"))
    again = page(PEOPLE.fields, read.apply({}), None, read.raw).posted()
    assert read.stay is True
    assert [again.get(f"members-{number}-name") for number in range(3)] == [["乙"], ["丙"], None]


def test_a_row_is_added_after_those_that_are_there() -> None:
    shown = page(PEOPLE.fields, {"members": [{"name": "甲"}]})
    read = FORM.read_page(PEOPLE, shown.posted("add:members"))
    again = page(PEOPLE.fields, read.apply({}), None, read.raw).posted()
    assert [again.get(f"members-{number}-name") for number in range(3)] == [["甲"], [""], None]


def test_an_empty_group_shows_one_row_to_fill_in() -> None:
    shown = page(PEOPLE.fields, {})
    assert "members-0-name" in shown.posted()
    assert shown.root.xpath("//button/@name") == ["add:members"]


@pytest.mark.parametrize("own", FORM.pages, ids=lambda own: own.id)
def test_every_control_has_a_label_and_no_id_is_there_twice(own: Any) -> None:
    answers = {**GOOD, "members": [GOOD["members"][0], {"name": "李二"}]}
    shown = page(own.fields, answers, FORM.check_page(own, {}))
    assert len(set(shown.ids())) == len(shown.ids())
    assert all(shown.label_of(control) for control in shown.controls())
    for control in shown.root.xpath("//*[@aria-describedby]"):
        assert set(control.get("aria-describedby").split()) <= set(shown.ids())
    for choice in shown.root.xpath("//input[@type='radio' or @type='checkbox']"):
        assert choice.xpath("ancestor::fieldset[1]/legend")


def test_each_line_of_the_error_summary_leads_to_its_input() -> None:
    answers = {"area": 86, "members": [{"name": "王一"}]}
    for own in FORM.pages:
        problems = FORM.check_page(own, answers)
        shown = page(own.fields, answers, problems)
        links = shown.root.xpath("//div[@data-error-summary]//a/@href")
        assert len(links) == len(problems) > 0
        for link, problem in zip(links, problems, strict=True):
            target = shown.one(f"//*[@id='{link.removeprefix('#')}']")
            assert target.tag in ("input", "select", "textarea", "fieldset")
            assert problem.zh in "".join(shown.one(f"//*[@id='{link[1:]}-error']").itertext())


def test_hint_and_problem_are_tied_to_the_input() -> None:
    field = PlainField("phone", ("手机号", "Mobile"), "tel", hint=("十一位", "11 digits"), autocomplete="tel")
    shown = one(field, "138", {"zh": "请填写手机号", "en": "Enter a mobile number"})
    control = shown.one("//input")
    assert dict(control.attrib) | {"class": ""} == {
        "class": "", "type": "tel", "value": "138", "id": "phone", "name": "phone",
        "aria-describedby": "phone-hint phone-error", "aria-invalid": "true", "inputmode": "tel",
        "autocomplete": "tel", "spellcheck": "false",
    }  # fmt: skip
    assert shown.label_of(control) == "手机号"
    assert shown.one("//*[@id='phone-hint']").text == "十一位"
    assert shown.one("//*[@id='phone-error']").text_content() == "错误：请填写手机号"


def test_a_day_is_three_inputs_under_one_legend() -> None:
    field = next(field for field in SHOP.fields if field.key == "opened")
    shown = one(field, "2026-03-07")
    assert shown.one("//legend").text.strip() == "开业日期"
    assert [(shown.label_of(control), control.get("value")) for control in shown.controls()] == [
        ("年", "2026"), ("月", "3"), ("日", "7"),
    ]  # fmt: skip
    assert {control.get("inputmode") for control in shown.controls()} == {"numeric"}


@pytest.mark.parametrize(
    ("fen", "shown"), [(1250, "12.50"), (1200, "12"), (5, "0.05"), (0, "0"), (-150, "-1.50"), ("十二", "十二")]
)
def test_money_is_shown_in_yuan(fen: Any, shown: str) -> None:
    rendered = one(PlainField("capital", ("资本", "Capital"), "money", schema={"type": "integer"}), fen)
    assert rendered.one("//input").get("value") == shown
    assert rendered.one("//*[@aria-hidden='true']").text == "元"


@pytest.mark.parametrize(("fen", "shown"), [(123456789, "1,234,567.89 元"), (-150, "-1.50 元"), (100000, "1,000 元")])
def test_amounts_have_thousands_and_the_sign_in_front(fen: int, shown: str) -> None:
    assert Template("{% load ui %}{{ fen|yuan }}").render(Context({"fen": fen})) == shown


def test_labels_hints_and_problems_follow_the_language() -> None:
    field = PlainField("name", ("姓名", "Name"), hint=("全名", "Full name"), required=False)
    with translation.override("en"):
        shown = one(field, "", FieldProblem("/name", "请填写姓名", "Enter the name"))
    assert shown.one("//label").text == "Name (optional)"
    assert shown.one("//*[@id='name-hint']").text == "Full name"
    assert shown.one("//*[@id='name-error']").text_content() == "Error:Enter the name"


def test_what_was_typed_can_break_out_of_nothing() -> None:
    evil = "\"'><script>alert(1)</script>"
    for widget in ("text", "textarea", "search"):
        shown = one(PlainField("x", (evil, evil), widget, hint=(evil, evil)), evil, (evil, evil))
        assert shown.root.xpath("//script") == []
        assert shown.posted() == {"x": [evil]}
        assert shown.one("//label").text == evil
    chosen = one(PlainField("x", ("甲", "A"), "radio", options={evil: (evil, evil)}), evil)
    assert chosen.root.xpath("//script") == []
    assert chosen.posted() == {"x": [evil]}


def test_a_text_keeps_its_first_and_empty_lines() -> None:
    text = "\n第一行\n\n第三行\n"
    assert one(PlainField("x", ("甲", "A"), "textarea"), text).posted() == {"x": [text.replace("\n", "\r\n")]}


def test_a_held_file_is_named_can_be_opened_replaced_and_taken_out() -> None:
    plan = next(field for field in PEOPLE.fields if field.key == "plan")
    held = {"name": "plan.pdf", "url": "/files/1", "size": "9 kB", "remove": "/files/1/remove"}
    shown = one(plan, [held], formaction="/files")
    assert shown.one("//a").text == "plan.pdf"
    assert shown.one("//a").get("href") == "/files/1"
    assert shown.one("//li/button").get("formaction") == "/files/1/remove"
    assert shown.one("//input").get("type") == "file"
    assert shown.one("//input").get("accept") == ".pdf,application/pdf"
    upload = shown.one("//div[@class='file-row']/button")
    assert upload.get("formaction") == "/files"
    assert upload.get("formenctype") == "multipart/form-data"
    assert upload.text_content() == "上传，替换原来的 平面图（可不填）"
    assert "PDF，每个不超过 5 MB" in shown.one("//*[@id='plan-hint']").text_content()


def test_a_question_for_several_files_takes_no_more_when_it_is_full() -> None:
    several = {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "file"}}
    question = PlainField("papers", ("证件", "Papers"), "file", schema=several)
    assert one(question, [{"name": "a.pdf"}]).one("//input").get("type") == "file"
    assert one(question, [{"name": "a.pdf"}, {"name": "b.pdf"}]).root.xpath("//input") == []
    assert "最多 2 个" in one(question, []).one("//*[@id='papers-hint']").text_content()


def test_what_was_typed_into_a_row_is_shown_in_that_row() -> None:
    item = PlainField("items-*-n", ("数量", "Number"), "number", schema={"type": "integer"})
    group = PlainField("items", ("货", "Goods"), "repeat", children=(item,))
    shown = page([group], {"items": [{}, {"n": 12}]}, raw={"items-0-n": [" x"], "items-1-n": ["1 2"]})
    assert shown.posted() == {"items-0-n": [" x"], "items-1-n": ["1 2"]}


def test_a_plain_group_is_drawn_as_one_of_a_package() -> None:
    item = PlainField("items-*-text", ("要补正的内容", "What to correct"))
    group = PlainField("items", ("补正", "Corrections"), "repeat", children=(item,))
    problems = [FieldProblem("/items/1/text", "请填写", "Fill it in")]
    shown = page([group], {"items": [{"text": "甲"}, {}]}, problems)
    assert shown.posted() == {"items-0-text": ["甲"], "items-1-text": [""]}
    assert shown.one("//*[@id='items-1-text-error']").text_content() == "错误：请填写"


def test_a_widget_nobody_knows_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="no widget 'dial'"):
        PlainField("x", ("甲", "A"), "dial")
