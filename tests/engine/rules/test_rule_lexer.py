"""The fence: what may be written in a rule, and that nothing else passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.engine.rules.lexer import FUNCTIONS, LexerRefused, lex, path_of


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("floor_area * 2 + other", ("floor_area", "other")),
        ("address.street == 'now()'", ("address.street",)),
        ("len(members) > 2 and some(members, #.manager == true)", ("members",)),
        ("a > 1 ? 'big' : \"small\"", ("a",)),
        ("kind in ['a', 'b'] and not (x in [1..5])", ("kind", "x")),
        ("min([a, b, a])", ("a", "b")),
        ("today - opened >= 30", ("today", "opened")),
        ("true", ()),
    ],
)
def test_reads_are_found(text, reads):
    assert lex(text).reads == reads


def test_a_default_in_place_makes_a_path_optional_only_where_every_use_has_one():
    assert lex("a ?? 0 + b").optional == {"a"}
    assert lex("(a ?? 0) + a").optional == set()


def test_days_become_numbers():
    assert lex("today >= day('1970-01-11')").code == "today >= 10"
    with pytest.raises(LexerRefused, match="2026-02-30 is no day"):
        lex("today >= day('2026-02-30')")


@pytest.mark.parametrize(
    "text",
    [
        "now()",
        "rand(100)",
        "date('now')",
        "d()",
        "time('x')",
        "day('now')",
        "day(x)",
        "duration('1d')",
        "type(x)",
        "keys(x)",
        "x = 1; x",
        "x = 1",
        "`a${x}`",
        "$root.x",
        "$",
        "x.add('1d')",
        "x.len()",
        "2 ^ 9",
        "a && b",
        "!a",
        "a | b",
        "{a: 1}",
        "a\\b",
        "'a\\'b'",
        "中文",
        "1e9",
        "0x10",
        "1.2.3",
        "5.",
        ".5",
        "x.",
        "a?.b",
        "@a",
        "a; b",
        "'open",
        "x['y",
        "(a",
        "a)",
        "(a]",
        "",
        "   ",
        "#",
        "# > 1",
        "#.x + some(a, true)",
        "(((((((((((((((((((((((((1)))))))))))))))))))))))))",
        "a.null",
        "a\x00b",
        "x" * 2001,
        "(" * 25 + "1" + ")" * 25,
    ],
)
def test_everything_else_is_refused(text):
    with pytest.raises(LexerRefused) as caught:
        lex(text)
    assert caught.value.zh and caught.value.en


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_never_an_error(text):
    try:
        found = lex(text)
    except LexerRefused:
        return
    assert lex(found.code).reads == found.reads


@given(st.from_regex(r"[a-z]+\(.{0,5}", fullmatch=True))
def test_no_call_outside_the_list_passes(text):
    name = text.split("(")[0]
    if name in FUNCTIONS or name in {"and", "or", "not", "in", "true", "false", "null"} or text.startswith("day('"):
        return
    with pytest.raises(LexerRefused):
        lex(text)


def test_pointers_that_cannot_be_paths():
    assert path_of("/a/b") == "a.b"
    for pointer in ("a", "/a-b", "/a/*/b", "/", "", "/a.b"):
        with pytest.raises(ValueError):
            path_of(pointer)
