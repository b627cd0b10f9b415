"""Questions answered by uploads: ids in the answers, one or several, shown by their names, refused where none can be kept."""

import copy

import pytest

from tests.engine.forms.sample import SCHEMA, UI
from tongban.engine.forms import Form, with_file, without_file
from tongban.engine.problems import Refused

ONE, TWO, THREE = (f"01980000-0000-7000-8000-00000000000{n}" for n in "123")
SEVERAL = {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "file"}}


def compiled(**changes):
    schema = copy.deepcopy(SCHEMA)
    schema["properties"]["plan"] = {**schema["properties"]["plan"], **changes}
    if changes.get("type") == "array":
        del schema["properties"]["plan"]["format"]
    return Form.compile(schema, UI)


def plan(form):
    return next(field for field in form.fields() if field.key == "plan")


def test_what_an_upload_has_to_know(form):
    found = form.file_questions
    assert list(found) == ["/plan"]
    assert (found["/plan"].accept, found["/plan"].max_mb, found["/plan"].most) == (("pdf",), 5, 1)
    several = compiled(**SEVERAL).file_questions["/plan"]
    assert several.most == 2


def test_a_second_file_replaces_or_adds_as_the_schema_says():
    single, several = plan(compiled()), plan(compiled(**SEVERAL))
    answers = with_file(single, {"name": "店"}, ONE)
    assert with_file(single, answers, TWO) == {"name": "店", "plan": TWO}
    assert without_file(single, {"plan": TWO}, ONE) == {"plan": TWO}
    assert without_file(single, {"name": "店", "plan": TWO}, TWO) == {"name": "店"}
    both = with_file(several, with_file(several, {}, ONE), TWO)
    assert both == {"plan": [ONE, TWO]}
    assert without_file(several, both, ONE) == {"plan": [TWO]}
    assert without_file(several, {"plan": [TWO]}, TWO) == {}


@pytest.mark.parametrize("wrong", ["x", "", ONE.upper().replace("8", "b").upper(), {"name": "a.pdf"}, 7, [ONE]])
def test_only_the_id_of_an_upload_is_an_answer(form, good, wrong):
    problems = [one.pointer for one in form.check({**good, "plan": wrong})]
    assert problems == ([] if wrong == "" else ["/plan"])


def test_too_many_files_are_refused_at_their_question(good):
    form = compiled(**SEVERAL)
    assert form.check({**good, "plan": [ONE, TWO]}) == []
    (problem,) = form.check({**good, "plan": [ONE, TWO, THREE]})
    assert (problem.pointer, problem.zh) == ("/plan", "平面图最多 2 项，请删去多余的")
    (problem,) = form.check({**good, "plan": [ONE, "x"]})
    assert (problem.pointer, problem.zh, problem.en) == ("/plan", "请重新上传平面图", "Upload floor plan again")


def test_files_are_shown_by_name_or_by_number(good):
    form = compiled(**SEVERAL)
    answers = {**good, "plan": [ONE, TWO]}
    row = next(one for one in form.describe(answers, "zh", uploads={ONE: "a.pdf", TWO: "b.pdf"}) if one.files)
    assert (row.pointer, row.value, row.files, row.answered) == ("/plan", "a.pdf、b.pdf", (ONE, TWO), True)
    assert [one.value for one in form.describe(answers, "en") if one.files] == ["2 files uploaded"]
    empty = next(one for one in form.describe({**good, "plan": []}, "zh") if one.pointer == "/plan")
    assert (empty.value, empty.files, empty.answered) == ("未填写", (), False)
    assert form.uploads_in(answers) == {"/plan": (ONE, TWO)}
    assert form.uploads_in({}) == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"x-accept": ["exe"]}, "x-accept"),
        ({"x-accept": []}, "x-accept"),
        ({"x-max-mb": 11}, "x-max-mb"),
        ({"x-max-mb": True}, "x-max-mb"),
        ({**SEVERAL, "maxItems": 11}, "maxItems"),
    ],
)
def test_what_no_upload_could_keep_is_refused(changes, said):
    with pytest.raises(Refused) as refused:
        compiled(**changes)
    assert [(one.where, one.en.split(":")[0]) for one in refused.value.problems] == [("/plan", said)]


def test_a_repeat_group_holds_no_file_and_a_widget_must_fit():
    schema = copy.deepcopy(SCHEMA)
    schema["properties"]["members"]["items"]["properties"]["title"] = {"type": "string", "format": "file"}
    with pytest.raises(Refused, match="a repeat group holds no files"):
        Form.compile(schema, UI)
    for broken in ({"type": "object"}, {"type": "string"}):
        schema["properties"]["members"], schema["properties"]["plan"] = SCHEMA["properties"]["members"], broken
        with pytest.raises(Refused, match="widget “file” does not fit"):
            Form.compile(schema, UI)
