"""The case page and its acts: read, do, show again with every word kept, or go on."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongban.cases import previewing
from tongban.cases.actions import noticing, working
from tongban.cases.queries import file as files
from tongban.cases.queries.file import CaseFile, case_file
from tongban.cases.refusals import ActRefused
from tongban.cases.step import write_refusal
from tongban.engine.letters import NoGlyph
from tongban.kit import ledger
from tongban.kit.access import NotAllowed
from tongban.workbench.case_page import acts, opening
from tongban.workbench.case_page.page import Attempt, CasePage
from tongban.workbench.case_page.task_forms import TaskForm
from tongban.workbench.sign_in import doors
from tongban.workbench.words import said

STATUS = {"not-yours": 403, "changed": 409, "already-done": 409}


@doors.officers
@never_cache
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The whole case. That it was looked at is a fact."""
    file = _file(request, case_id)
    ledger.access("case.read", actor=request.actor, case=case_id, subject=file.case.citizen_id)  # type: ignore[attr-defined]
    noticing.read_desk(case_id, actor=request.actor)  # type: ignore[attr-defined]
    page = CasePage(file, opened=opening.is_opened(request, case_id), chosen=_uuid(request.GET.get("task")))
    return render(request, "case_page/case.html", page.context())


@doors.officers
@never_cache
@require_POST
def act(request: HttpRequest, case_id: UUID, verb: str) -> HttpResponse:
    """One act. Refused: the same page with the reason on top and everything typed kept."""
    chosen = acts.ACTS.get(verb)
    if chosen is None:
        raise Http404
    file = _file(request, case_id, verb=chosen.needs)
    if "more" in request.POST:
        return _again(request, file, Attempt(verb, request.POST), 200)
    form = acts.Form(acts.fields_of(chosen, file, request.POST), request.POST)
    if "preview" in request.POST:
        return _preview(request, file, chosen, form)
    try:
        chosen.run(file, form, acts.version_of(request.POST))
    except ActRefused as refusal:
        return _again(request, _file(request, case_id), Attempt(verb, request.POST, refusal))
    messages.success(request, f"{said(chosen.done)} · {file.case.case_no}")
    return redirect("case", case_id=case_id)


def _preview(request: HttpRequest, file: CaseFile, chosen: acts.Act, form: acts.Form) -> HttpResponse:
    """The same page with the letters the act would write, everything typed kept; nothing is done."""
    run = partial(chosen.run, file, form, acts.version_of(request.POST))
    pages: list[bytes] = []
    refusal, undrawn = None, ""
    try:
        pages = previewing.preview(file.case.id, run, actor=file.work.actor, verb=chosen.needs)
    except ActRefused as refused:
        refusal = refused
    except NoGlyph as missing:
        undrawn = "".join(missing.characters)
    attempt = Attempt(chosen.verb, request.POST, refusal, tuple(pages), undrawn)
    return _again(request, _file(request, file.case.id), attempt, 422 if refusal else 200)


@doors.officers
@never_cache
@require_POST
def complete(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Completes a task of this case."""
    file = _file(request, case_id, verb="complete")
    try:
        task = _task(file, request.POST)
        TaskForm(task, file, request.POST).complete(acts.version_of(request.POST))
    except ActRefused as refusal:
        return _again(request, _file(request, case_id), Attempt("complete", request.POST, refusal))
    messages.success(request, f"{said((task.name_zh, task.name_en))} ✓ {file.case.case_no}")
    return redirect("case", case_id=case_id)


@doors.officers
@require_POST
def take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Takes a task, so that colleagues see who is at it."""
    file = _file(request, case_id, verb="take")
    try:
        working.take(_task(file, request.POST).id, actor=file.work.actor)
    except ActRefused as refusal:
        return _again(request, _file(request, case_id), Attempt("take", request.POST, refusal))
    return redirect("case", case_id=case_id)


@doors.officers
@never_cache
@require_POST
def open_personal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Shows personal values for ten minutes, for a reason that the person concerned can read."""
    try:
        files.open_personal(request.actor, case_id, reason=request.POST.get("open-reason", ""))  # type: ignore[attr-defined]
    except ValueError:
        problem = {
            "zh": f"请写明查看个人信息的事由，至少 {files.LEAST_REASON} 个字，不要只重复一个字，例如“核对身份证号码”",
            "en": f"Say why you open the personal data in at least {files.LEAST_REASON} characters, not one character "
            "over and over, for example: comparing the citizen id",
        }
        page = CasePage(_file(request, case_id), opening=[{"name": "open-reason", "problem": problem}])
        return render(request, "case_page/case.html", page.context(), status=422)
    except NotAllowed:
        raise Http404 from None
    opening.remember(request, case_id)
    return redirect("case", case_id=case_id)


def _file(request: HttpRequest, case_id: UUID, *, verb: str = "") -> CaseFile:
    """The case for this viewer, or 404. An attempt on a case one may not even see is a fact of its own."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        return case_file(actor, case_id)
    except NotAllowed:
        if verb:
            write_refusal(actor, verb, ActRefused("not-yours"), case=case_id)
        raise Http404 from None


def _again(request: HttpRequest, file: CaseFile, attempt: Attempt, status: int = 422) -> HttpResponse:
    code = attempt.refusal.code if attempt.refusal else ""
    page = CasePage(file, opened=opening.is_opened(request, file.case.id), attempt=attempt)
    return render(request, "case_page/case.html", page.context(), status=STATUS.get(code, status))


def _task(file: CaseFile, posted: Any):  # type: ignore[no-untyped-def]
    wanted = acts.task_id(posted)
    found = next((one for one in file.tasks if one.id == wanted), None)
    if found is None:
        raise ActRefused("already-done")
    return found


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
