"""What a form knows without asking: the applicant's own name and number, ages, identifiers written plainly."""

import copy
from datetime import date
from typing import Any

import pytest

from tongban.engine.forms import Form
from tongban.engine.problems import Refused

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["for_another", "id", "age", "card"],
    "properties": {
        "for_another": {"type": "boolean"},
        "name": {"type": "string"},
        "id": {"type": "string", "format": "citizen-id"},
        "age": {"type": "integer", "minimum": 80, "readOnly": True, "x-age-at": "/id"},
        "card": {"type": "string", "format": "card-number"},
        "phones": {
            "type": "array",
            "items": {"type": "object", "properties": {"number": {"type": "string", "format": "mobile"}}},
        },
    },
}


def text(word: str) -> dict[str, str]:
    return {"zh": word, "en": word}


MINE = {"when": {"equals": ["/for_another", False]}}
UI: dict[str, Any] = {
    "pages": [{"id": "all", "title": text("all"), "fields": [f"/{name}" for name in SCHEMA["properties"]]}],
    "fields": {
        "/for_another": {"label": text("for another")},
        "/name": {"label": text("name"), "own": {"take": "name", **MINE}},
        "/id": {"label": text("number"), "own": {"take": "citizen-id", **MINE}},
        "/age": {"label": text("age"), "wrong": text("too young")},
        "/card": {"label": text("card")},
        "/phones": {"label": text("phones"), "item": {"/number": {"label": text("phone")}}},
    },
}
FORM = Form.compile(SCHEMA, UI)
BAI, OTHER = "990102194304182612", "990121193501160820"
APPLICANT = {"name": "柏秀珍", "citizen-id": BAI}
TODAY = date(2026, 3, 2)


def test_in_ones_own_name_the_account_answers() -> None:
    sent = {"for_another": False, "name": "别人", "id": OTHER, "age": 99}
    assert FORM.filled(sent, TODAY, applicant=APPLICANT) == {
        "for_another": False, "name": "柏秀珍", "id": BAI, "age": 82,
    }  # fmt: skip


def test_for_another_the_number_given_counts_and_the_age_is_theirs() -> None:
    sent = {"for_another": True, "name": "桑德海", "id": OTHER, "age": 20}
    assert FORM.filled(sent, TODAY, applicant=APPLICANT) == {**sent, "age": 91}


@pytest.mark.parametrize(("day", "age"), [(date(2026, 4, 17), 82), (date(2026, 4, 18), 83), (date(2026, 4, 19), 83)])
def test_the_age_grows_on_the_birthday(day: date, age: int) -> None:
    assert FORM.filled({"for_another": True, "id": BAI}, day)["age"] == age


def test_an_account_without_a_number_is_asked_for_it() -> None:
    assert FORM.filled({"for_another": False, "id": OTHER}, TODAY, applicant={"name": "柏秀珍"}) == {
        "for_another": False, "name": "柏秀珍", "id": OTHER, "age": 91,
    }  # fmt: skip


def test_an_age_is_never_taken_from_who_sends_it() -> None:
    assert FORM.filled({"for_another": True, "age": 99}, TODAY) == {"for_another": True}
    assert FORM.filled({"for_another": True, "id": "99012119350116082", "age": 99}, TODAY) == {
        "for_another": True, "id": "99012119350116082",
    }  # fmt: skip


def test_identifiers_are_kept_plainly() -> None:
    sent = {
        "id": "９９０１０２ 19430418 2612",
        "card": "6220 0099-0100 ００００17",
        "phones": [{"number": "+86 199 0000 0105"}],
    }
    assert FORM.filled(sent, TODAY) == {
        "id": BAI, "age": 82, "card": "622000990100000017", "phones": [{"number": "19900000105"}],
    }  # fmt: skip


@pytest.mark.parametrize("card", ["622 0009", "62200099010000001712", "6220x0990100000017"])
def test_a_card_number_that_will_not_do(card: str) -> None:
    found = {one.pointer: one.zh for one in FORM.check({"card": card})}
    assert found["/card"] == "card：应为 12 到 19 位数字，请对照卡面核对"


def test_a_wrong_age_is_told_at_the_number() -> None:
    young = FORM.filled({"for_another": True, "id": "110105199003077438", "card": "622000990100000017"}, TODAY)
    assert [(one.pointer, one.zh) for one in FORM.check(young, today=TODAY)] == [("/id", "too young")]


def test_without_a_number_only_the_number_is_asked_for() -> None:
    found = FORM.check({"for_another": True, "card": "622000990100000017"})
    assert [(one.pointer, one.zh) for one in found] == [("/id", "请填写number")]


@pytest.mark.parametrize(
    ("at", "value", "where"),
    [
        (("schema", "age", "x-age-at"), "/card", "/age/x-age-at"),
        (("schema", "age", "x-age-at"), "/nowhere", "/age/x-age-at"),
        (("schema", "age", "readOnly"), False, "/age"),
        (("ui", "/name", "own"), {"take": "phone"}, "/fields/name/own/take"),
        (("ui", "/name", "own"), {}, "/fields/name/own"),
        (("ui", "/name", "own"), {"take": "name", "when": {"equals": ["/card", "1"]}}, "/fields/name/own/when"),
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_refused(at: tuple[str, str, str], value: Any, where: str) -> None:
    schema, ui = copy.deepcopy(SCHEMA), copy.deepcopy(UI)
    (schema["properties"] if at[0] == "schema" else ui["fields"])[at[1]][at[2]] = value
    with pytest.raises(Refused) as refused:
        Form.compile(schema, ui)
    assert where in [problem.where for problem in refused.value.problems]


def test_a_question_says_in_which_case_it_is_needed() -> None:
    schema = {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"type": "string", "enum": ["sole", "company", "other"]},
            "capital": {"type": "integer"},
            "remark": {"type": "string"},
            "owners": {"type": "array", "items": {"type": "object", "properties": {"share": {"type": "integer"}}}},
        },
        "allOf": [
            {
                "if": {"properties": {"kind": {"enum": ["sole", "company"]}}, "required": ["kind"]},
                "then": {"required": ["capital"]},
            },
            {
                "if": {"properties": {"kind": {"const": "company"}}, "required": ["kind"]},
                "then": {"properties": {"owners": {"items": {"required": ["share"]}}}},
            },
        ],
    }
    options = {"sole": text("独资"), "company": text("公司"), "other": text("其他")}
    fields = {
        "/kind": {"label": text("类型"), "options": options},
        "/capital": {"label": text("出资")},
        "/remark": {"label": text("备注")},
        "/owners": {"label": text("股东"), "item": {"/share": {"label": text("比例")}}},
    }
    ui = {"pages": [{"id": "all", "title": text("all"), "fields": list(fields)}], "fields": fields}
    told = {field.pointer: field.needed_when for field in Form.compile(schema, ui).fields()}
    assert told == {
        "/kind": None,
        "/capital": ("“类型”为“独资、公司”时必填", "needed if “类型” is 独资 or 公司"),
        "/remark": None,
        "/owners": None,
        "/owners/*/share": ("“类型”为“公司”时必填", "needed if “类型” is 公司"),
    }
