"""容缺后补 at the counter: the papers a case still owes, which the applicant brings by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.cases import owing
from tongban.cases.actions import supplementing
from tongban.cases.filling_files import take_owed
from tongban.cases.queries.file import CaseFile, case_file
from tongban.cases.refusals import ActRefused
from tongban.engine.package.text import Text
from tongban.kit import clock
from tongban.workbench import words
from tongban.workbench.counter import showing
from tongban.workbench.counter.steps import at_counter, too_large
from tongban.workbench.words import said


@at_counter
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Takes the files that were chosen; a bad one is refused with the reason beside its slot, the others are kept."""
    actor = request.actor  # type: ignore[attr-defined]
    file = case_file(actor, case_id)
    if "supplement" not in file.possible:
        raise ActRefused("nothing-owed" if not owing.owed(file.work) else "not-yours")
    problems: dict[str, Text] = {}
    if request.method == "POST":
        owed = owing.owed(file.work)
        found, problems = take_owed(file.case, owed, request.FILES, actor=actor, too_large=too_large(request))
        if found:
            supplementing.supplement(case_id, actor=actor, materials=found)
        if not problems:
            messages.success(request, said(("已代收补交的材料", "The papers have been handed in")))
            return redirect("case", case_id=case_id)
        file = case_file(actor, case_id)
    return render(request, "counter/supplement.html", _shown(file, problems), status=422 if problems else 200)


def _shown(file: CaseFile, problems: dict[str, Text]) -> dict[str, Any]:
    address, until = reverse("counter_supplement", kwargs={"case_id": file.case.id}), owing.until(file.work)
    slots = [
        {**showing.slot_limits(one), "problem": problems.get(one.id), "action": address}
        for one in owing.owed(file.work)
    ]
    told = [{"name": f"materials-{slot}-file", "problem": text} for slot, text in problems.items()]
    return {
        "id": file.case.id, "number": file.case.case_no, "service": said(file.work.package.service.name),
        "until": words.day(until), "late": until is not None and until < clock.today(),
        "slots": slots, "problems": told,
    }  # fmt: skip
