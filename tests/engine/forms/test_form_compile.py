"""Forms that cannot be right are refused by file and place; conditions are a small closed language."""

import pytest

from tongban.engine.forms import Form, compile_condition
from tongban.engine.problems import Refused


def refusals(schema, ui):
    with pytest.raises(Refused) as caught:
        Form.compile(schema, ui)
    return [(problem.file, problem.where) for problem in caught.value.problems]


SCHEMA_CASES = {
    "unknown type": (("properties", "name", {"type": "text"}), ""),
    "bad pattern": (("properties", "name", {"type": "string", "pattern": "("}), ""),
    "look-ahead": (("properties", "name", {"type": "string", "pattern": "(?=a)a"}), ""),
    "outside reference": (("properties", "name", {"$ref": "https://example.org/x.json"}), ""),
    "unknown format": (("properties", "name", {"type": "string", "format": "email"}), "/name"),
    "no type": (("properties", "name", {"maxLength": 3}), "/name"),
    "loose keyword": (("anyOf", None, [{"required": ["name"]}]), ""),
    "loose in then": (("then", None, {"oneOf": [{}]}), "/then"),
    "circle": (("$defs", "address", {"$ref": "#/$defs/address"}), "/address/street"),
    "additional": (("additionalProperties", None, {"type": "string"}), ""),
}


@pytest.mark.parametrize("name", SCHEMA_CASES)
def test_bad_schema_is_refused(schema, ui, name):
    (key, part, value), where = SCHEMA_CASES[name]
    if part is None:
        schema[key] = value
    else:
        schema[key][part] = value
    found = refusals(schema, ui)
    assert found and all(file == "form.schema.json" for file, _ in found[:1])
    if where:
        assert ("form.schema.json", where) in found


def test_bad_property_name(schema, ui):
    schema["properties"]["Bad-Name"] = {"type": "string"}
    ui["pages"][0]["fields"].append("/Bad-Name")
    ui["fields"]["/Bad-Name"] = {"label": {"zh": "名", "en": "Name"}}
    assert refusals(schema, ui) == [("form.schema.json", "/Bad-Name")]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda ui: ui["pages"][0]["fields"].remove("/area"), "/pages"),
        (lambda ui: ui["pages"][0]["fields"].append("/nothing"), "/pages"),
        (lambda ui: ui["pages"][1]["fields"].append("/name"), "/pages"),
        (lambda ui: ui["pages"][1].update(id="shop"), "/pages/1/id"),
        (lambda ui: ui["fields"]["/name"].pop("label"), "/fields/name/label"),
        (lambda ui: ui["fields"]["/name"].update(label={"zh": "只有中文"}), "/fields/name/label"),
        (lambda ui: ui["fields"]["/name"].update(colour="red"), "/fields/name"),
        (lambda ui: ui["fields"]["/name"].update(widget="money"), "/fields/name/widget"),
        (lambda ui: ui["fields"]["/kind"]["options"].pop("shop"), "/fields/kind/options/shop"),
        (lambda ui: ui["fields"]["/kind"]["options"].update(bar={"zh": "吧", "en": "Bar"}), "/fields/kind/options/bar"),
        (lambda ui: ui["fields"]["/members"]["item"].pop("/title"), "/fields/members/item"),
        (lambda ui: ui["fields"].update({"/ghost": {}}), "/fields/ghost"),
        (lambda ui: ui.update(theme="dark"), "/theme"),
        (lambda ui: ui["fields"]["/sign_text"].update({"visible-if": {"is": []}}), "/fields/sign_text/visible-if"),
        (lambda ui: ui["fields"]["/name"].update({"visible-if": {"less": ["/area", 1]}}), "/fields/name/visible-if"),
        (lambda ui: ui["pages"][0].update({"visible-if": {"equals": ["/ghost", 1]}}), "/pages/shop/visible-if"),
    ],
)
def test_bad_ui_is_refused_at_its_place(schema, ui, change, where):
    change(ui)
    assert ("form.ui.json", where) in refusals(schema, ui)


def test_all_problems_come_at_once(schema, ui):
    ui["fields"]["/name"].pop("label")
    ui["fields"]["/area"].pop("label")
    assert len(refusals(schema, ui)) == 2


def test_task_forms_have_their_own_file_names(schema, ui):
    ui["theme"] = "dark"
    with pytest.raises(Refused) as caught:
        Form.compile(schema, ui, name="tasks/site-check")
    assert [problem.file for problem in caught.value.problems] == ["tasks/site-check.ui.json"]


def test_rules_read_every_answer_but_repeat_rows(form):
    assert form.rule_fields["/area"]["maximum"] == 5000
    assert {"/address/street", "/members", "/uscc"} < set(form.rule_fields)
    assert "/members/*/name" not in form.rule_fields


def test_deep_or_odd_documents_are_refused(schema, ui):
    schema["properties"]["name"]["title"] = "a\x00"
    assert refusals(schema, ui) == [("form.schema.json", "/properties/name/title")]
    assert refusals([], ui) == [("form.schema.json", "")]


ANSWERS = {"a": 1, "b": True, "c": "x", "list": [1, 2], "o": {"k": 5}}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"equals": ["/a", 1]}, True),
        ({"equals": ["/a", 1.0]}, True),
        ({"equals": ["/b", 1]}, False),
        ({"equals": ["/a", True]}, False),
        ({"equals": ["/missing", None]}, False),
        ({"not": {"equals": ["/missing", 1]}}, True),
        ({"in": ["/c", ["x", "y"]]}, True),
        ({"in": ["/b", [1]]}, False),
        ({"less": ["/o/k", 6]}, True),
        ({"less": ["/o/k", 5]}, False),
        ({"at_least": ["/o/k", 5]}, True),
        ({"at_least": ["/b", 0]}, False),
        ({"less": ["/c", 5]}, False),
        ({"equals": ["/list/1", 2]}, True),
        ({"equals": ["/list", [1, 2]]}, True),
        ({"and": [{"equals": ["/a", 1]}, {"equals": ["/c", "z"]}]}, False),
        ({"or": [{"equals": ["/a", 2]}, {"equals": ["/c", "x"]}]}, True),
        ({"equals": ["/scenario/s", "t"]}, True),
        ({"equals": ["./k", 5]}, True),
    ],
)
def test_conditions(document, expected):
    condition = compile_condition(document, file="x", where="")
    assert condition.holds(ANSWERS, {"s": "t"}, {"k": 5}) is expected


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({}, ""),
        ([], ""),
        ({"equals": ["a", 1]}, ""),
        ({"equals": ["/a"]}, ""),
        ({"in": ["/a", []]}, ""),
        ({"less": ["/a", True]}, ""),
        ({"and": []}, ""),
        ({"or": [{"equals": ["/a", 1]}, {"like": ["/a", "%"]}]}, "/or/1"),
        ({"equals": ["/a", 1], "in": ["/a", [1]]}, ""),
    ],
)
def test_bad_conditions_are_refused(document, where):
    with pytest.raises(Refused) as caught:
        compile_condition(document, file="form.ui.json", where="")
    assert [problem.where for problem in caught.value.problems] == [where]


def test_a_bomb_of_nested_conditions_is_refused():
    document = {"equals": ["/a", 1]}
    for _ in range(3000):
        document = {"not": document}
    with pytest.raises(Refused):
        compile_condition(document, file="x", where="")
