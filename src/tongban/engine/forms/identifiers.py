"""Citizen id 公民身份号码, unified social credit code 统一社会信用代码 and mobile numbers: checked, with a way out.

GB 11643-1999, GB 32100-2015. stdnum does the checksums; it refuses residence permits of Hong Kong, Macao and Taiwan
residents and of foreigners, and takes births in 1800 or 2099, so those rules are ours.
"""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
from stdnum.iso7064 import mod_11_2

Wrong = tuple[str, str]
FIRST_BIRTH_YEAR = 1900
_RESIDENCE_PREFIXES = ("810000", "820000", "830000")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = re.compile(r"[\s\-‐-―－]+")

_CHECKSUM = ("号码校验不通过，请对照证件核对每一位", "The number does not check: compare every character with the card")


def normalise_identifier(text: str) -> str:
    """Full-width characters to plain ones, spaces and dashes removed, letters upper case."""
    return _DASHES.sub("", text.translate(_WIDE)).upper()


def citizen_id_problem(text: str, today: date) -> Wrong | None:
    """None for a valid citizen id or residence-permit number, born between 1900 and `today`; else (zh, en)."""
    number = normalise_identifier(text)
    if re.fullmatch(r"[0-9]{15}", number):
        return "这是 15 位旧号码，请填写 18 位号码", "This is an old 15-digit number: enter the 18-digit one"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "应为 18 位，前 17 位是数字，末位是数字或 X", "Enter 18 characters: 17 digits, then a digit or X"
    if not mod_11_2.is_valid(number):
        return _CHECKSUM
    born = _birth(number)
    if born is None or born.year < FIRST_BIRTH_YEAR or born > today:
        return "号码中的出生日期不存在或不合理，请核对", "The date of birth in the number is not possible: check it"
    if number.startswith(_RESIDENCE_PREFIXES) or _is_foreign_residence(number):
        return None
    try:
        ric.validate(number)
    except InvalidChecksum:
        return _CHECKSUM
    except InvalidComponent:
        return "号码开头的地区代码不存在，请核对前 6 位", "The area code does not exist: check the first 6 digits"
    except ValidationError:
        return _CHECKSUM
    return None


def age_on(text: str, today: date) -> int:
    """Full years of the holder of a valid citizen id: one more on each calendar birthday."""
    born = _birth(normalise_identifier(text))
    assert born is not None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _is_foreign_residence(number: str) -> bool:
    """Foreign permanent residence id card: 9, two digits of the place, three of the nationality, then as usual."""
    return number[0] == "9"


def uscc_problem(text: str) -> Wrong | None:
    """None for a valid unified social credit code; else (zh, en)."""
    number = normalise_identifier(text)
    if len(number) != 18:
        return "应为 18 位统一社会信用代码", "Enter all 18 characters of the unified social credit code"
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", number):
        return "只含数字和大写字母，不含 I、O、S、V、Z", "Use digits and capital letters, without I, O, S, V or Z"
    return None if uscc.is_valid(number) else _CHECKSUM


def mobile_problem(text: str) -> Wrong | None:
    """None for a mainland mobile number: 1, then 3 to 9, then nine digits (numbering is not narrowed further)."""
    number = normalise_identifier(text).removeprefix("+86")
    if re.fullmatch(r"1[3-9][0-9]{9}", number):
        return None
    return "应为 11 位手机号码，例如 13800138000", "Enter an 11-digit mobile number, such as 13800138000"


def postcode_problem(text: str) -> Wrong | None:
    """None for six digits."""
    if re.fullmatch(r"[0-9]{6}", normalise_identifier(text)):
        return None
    return "应为 6 位邮政编码", "Enter a postcode of 6 digits"


def bank_card_problem(text: str) -> Wrong | None:
    """None for 12 to 19 digits: cards and the older accounts, whose check digits follow no one rule."""
    if re.fullmatch(r"[0-9]{12,19}", normalise_identifier(text)):
        return None
    return "应为 12 到 19 位数字，请对照卡面核对", "Enter the 12 to 19 digits on the card"
