"""Materials are named: 其他材料, 有关材料, 等 are forbidden wording (a catch-all leaves the applicant guessing)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem

_ZH = re.compile(
    r"(其他|其它|有关|相关|必要的?)(证明)?(材料|资料|文件)|等(材料|资料|文件|证明)?$|等(?=[，。；）)])|认为(需要|必要)"
)
_EN = re.compile(
    r"\b(other|relevant|related|necessary) (materials?|documents?|papers?|files?)\b|\betc\b|\band so on\b",
    re.IGNORECASE,
)


def forbidden_word(zh: str, en: str) -> str | None:
    """The forbidden wording in a material's name, if any."""
    found = _ZH.search(zh) or _EN.search(en)
    return found.group() if found else None


def check(patient: Patient) -> Iterator[Problem]:
    """Name and criterion of every material; ids only once."""
    seen: set[str] = set()
    for index, material in enumerate(patient.service.materials):
        for key, text in (("name", material.name), ("criterion", material.criterion)):
            word = forbidden_word(text.zh, text.en)
            if word:
                wrong = (f"材料的写法不明确：“{word}”", f"catch-all wording in a material: {word!r}")
                yield patient.toml(("materials", index, key), wrong, ("写出具体是哪份材料", "name the material itself"))
        if material.id in seen:
            wrong = (f"材料 {material.id} 重复", f"the material {material.id} stands twice")
            yield patient.toml(("materials", index, "id"), wrong, ("改用另一个 id", "use another id"))
        seen.add(material.id)
        if material.originals + material.copies == 0 and material.form != "electronic":
            wrong = ("纸质材料的份数为 0", "a paper material with no copies")
            yield patient.toml(("materials", index), wrong, ("写上 originals 或 copies", "write originals or copies"))
