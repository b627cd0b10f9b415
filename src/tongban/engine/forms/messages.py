"""What to tell a person about one wrong answer: names the question and the way out, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongban.engine.forms import identifiers
from tongban.engine.forms.fields import CHOICES, Field
from tongban.engine.forms.formats import FAR_FUTURE

Pair = tuple[str, str]
_IDENTIFIER_CHECKS = {
    "uscc": identifiers.uscc_problem,
    "mobile": identifiers.mobile_problem,
    "postcode": identifiers.postcode_problem,
    "card-number": identifiers.bank_card_problem,
}


def lower_first(text: str) -> str:
    """A label inside a sentence: lower case, unless it begins with an abbreviation."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def money(fen: int | float) -> str:
    """Fen as yuan: 1250 → 12.50."""
    sign, whole = "-" if fen < 0 else "", abs(int(fen))
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def missing(field: Field) -> Pair:
    """No answer where one is needed."""
    zh, en = field.label[0], lower_first(field.label[1])
    if field.widget == "file":
        return f"请上传{zh}", f"Upload {en}"
    if field.widget == "repeat":
        return f"请至少填写一项{zh}", f"Add at least one entry: {en}"
    if field.widget in CHOICES:
        return f"请选择{zh}", f"Select {en}"
    return f"请填写{zh}", f"Enter {en}"


def wrong(field: Field, keyword: str, bound: Any, value: Any) -> Pair:
    """The message for the schema keyword that failed, with its bound."""
    zh, en = field.label
    if keyword == "required":
        return missing(field)
    if field.widget == "file" and keyword in ("format", "type", "pattern"):
        return f"请重新上传{zh}", f"Upload {lower_first(en)} again"
    if keyword == "format":
        return wrong_format(field, value)
    if keyword == "type":
        return _wrong_type(field)
    if keyword in _BOUNDS:
        shown = money(bound) if field.widget == "money" else str(bound)
        unit_zh, unit_en = (" 元", " yuan") if field.widget == "money" else ("", "")
        text_zh, text_en = _BOUNDS[keyword]
        return zh + text_zh.format(shown + unit_zh), f"{en} " + text_en.format(shown + unit_en)
    if keyword == "const" and field.wrong is not None:
        return field.wrong
    if keyword in ("enum", "const"):
        return f"请从列出的选项中选择{zh}", f"Select {lower_first(en)} from the options listed"
    if keyword == "uniqueItems":
        return f"{zh}有重复，请删去重复的一项", f"{en} has an entry twice: remove one"
    if keyword == "pattern" and field.wrong is not None:
        return field.wrong
    return f"{zh}的格式不正确，请按提示填写", f"{en} is not in the right form: follow the hint"


_BOUNDS = {
    "minLength": ("至少 {} 个字，请写完整", "must be at least {} characters: write it in full"),
    "maxLength": ("不能超过 {} 个字，请精简", "must be {} characters or fewer"),
    "minimum": ("不能小于 {}", "must be {} or more"),
    "maximum": ("不能大于 {}", "must be {} or less"),
    "exclusiveMinimum": ("必须大于 {}", "must be more than {}"),
    "exclusiveMaximum": ("必须小于 {}", "must be less than {}"),
    "multipleOf": ("必须是 {} 的倍数", "must be a multiple of {}"),
    "minItems": ("至少 {} 项", "needs at least {} entries"),
    "maxItems": ("最多 {} 项，请删去多余的", "may have {} entries at most: remove the others"),
}


def wrong_format(field: Field, value: Any, today: date = FAR_FUTURE) -> Pair:
    """The message for a failed format, with the reason of the identifier check where there is one."""
    zh, en = field.label
    if field.format == "date":
        return f"{zh}应为真实的日期，例如 2026-03-27", f"{en} must be a real date, such as 2026-03-27"
    text = str(value)
    found = (
        identifiers.citizen_id_problem(text, today)
        if field.format == "citizen-id"
        else _IDENTIFIER_CHECKS[str(field.format)](text)
    )
    return (f"{zh}：{found[0]}", f"{en}: {found[1]}") if found else wrong(field, "pattern", None, value)


def _wrong_type(field: Field) -> Pair:
    zh, en = field.label
    if field.widget == "money":
        return f"{zh}应为金额，最多两位小数，例如 12.50", f"{en} must be an amount in yuan, such as 12.50"
    if field.type == "integer":
        return f"{zh}应为整数，例如 12", f"{en} must be a whole number, such as 12"
    if field.type == "number":
        return f"{zh}应为数字，例如 12.5", f"{en} must be a number, such as 12.5"
    return missing(field)
