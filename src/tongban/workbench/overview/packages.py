"""Service packages as the city runs them: versions, where each is offered, what runs under it, stories, the doctor's verdict."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tongban.cases.queries import overview
from tongban.catalog.models import PackageVersion
from tongban.catalog.queries import newest_by_package, offers_of, package_of, versions_of
from tongban.engine.package import Package
from tongban.engine.package.doctor import examine
from tongban.engine.problems import Problem
from tongban.workbench import words
from tongban.workbench.case_page import process_map
from tongban.workbench.sign_in import doors
from tongban.workbench.words import called, said

USAGES: dict[str, words.Pair] = {
    "1": ("在用", "In use"),
    "2": ("暂停", "Paused"),
    "3": ("取消", "Abolished"),
    "4": ("草稿", "Draft"),
}


@doors.signed_in
@require_GET
def packages(request: HttpRequest) -> HttpResponse:
    """All packages, with their newest version and how many places offer them."""
    rows = [
        {"code": one.package_id, "name": said(package_of(one.id).service.name), "number": one.number,
         "published": words.day(one.published_at), "bundle": package_of(one.id).is_bundle}
        for one in newest_by_package()
    ]  # fmt: skip
    return render(request, "overview/packages.html", {"rows": rows})


@doors.signed_in
@require_GET
def package(request: HttpRequest, code: str) -> HttpResponse:
    """One package."""
    versions = versions_of(code)
    if not versions:
        raise Http404(code)
    newest, held = versions[0], package_of(versions[0].id)
    running = overview.running_by_version([one.id for one in versions])
    context = {
        "code": code, "name": said(held.service.name), "summary": said(held.service.summary), "bundle": held.is_bundle,
        "versions": [_version(one, running[one.id]) for one in versions],
        "places": [_place(one) for one in offers_of(code)],
        "children": [{"code": one.package, "name": _name(one.package)} for one in held.children],
        "problems": [
            {"where": f"{one.file}:{one.line or 1}", "wrong": said((one.zh, one.en)), "mend": said((one.mend_zh, one.mend_en))}
            for one in _problems(newest.id)
        ], "flow": process_map.of_package(newest.id),
    }  # fmt: skip
    return render(request, "overview/package.html", context)


def _version(row: PackageVersion, running: int) -> dict[str, Any]:
    capped = f"{overview.RUNNING_CAP}+" if running >= overview.RUNNING_CAP else running
    return {
        "number": row.number,
        "published": words.day(row.published_at),
        "digest": row.digest[:12],
        "running": capped,
    }


def _place(row: Any) -> dict[str, Any]:
    where = row.implementation
    return {"region": words.name_of(where.region), "authority": words.name_of(where.authority),
            "usage": called(USAGES, row.usage), "version": row.package_version.number if row.package_version else ""}  # fmt: skip


def _name(code: str) -> str:
    versions = versions_of(code)
    return said(package_of(versions[0].id).service.name) if versions else code


@lru_cache(maxsize=64)
def _problems(version: UUID) -> tuple[Problem, ...]:
    """What the doctor of this release finds in a version; a version never changes."""

    def sibling(code: str) -> Package | None:
        versions = versions_of(code)
        return package_of(versions[0].id) if versions else None

    return tuple(examine(package_of(version), sibling, with_stories=False))
