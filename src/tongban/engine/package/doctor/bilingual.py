"""Every text is complete in both languages: the Chinese has Chinese in it, the English none."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tongban.engine.package.bases import cited
from tongban.engine.package.doctor.report import Patient
from tongban.engine.package.lines import Path
from tongban.engine.package.text import Phrases, Text
from tongban.engine.problems import Problem

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_MEND = ("两种语言都写完整", "write both languages completely")
_MEND_BASIS = (
    "写作 法律名称加条号（行政许可法42），并在 [[legal_bases]] 写明该法的中英文名称",
    "write it as law and articles (行政许可法42); name that law, with its English, in [[legal_bases]]",
)
_LEAST_GUIDE = 20


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(value, Text):
        yield path, value.zh, value.en
    elif isinstance(value, Phrases):
        for index, (zh, en) in enumerate(zip(value.zh, value.en, strict=False)):
            yield (*path, index), zh, en
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, str(key)))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


def _bases(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every citation: it is written once, in Chinese; its English is that of the law's name."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            own = getattr(value, field.name)
            if field.name == "basis" and isinstance(own, str):
                yield (*path, "basis"), own
            else:
                yield from _bases(own, (*path, field.name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _bases(item, (*path, index))


def _wrong(zh: str, en: str) -> tuple[str, str] | None:
    if not _HAN.search(zh) and not re.fullmatch(r"[\W\d_]*[A-Za-z]{0,3}[\W\d_]*", zh):
        return f"中文一栏没有中文：“{zh}”", f"the Chinese has no Chinese in it: {zh!r}"
    if _HAN.search(en):
        return f"英文一栏有汉字：“{en}”", f"the English has Chinese characters in it: {en!r}"
    return None


def _ui_texts(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        if value and set(value) <= {"zh", "en"}:
            yield pointer, value
        else:
            for key, item in value.items():
                yield from _ui_texts(item, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _ui_texts(item, f"{pointer}/{index}")


def check(patient: Patient) -> Iterator[Problem]:
    """service.toml, notices.toml, the form files and both guides."""
    for file, data in (("service.toml", patient.service), ("notices.toml", patient.package.notices)):
        for path, zh, en in _texts(data, ()):
            wrong = _wrong(zh, en)
            if wrong:
                yield patient.toml(path, wrong, _MEND, file=file)
    for path, basis in _bases(patient.service, ()):
        if _HAN.search(cited(basis, patient.service.legal_bases).en):
            wrong = (f"依据“{basis}”没有英文", f"the basis {basis!r} has no English")
            yield patient.toml(path, wrong, _MEND_BASIS)
    for file in sorted(patient.package.files):
        if file.endswith(".ui.json"):
            for pointer, text in _ui_texts(json.loads(patient.package.files[file]), ""):
                missing = [lang for lang in ("zh", "en") if not str(text.get(lang, "")).strip()]
                pair = (f"缺少 {missing[0]}", f"{missing[0]} is missing") if missing else _wrong(text["zh"], text["en"])
                if pair:
                    yield patient.json(file, pointer, pair, _MEND)
    for lang, said in (("zh", patient.package.guide.zh), ("en", patient.package.guide.en)):
        if len(said.strip()) < _LEAST_GUIDE or bool(_HAN.search(said)) != (lang == "zh"):
            wrong = (
                f"办事说明 guide.{lang}.md 没有写，或语言不对",
                f"guide.{lang}.md is not written, or in the wrong language",
            )
            yield patient.file(f"guide.{lang}.md", 1, "", wrong, _MEND)
