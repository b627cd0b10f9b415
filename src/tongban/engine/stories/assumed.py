"""An implementation for a package no place offers yet, so that its stories can be told."""

from __future__ import annotations

from datetime import date

from tongban.engine.package.implementation import Contacts, Implementation, Place, Promised, Remedy
from tongban.engine.package.package import Package
from tongban.engine.package.text import Text

_NONE = Text("无", "None")


def assumed(package: Package, region: str = "000000") -> Implementation:
    """The authority accepts for itself, promises what the law asks, asks nothing more; its figures are the examples."""
    limit = package.service.limits.statutory
    return Implementation(
        catalog_code="000000000000", region=region, authority="authority", authority_nature="1", level="4",
        powers=_NONE, handling_office=_NONE, promised=Promised(limit.n, limit.unit) if limit else Promised(0, "workday"),
        place=Place(_NONE, _NONE, _NONE), contacts=Contacts("", ""), remedies=(Remedy("all", _NONE, _NONE),),
        effective_on=date(2026, 1, 1), package=package.code,
        facts={name: one.example for name, one in package.service.local.items()},
    )  # fmt: skip
