"""Codes of matters: 基本编码 (12), 实施编码 (31 = USCC 18 + level 1 + 基本编码), 统一社会信用代码 (GB 32100)."""

from __future__ import annotations

import re

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CATALOG = re.compile(r"\d{4}[0-9A-Z]{2}\d{3}(\d{3}|00Y)")
LEVELS = "1234567"

Pair = tuple[str, str]


def uscc_check(first17: str) -> str:
    """The check character of a social credit code. ValueError when a character is outside the alphabet of GB 32100."""
    total = sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first17))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_problem(code: str) -> Pair | None:
    """What is wrong with a social credit code (zh, en), or None."""
    if len(code) != 18:
        return (
            f"统一社会信用代码应为 18 位，这里是 {len(code)} 位",
            f"a social credit code has 18 characters, not {len(code)}",
        )
    strange = [c for c in code if c not in USCC_ALPHABET]
    if strange:
        return (
            f"统一社会信用代码不使用字符“{strange[0]}”",
            f"a social credit code never has the character {strange[0]!r}",
        )
    wanted = uscc_check(code[:17])
    if code[17] != wanted:
        return "统一社会信用代码校验位不符", "the check character of the social credit code does not match"
    return None


def catalog_code_problem(code: str) -> Pair | None:
    """What is wrong with a 基本编码: 2 origin, 2 type, 2 department, 3 main, 3 sub (`000` none, `00Y` has some)."""
    if _CATALOG.fullmatch(code):
        return None
    return (
        f"基本编码“{code}”应为 12 位：来源2 类型2 部门2 主项3 子项3",
        f"the catalogue code {code!r} needs 12 characters: 2+2+2+3+3",
    )


def task_code(uscc: str, level: str, catalog_code: str) -> str:
    """实施编码 of a matter by an authority. ValueError (with the English problem) when a part is wrong."""
    for problem in (uscc_problem(uscc), None if level in LEVELS and len(level) == 1 else ("", f"bad level {level!r}")):
        if problem:
            raise ValueError(problem[1])
    wrong = catalog_code_problem(catalog_code)
    if wrong:
        raise ValueError(wrong[1])
    return uscc + level + catalog_code


def task_code_problem(code: str) -> Pair | None:
    """What is wrong with an implementation code, or None."""
    if len(code) != 31:
        return (
            f"实施编码应为 31 位，这里是 {len(code)} 位",
            f"an implementation code has 31 characters, not {len(code)}",
        )
    if code[18] not in LEVELS:
        return f"行使层级“{code[18]}”应为 1 至 7", f"the level {code[18]!r} is not 1 to 7"
    return uscc_problem(code[:18]) or catalog_code_problem(code[19:])
