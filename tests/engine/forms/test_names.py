"""What a person may be called: letters of any script, nothing that no letter could be addressed to."""

import pytest

from tongban.engine.forms.names import NOT_A_NAME, name_problem


@pytest.mark.parametrize(
    "name", ["李四", "阿卜杜拉·买买提", "ئابدۇللا", "བསྟན་འཛིན".replace("་", " "), "Anne-Marie O'Neil", "㛃\U0003134a"]
)
def test_names_of_every_script_pass(name: str) -> None:
    assert name_problem(name, 2) is None


@pytest.mark.parametrize(
    "name",
    ["🦄", "李四🦄", "李\u200b四", "李\u202e四", "李\x00四", "李\ud800", "\u3164\u3164", "··", "", "李<b>", "李4"],
)
def test_what_is_no_name_is_told(name: str) -> None:
    assert name_problem(name) == NOT_A_NAME
