"""How people are named to those who do not need to know more (domain: 脱敏)."""

import pytest

from tongban.directory import masking


@pytest.mark.parametrize(
    ("full", "shown"),
    [("张三", "张*"), ("张三丰", "张**"), ("欧阳明", "欧阳*"), ("欧阳", "欧*"), ("Ann", "A**"), (None, "")],
)
def test_a_name_keeps_its_surname(full, shown):
    assert masking.name(full) == shown


def test_numbers_keep_their_ends():
    assert masking.number("990102198506122130") == "9901**********2130"
    assert masking.phone("19900000101") == "199****0101"
    assert (masking.number("1234"), masking.phone("110"), masking.phone(None)) == ("****", "***", "")
