"""Citizen ids, credit codes and mobile numbers: the published vectors and every way of being wrong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from tongban.engine.forms.identifiers import citizen_id_problem, mobile_problem, normalise_identifier, uscc_problem

TODAY = date(2026, 3, 27)


def with_check(body):
    return body + mod_11_2.calc_check_digit(body)


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "110105-19491231-002X",
        with_check("81000019900307001"),
        with_check("82000019900307001"),
        with_check("83000019900307001"),
        with_check("91112319900307001"),
        with_check("11010520260327001"),
    ],
)
def test_valid_citizen_ids(text):
    assert citizen_id_problem(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("110105491231002", "old 15-digit number"),
        ("110105194912310021", "does not check"),
        ("1101051949123100", "Enter 18 characters"),
        ("", "Enter 18 characters"),
        (with_check("11010518991231002"), "date of birth"),
        (with_check("11010520990101002"), "date of birth"),
        (with_check("11010520260328001"), "date of birth"),
        (with_check("11010519490231002"), "date of birth"),
        (with_check("81000018000101001"), "date of birth"),
        (with_check("00000019900307001"), "area code does not exist"),
        (with_check("84000019900307001"), "area code does not exist"),
        ("A1010519491231002X", "Enter 18 characters"),
    ],
)
def test_wrong_citizen_ids_say_what_to_do(text, says):
    zh, en = citizen_id_problem(text, TODAY)
    assert says in en and zh


@pytest.mark.parametrize(
    "text", ["11370800MB28559184", "11330105002500287C", "11110000000021135M", "91330100MA0000000C"]
)
def test_valid_credit_codes(text):
    assert uscc_problem(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("91330100MA0000000D", "does not check"),
        ("91330100MA000000", "all 18 characters"),
        *[(f"91330100MA00{letter}0000C", "without I, O, S, V or Z") for letter in "IOSVZ"],
    ],
)
def test_wrong_credit_codes(text, says):
    assert says in uscc_problem(text)[1]


def test_mobile_numbers_are_not_narrowed_by_operator():
    assert all(
        mobile_problem(n) is None for n in ("13800138000", "149 0000 0000", "+86 19900000000", "１３８００１３８０００")
    )
    assert all(
        mobile_problem(n) is not None for n in ("12345", "12800138000", "1380013800", "138001380001", "010-12345678")
    )


@given(st.sampled_from("0123456789X"), st.integers(0, 17))
def test_one_wrong_character_is_always_found(character, place):
    good = "11010519491231002X"
    bad = good[:place] + character + good[place + 1 :]
    assert (citizen_id_problem(bad, TODAY) is None) == (bad == good)


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    once = normalise_identifier(text)
    assert normalise_identifier(once) == once
