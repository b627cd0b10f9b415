"""Reading posted pages, repeat groups, visibility, display, differences and personal marks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.forms.sample import SCHEMA, UI
from tongban.engine.conditions import Setting
from tongban.engine.forms import Form

FORM = Form.compile(SCHEMA, UI)


def read(form, page, **data):
    posted = {name.replace("__", "-"): value if isinstance(value, list) else [value] for name, value in data.items()}
    return form.read_page(form.page(page), posted)


def test_typed_values_come_out_of_posted_text(form):
    found = read(
        form,
        "shop",
        name="  老王饭馆 ",
        kind="canteen",
        opened__year="２０２６",
        opened__month="3",
        opened__day="27",
        area="1,200",
        capital="12.5",
        address__street="人民路",
        address__postcode="330 100",
    )
    assert found.apply({"has_sign": True}) == {
        "has_sign": True,
        "name": "老王饭馆",
        "kind": "canteen",
        "opened": "2026-03-27",
        "area": 1200,
        "capital": 1250,
        "address": {"street": "人民路", "postcode": "330100"},
    }
    assert found.stay is False
    assert found.raw["area"] == ["1,200"] and found.raw["opened-month"] == ["3"]


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12.50", 1250),
        ("0.07", 7),
        ("¥1,000", 100000),
        ("3元", 300),
        ("-1", -100),
        ("12.505", "12.505"),
        ("abc", "abc"),
        ("1e3", "1e3"),
    ],
)
def test_money_is_whole_fen_or_stays_as_typed(form, typed, fen):
    assert read(form, "shop", capital=typed).patch["/capital"] == fen


@pytest.mark.parametrize(
    ("typed", "iso"),
    [("2026-03-27", "2026-03-27"), ("2026年3月7日", "2026-03-07"), ("2026/3/7", "2026-03-07"), ("soon", "soon")],
)
def test_a_date_in_one_box(form, typed, iso):
    assert read(form, "shop", opened=typed).patch["/opened"] == iso


def test_half_a_date_is_kept_and_refused(form, good):
    found = read(form, "shop", opened__year="2026", opened__month="", opened__day="2")
    good["opened"] = found.patch["/opened"]
    assert [problem.pointer for problem in form.check(good)] == ["/opened"]


def test_clearing_an_answer_removes_it(form, good):
    assert "name" not in read(form, "shop", name="").apply(good)
    emptied = read(form, "shop", address__street="", address__postcode="").apply(good)
    assert "address" not in emptied
    assert "foods" not in read(form, "sign", has_sign="false").apply(good)


def test_files_are_not_touched_by_a_page(form, good):
    assert read(form, "people").apply(good)["plan"] == good["plan"]


def test_checkboxes_and_yes_no(form):
    found = read(form, "sign", has_sign="true", foods=["hot", "raw"], phone="138 0013 8000")
    assert found.patch == {"/has_sign": True, "/sign_text": None, "/foods": ["hot", "raw"], "/phone": "13800138000"}


def test_rows_are_added_and_removed_by_buttons(form):
    rows = {"members__0__name": "王一", "members__1__name": "李二", "members__2__name": ""}
    plain = read(form, "people", **rows)
    assert (plain.patch["/members"], plain.stay) == ([{"name": "王一"}, {"name": "李二"}], False)
    added = read(form, "people", **rows, **{"add:members": "1"})
    assert (added.patch["/members"], added.stay) == ([{"name": "王一"}, {"name": "李二"}, {}, {}], True)
    removed = read(form, "people", **rows, **{"remove:members:0": "1"})
    assert (removed.patch["/members"], removed.stay) == ([{"name": "李二"}, {}], True)


def test_pages_and_questions_appear_by_answers_and_scenario(form, good):
    assert [page.id for page in form.visible_pages(good)] == ["shop", "sign", "people"]
    assert [page.id for page in form.visible_pages({**good, "area": 49})] == ["shop", "sign"]
    assert [page.id for page in form.visible_pages(good, Setting({"alone": True}))] == ["shop", "sign"]
    shown = [field.key for field in form.visible_fields(form.page("sign"), {**good, "has_sign": False})]
    assert shown == ["has_sign", "foods", "phone"]


def test_what_is_not_asked_is_dropped(form, good):
    trimmed = form.trim({**good, "has_sign": False, "area": 49})
    assert "sign_text" not in trimmed and "members" not in trimmed and "plan" not in trimmed
    good["members"][0]["manager"] = False
    assert "title" not in form.trim(good)["members"][0]


def test_compiled_fields(form):
    fields = {field.pointer: field for field in form.fields()}
    assert [(f.widget, f.required) for f in form.page("shop").fields] == [
        ("text", True),
        ("radio", True),
        ("date", True),
        ("number", True),
        ("money", False),
        ("text", True),
        ("text", False),
    ]
    assert fields["/address/street"].name == "address-street"
    child = fields["/members/*/citizen_id"].at(2)
    assert (child.pointer, child.name, child.personal) == ("/members/2/citizen_id", "members-2-citizen_id", True)
    assert form.personal_pointers == ("/phone", "/members/*/citizen_id")
    assert fields["/kind"].options[1] == ("canteen", ("食堂", "Canteen"))


def test_rows_for_people_in_both_languages(form, good):
    rows = {row.pointer: row for row in form.describe(good, "zh")}
    assert [(rows[p].label, rows[p].value) for p in ("/kind", "/opened", "/capital", "/has_sign", "/foods")] == [
        ("类型", "食堂"),
        ("开业日期", "2026年3月27日"),
        ("注册资本", "12.50 元"),
        ("是否有招牌", "是"),
        ("食品类别", "热食、生食"),
    ]
    assert (rows["/members/0/name"].label, rows["/members/0/citizen_id"].personal) == ("从业人员 1 · 姓名", True)
    english = {row.pointer: row.value for row in form.describe({**good, "capital": None}, "en")}
    assert english["/opened"] == "27 March 2026" and english["/capital"] == "Not provided"
    assert "/sign_text" not in {row.pointer for row in form.describe({**good, "has_sign": False}, "zh")}


def test_difference_names_single_values(form, good):
    new = {**good, "area": 87, "members": [{**good["members"][0], "name": "王二"}]}
    del new["phone"]
    assert form.difference(good, new) == ("/area", "/members/0/name", "/phone")
    assert form.difference(good, {**good, "area": 86.0}) == ()


posted = st.dictionaries(
    st.sampled_from(
        [
            "name",
            "area",
            "capital",
            "opened",
            "opened-year",
            "members-0-name",
            "members-7-manager",
            "add:members",
            "foods",
            "kind",
        ]
    ),
    st.lists(st.text(max_size=6), max_size=3),
)


@given(posted)
@settings(max_examples=150, deadline=None)
def test_any_post_is_read_and_judged_without_an_error(data):
    for page in FORM.pages:
        answers = FORM.read_page(page, data).apply({})
        FORM.check(answers)
        FORM.describe(answers, "zh")


def test_what_was_typed_follows_its_row(form):
    """A row that is removed or left empty takes nothing with it: the rows after it keep their own typing."""
    typed = {
        "members__0__name": "王一",
        "members__1__name": " ",
        "members__2__citizen_id": "12 3x",
        "members__2__name": "",
    }
    removed = read(form, "people", **typed, **{"remove:members:0": "1"})
    assert removed.patch["/members"] == [{}, {"citizen_id": "123X"}]
    assert removed.raw == {"members-0-name": [" "], "members-1-citizen_id": ["12 3x"], "members-1-name": [""]}
    plain = read(form, "people", **typed)
    assert plain.patch["/members"] == [{"name": "王一"}, {"citizen_id": "123X"}]
    assert plain.raw == {"members-0-name": ["王一"], "members-1-citizen_id": ["12 3x"], "members-1-name": [""]}
