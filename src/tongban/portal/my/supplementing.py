"""容缺材料: what the applicant still owes after acceptance, and the page where it is handed in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.cases import owing
from tongban.cases.actions import supplementing
from tongban.cases.filling_files import take_owed
from tongban.cases.models import Case
from tongban.cases.queries import cases
from tongban.cases.step import Work
from tongban.catalog import labels
from tongban.engine.package.parts import Material
from tongban.engine.package.text import Text
from tongban.engine.path import guards
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.portal.applying.showing_materials import slot_limits
from tongban.portal.applying.uploading import too_large
from tongban.portal.entering import applicant
from tongban.portal.my import showing
from tongban.portal.words import day, said

Context = dict[str, Any]


def shown(viewer: Actor, case: Case) -> Context | None:
    """What is owed, by when, and where it is handed in; None where nothing is."""
    row, owed = _owed(viewer, case)
    if not owed:
        return None
    return {
        "names": [said(one.name) for one in owed],
        "until": day(row) if row else "",
        "late": row is not None and row < clock.today(),
        "waits": any(not one.decide_without for one in owed),
        "url": reverse("supplement", kwargs={"case": case.id}),
    }


def _owed(viewer: Actor, case: Case) -> tuple[Any, tuple[Material, ...]]:
    work = Work(case, viewer)
    if case.station not in guards.AT["supplement"]:
        return None, ()
    return owing.until(work), owing.owed(work)


@applicant
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, case: UUID) -> HttpResponse:
    """Takes the files that were chosen; a bad one is refused with the reason beside its slot."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = cases.one(actor, case)
    owed = _owed(actor, row)[1]
    if not owed:
        if request.method == "POST":
            return redirect("case", case=case)
        raise Http404
    problems: dict[str, Text] = {}
    if request.method == "POST":
        found, problems = take_owed(row, owed, request.FILES, actor=actor, too_large=too_large(request))
        if found:
            supplementing.supplement(case, actor=actor, materials=found)
        if not problems:
            return redirect("case", case=case)
        row = cases.one(actor, case)
    context = {
        "case": showing.case_row(row), "owed": shown(actor, row),
        "slots": [_slot(one, row, problems) for one in _owed(actor, row)[1]],
    }  # fmt: skip
    return render(request, "portal/my/supplement.html", context, status=422 if problems else 200)


def _slot(one: Material, case: Case, problems: Mapping[str, Text]) -> Context:
    return {
        **slot_limits(one),
        "necessity": said(labels.NECESSITIES[one.necessity]),
        "problem": problems.get(one.id),
        "action": reverse("supplement", kwargs={"case": case.id}),
    }
