"""Filling a template, and how many parts a text message has (GSM 03.38, 3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

import string
from collections.abc import Mapping

from tongban.engine.package.text import Text

PLACEHOLDERS: Mapping[str, Text] = {
    "person": Text("欧阳先生/女士", "Sir or Madam"),
    "matter": Text("食品经营许可（餐饮服务）", "Food business licence (catering)"),
    "case_no": Text("510600101202603020000016", "510600101202603020000016"),
    "authority": Text("安澜市市场监督管理局", "Market Regulation Administration of the city"),
    "phone": Text("0838-12345678", "0838-12345678"),
    "deadline": Text("，期限为2026年12月31日", ", by 31 December 2026"),
}
"""All a template may name, each with a long example. `deadline` brings its own comma, and is empty where there is none.
Of the person there is no more than surname and honorific."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")  # behind an escape: two units each
_PAIRS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于"
    "司空闾丘令狐百里呼延西门轩辕"
)
_COMPOUND = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
_HAN = range(0x3400, 0xA000)


def surname(full: str) -> str:
    """张三丰 → 张, 欧阳明 → 欧阳; of a name in another script its last word."""
    full = full.strip()
    if full[:1] and ord(full[0]) not in _HAN:
        return full.split()[-1]
    return full[:2] if full[:2] in _COMPOUND and len(full) > 2 else full[:1]


def sms_parts(text: str) -> int:
    """Parts a text message is sent (and paid) as: 70 characters, or 67 of each part where there are several; where all
    characters are of the GSM alphabet 160, or 153."""
    if all(one in _GSM or one in _GSM_TWICE for one in text):
        units, single, part = sum(2 if one in _GSM_TWICE else 1 for one in text), 160, 153
    else:
        units, single, part = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if units <= single else -(-units // part)


def placeholders(template: str) -> list[str]:
    """The names in braces, in order. ValueError where the braces are not sound, or hold more than a name."""
    found = []
    for _, name, spec, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(f"{{{name}}} is more than a name")
        found.append(name)
    return found


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its values. KeyError for a name without one; what a value holds is never read as a template."""
    return "".join(
        literal + (values[name] if name is not None else "")
        for literal, name, _, _ in string.Formatter().parse(template)
    )


def honorific(name: str, citizen_id: str, lang: str) -> str:
    """Surname and honorific, e.g. 欧阳女士: all of a person that a message says. The sex is the seventeenth digit of the
    citizen id (GB 11643), where it is known."""
    known = len(citizen_id) == 18 and citizen_id[16].isdigit()
    male = known and int(citizen_id[16]) % 2 == 1
    if lang.startswith("en") and surname(name) and ord(surname(name)[0]) in _HAN:
        return ("Sir" if male else "Madam") if known else "Sir or Madam"  # no English spelling is known
    if lang.startswith("en"):
        return f"{('Mr' if male else 'Ms') if known else 'Mr/Ms'} {surname(name)}".strip()
    return f"{surname(name)}{('先生' if male else '女士') if known else '先生/女士'}"
