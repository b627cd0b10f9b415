"""Forms that cannot be right are refused by file and place; conditions are a small closed language."""

import pytest

from tongban.engine.forms import Form
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
        (lambda ui: ui["pages"][0].update({"visible-if": {"equals": ["/ghost", 1]}}), "/pages/0/visible-if"),
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


@pytest.mark.parametrize(
    ("beside", "pointer", "refused"),
    [
        (None, "/local/anything", False),
        (None, "/scenario/anything", False),
        ({"/scenario/s", "/local/m"}, "/scenario/s", False),
        ({"/scenario/s", "/local/m"}, "/local/m", False),
        ({"/scenario/s", "/local/m"}, "/local/n", True),
        ({"/scenario/s", "/local/m"}, "/scenario/m", True),
        ((), "/local/m", True),
    ],
)
def test_conditions_read_only_what_is_declared_beside_the_answers(schema, ui, beside, pointer, refused):
    for one in ({"equals": [pointer, 1]}, {"less": ["/area", {"at": pointer}]}):
        ui["pages"][1]["visible-if"] = one
        if not refused:
            Form.compile(
                schema, {**ui, "pages": [*ui["pages"][:2], {**ui["pages"][2], "visible-if": one}]}, beside=beside
            )
            continue
        with pytest.raises(Refused) as caught:
            Form.compile(schema, ui, beside=beside)
        assert ("/pages/1/visible-if", f"the condition reads {pointer}, which does not exist") in [
            (problem.where, problem.en) for problem in caught.value.problems
        ]


@pytest.mark.parametrize("name", ["scenario", "local"])
def test_names_beside_the_answers_are_taken(schema, ui, name):
    schema["properties"][name] = {"type": "integer"}
    ui["elsewhere"].append(f"/{name}")
    assert refusals(schema, ui) == [("form.schema.json", f"/{name}")]
