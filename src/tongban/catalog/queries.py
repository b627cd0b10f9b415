"""Reading what is offered. Published versions are immutable, so what was read once is kept in memory."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from tongban.catalog.models import ImplementationVersion, PackageFile, PackageStory, PackageVersion
from tongban.engine.package import Package, read
from tongban.engine.package.implementation import Implementation as ImplementationDocument
from tongban.engine.package.implementation import read_implementation
from tongban.kit import clock
from tongban.kit.prepared import prepared


@lru_cache(maxsize=256)
def package_of(version_id: UUID) -> Package:
    """The compiled package of a published version, without its stories: a running city tells none."""
    return read(_files(version_id))


def package_with_stories(version_id: UUID) -> Package:
    """The same with its stories, byte for byte as published; only the owner of the tables may read them (ADR 0011)."""
    stories = PackageStory.objects.filter(version_id=version_id)
    return read({**_files(version_id), **{one.path: one.content.encode() for one in stories}})


def _files(version_id: UUID) -> dict[str, bytes]:
    rows = PackageFile.objects.filter(version_id=version_id).values_list("path", "content")
    return {path: bytes(content) for path, content in rows}


@lru_cache(maxsize=4096)
def implementation_of(version_id: UUID) -> ImplementationDocument:
    """The implementation document of a version."""
    document = ImplementationVersion.objects.values_list("document", flat=True).get(pk=version_id)
    return read_implementation(document.encode(), str(version_id))


def offered() -> QuerySet[ImplementationVersion]:
    """The version of each implementation that holds today; paused and abolished ones are shown too, and say so."""
    return _offered_on(clock.today())


@prepared
def _offered_under(keys: Any, day: Any) -> QuerySet[ImplementationVersion]:
    return _offered_on(day).filter(implementation__key__any=keys)


def _offered_on(day: Any) -> QuerySet[ImplementationVersion]:
    newest = (
        ImplementationVersion.objects.filter(implementation=OuterRef("implementation"), effective_on__lte=day)
        .exclude(usage=ImplementationVersion.Usage.DRAFT)
        .order_by("-number")
        .values("id")[:1]
    )
    return ImplementationVersion.objects.filter(id=Subquery(newest)).select_related(
        "implementation__package", "implementation__region", "implementation__authority", "package_version"
    )


def offer(key: str) -> ImplementationVersion | None:
    """What is offered today under a key such as "990102/food-business"."""
    return offers([key]).get(key)


def offers(keys: Sequence[str]) -> dict[str, ImplementationVersion]:
    """What is offered today under several keys at once, in their order; a key without an offer is left out."""
    found = {one.implementation.key: one for one in _offered_under(list(keys), clock.today())}
    return {key: found[key] for key in keys if key in found}


def offers_about(what: str) -> QuerySet[ImplementationVersion]:
    """All that is offered and in use about something the platform itself knows (`about` of service.toml)."""
    return offered().filter(package_version__about=what, usage=ImplementationVersion.Usage.IN_USE)


def versions_of(package_code: str) -> list[PackageVersion]:
    """The published versions of a package, the newest first."""
    return list(PackageVersion.objects.filter(package=package_code).order_by("-number"))


def newest_by_package() -> list[PackageVersion]:
    """The newest version of every package, by code."""
    return list(PackageVersion.objects.order_by("package_id", "-number").distinct("package_id"))


def offers_of(package_code: str) -> QuerySet[ImplementationVersion]:
    """All regions that offer a package."""
    return offered().filter(implementation__package=package_code).order_by("implementation__region_id")
