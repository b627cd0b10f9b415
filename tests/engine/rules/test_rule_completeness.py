"""The doctor's view of a table: gaps, overlaps, dead rows, rows without value; exact, as a brute force shows."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.rules.test_rule import FIELDS, cells, compiled, expression, naive, table
from tongban.engine.rules import Rule, table_problems


def said(document):
    return [(p.where, p.en) for p in table_problems(compiled(document))]


def rows_of(*texts):
    return [({"/area": text}, {"fee": str(n)}) for n, text in enumerate(texts)]


def test_a_whole_table_has_nothing_to_say():
    assert said(table(rows_of("[0..300]", "> 300"))) == []
    assert said(table(rows_of("[0..300]", ">= 301"))) == []  # whole numbers: nothing lies between 300 and 301
    assert said(expression("1")) == []


def test_gaps_are_shown_with_a_value():
    assert said(table(rows_of("[0..300)", "> 300"))) == [("/table/rows", "no row applies to /area = 300")]
    assert said(table(rows_of("[1..300]", "> 301"))) == [
        ("/table/rows", "no row applies to /area = 0"),
        ("/table/rows", "no row applies to /area = 301"),
    ]
    fields = {**FIELDS, "/area": {"type": "number", "minimum": 0}}
    rule = Rule.compile(table(rows_of("[0..300]", ">= 301")), file="x", schema_pointers=fields)
    assert [p.en for p in table_problems(rule)] == ["no row applies to /area = 300.5"]


def test_overlaps_count_only_where_rows_must_be_unique():
    document = table(rows_of("[0..300]", ">= 300"))
    assert said(document) == [("/table/rows/1", "rows 1 and 2 overlap: /area = 300")]
    assert said(table(rows_of("[0..300]", ">= 300"), hit="first")) == []


def test_dead_rows():
    assert said(table(rows_of(">= 0", "[5..9]"), hit="first")) == [("/table/rows/1", "row 2 is never reached")]
    assert said(table(rows_of(">= 0", "< 0"))) == [("/table/rows/1", "row 2 is never reached")]  # minimum is 0


def test_rows_without_a_usable_value():
    document = table([({"/area": "0"}, {"fee": "100 / area"}), ({"/area": "> 0"}, {"fee": "area / 2"})])
    assert said(document) == [
        ("/table/rows/0", "/area = 0: the rule gives no result (null)"),
        ("/table/rows/1", "/area = 1: the result should be a whole number, but is 0.5"),
    ]


def test_enumerations_truth_and_days():
    inputs = ("/kind", "/sign")
    partial = [({"/kind": "'shop'"}, {"fee": "1"}), ({"/kind": "'canteen'", "/sign": "true"}, {"fee": "2"})]
    assert said(table(partial, inputs)) == [("/table/rows", "no row applies to /kind = canteen, /sign = False")]
    days = [({"/opened": "< day('2026-01-01')"}, {"fee": "1"}), ({"/opened": "> day('2026-01-01')"}, {"fee": "2"})]
    assert said(table(days, ("/opened",))) == [("/table/rows", "no row applies to /opened = 2026-01-01")]
    free = [({"/address/city": "'杭州'"}, {"fee": "1"})]
    assert said(table(free, ("/address/city",))) == [("/table/rows", "no row applies to /address/city = …")]


def test_a_table_beyond_checking_says_so():
    fields = {f"/x{n}": {"type": "integer"} for n in range(6)}
    rows = [(dict.fromkeys(fields, f"[{i}..{i}]"), {"fee": "1"}) for i in range(10)]
    rule = Rule.compile(table(rows, tuple(fields)), file="x", schema_pointers=fields)
    assert [p.en for p in table_problems(rule)] == ["the table is too large to be checked"]


@given(st.lists(cells, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_verdicts_agree_with_trying_every_number(texts):
    fields = {"/area": {"type": "integer", "minimum": -30, "maximum": 30}}
    rule = Rule.compile(table(rows_of(*texts)), file="x", schema_pointers=fields)
    counts = [sum(naive(text, x) for text in texts) for x in range(-30, 31)]
    problems = [p.en for p in table_problems(rule)]
    assert (0 in counts) == any("no row applies" in text for text in problems)
    assert (max(counts) > 1) == any("overlap" in text for text in problems)
