"""Every legal basis of the standard packages and of their places can be said in English."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tongban.engine.package import Package
from tongban.engine.package.bases import cited

CJK = re.compile("[\u3400-\u9fff]")


def _bases(value: Any) -> Iterator[str]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            own = getattr(value, field.name)
            if field.name == "basis" and isinstance(own, str):
                yield own
            else:
                yield from _bases(own)
    elif isinstance(value, tuple):
        for one in value:
            yield from _bases(one)


def test_every_basis_has_its_english(packages: Mapping[str, Package]) -> None:
    found = {basis for package in packages.values() for basis in _bases(package.service) if basis}
    assert len(found) > 10
    assert {basis: cited(basis).en for basis in found if CJK.search(cited(basis).en)} == {}


def test_citations() -> None:
    assert cited("行政许可法45、46").en == "Administrative Licensing Law, articles 45 and 46"
    assert cited("行政许可法32").en == "Administrative Licensing Law, article 32"
    assert cited("消防法").en == "Fire Protection Law"
    assert cited("消防法第十五条") == cited("消防法第十五条").__class__("消防法第十五条", "消防法第十五条")
    assert cited("").zh == cited("").en == ""
