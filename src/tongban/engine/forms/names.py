"""A person's name as somebody types it: letters of any script, and the few marks that stand between them."""

from __future__ import annotations

import unicodedata

_BETWEEN = frozenset(" -.'·•・‧’")
UNSEEN = frozenset("\u115f\u1160\u3164\uffa0")  # fillers of Hangul: letters by category, blank to the eye
NOT_A_NAME = (
    "姓名只能由文字组成，可以有间隔号（·）、空格和连字符；不能有表情、符号或看不见的字符",
    "A name is made of letters, with a middle dot, spaces or hyphens: no emoji, symbols or invisible characters",
)


def _is_ideograph(one: str) -> bool:
    """Planes 2 and 3 hold ideographs only (Unicode 16, §3.4 roadmap), newer ones than this Python's tables know."""
    return 0x20000 <= ord(one) <= 0x3FFFD


def name_problem(name: str, least: int = 1) -> tuple[str, str] | None:
    """(zh, en) when `name` has fewer than `least` letters, or anything beside letters, their marks and what stands
    between the parts of a name. Characters no font has are letters too: a rare name is a name."""
    kinds = ["L" if _is_ideograph(one) else unicodedata.category(one)[0] for one in name]
    plain = all((kind in "LM" and one not in UNSEEN) or one in _BETWEEN for one, kind in zip(name, kinds, strict=True))
    return None if plain and kinds.count("L") >= least else NOT_A_NAME
