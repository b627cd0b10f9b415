"""The steps of a draft at the counter: the same logic as the public pages (cases.filling), saved at each step."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.cases import filling, filling_files
from tongban.cases.actions import drafting
from tongban.cases.filling import Filling, Saved
from tongban.cases.queries import cases
from tongban.cases.queries.file import case_file
from tongban.cases.refusals import ActRefused
from tongban.directory.actions.walk_ins import COUNTER
from tongban.kit import ledger
from tongban.kit.access import NotAllowed
from tongban.workbench.counter import showing
from tongban.workbench.sign_in import doors
from tongban.workbench.words import said

View = Callable[..., HttpResponse]


def at_counter(view: View) -> View:
    """The door of these pages: an officer; what is refused is told on a page; another's draft does not exist."""

    @wraps(view)
    def answered(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            return view(request, **address)
        except ActRefused as refusal:
            context = {"text": said(refusal.text)}
            return render(request, "tasks/refused.html", context, status=404 if refusal.code == "draft-gone" else 409)
        except NotAllowed:
            raise Http404 from None

    guarded: View = doors.officers(never_cache(answered))
    return guarded


def _open(request: HttpRequest, draft: UUID) -> Filling:
    return filling.filling(draft, actor=request.actor)  # type: ignore[attr-defined]


def _onward(request: HttpRequest, draft: UUID) -> HttpResponse:
    return redirect(showing.step_address(draft, _open(request, draft).first_open.key))


@at_counter
@require_GET
def resume(request: HttpRequest, draft: UUID) -> HttpResponse:
    """To the first step that is not complete."""
    return _onward(request, draft)


@at_counter
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, draft: UUID, step: str) -> HttpResponse:
    """One step: shown, or saved and on to the next. Out of order: to the first open one."""
    form, key = _open(request, draft), showing.key_of(step)
    if not form.may_open(key):
        return _onward(request, draft)
    posted: dict[str, list[str]] | None = dict(request.POST.lists()) if request.method == "POST" else None  # type: ignore[arg-type]
    saved = Saved()
    if posted is not None:
        form, saved = _save(form, key, request, posted)
    if posted is not None and saved.may_go_on:
        return _onward(request, draft)
    template, context = _shown(form, key, saved, posted)
    return render(request, f"counter/{template}.html", context, status=422 if saved.problems else 200)


def _save(form: Filling, key: str, request: HttpRequest, posted: Mapping[str, list[str]]) -> tuple[Filling, Saved]:
    """The draft as it stands after the step, and what saving came to."""
    actor = request.actor  # type: ignore[attr-defined]
    if key == filling.QUESTIONS:
        return form, filling.save_questions(form, actor=actor, posted=posted)
    if key == filling.MATTERS:
        chosen = {"yes": True, "no": False}.get(posted.get("commitment", [""])[-1])
        return form, filling.save_matters(form, actor=actor, commitment=chosen)
    if key == filling.MATERIALS:
        form, refused = filling_files.take_materials(form, request.FILES, actor=actor, too_large=too_large(request))
        return form, filling.save_materials(form, actor=actor, refused=refused)
    if key == filling.CHECK:
        return form, Saved(stay=True)
    page = form.package.form.page(key)
    form, refused = filling_files.take(form, page, request.FILES, actor=actor, posted=posted)
    return form, filling.save_page(form, page, actor=actor, posted=posted, refused=refused)


def _shown(
    form: Filling, key: str, saved: Saved, posted: Mapping[str, list[str]] | None
) -> tuple[str, showing.Context]:
    if key == filling.QUESTIONS:
        return "fields", showing.questions(form, saved, posted)
    if key == filling.MATTERS:
        return "matters", showing.matters(form, saved)
    if key == filling.MATERIALS:
        return "materials", showing.materials(form, saved.problems)
    if key == filling.CHECK:
        return "check", showing.check(form, saved.problems)
    return "fields", showing.page(form, form.package.form.page(key), saved, posted)


@at_counter
@require_POST
def upload(request: HttpRequest, draft: UUID, slot: str) -> HttpResponse:
    """A file into a slot; a bad one is refused with the reason."""
    form = _open(request, draft)
    if form.slot(slot) is None:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    form, problems = filling_files.take_materials(
        form, request.FILES, actor=actor, wanted=slot, too_large=too_large(request)
    )
    if problems:
        return render(request, "counter/materials.html", showing.materials(form, problems), status=422)
    return redirect(showing.step_address(draft, filling.MATERIALS) + f"#materials-{slot}")


def too_large(request: HttpRequest) -> bool:
    """Whether the request is larger than what is read into memory: then no file of it was taken at all."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


@at_counter
@require_POST
def remove(request: HttpRequest, draft: UUID, material: UUID) -> HttpResponse:
    """A file out of its slot."""
    drafting.remove_material(draft, actor=request.actor, material=material)  # type: ignore[attr-defined]
    return redirect(showing.step_address(draft, filling.MATERIALS))


@at_counter
@require_POST
def submit(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Files it. Pressed twice, it is filed once."""
    try:
        case = drafting.submit_draft(draft, actor=request.actor, explanation=request.POST.get("explanation", ""))  # type: ignore[attr-defined]
    except ActRefused as refusal:
        if not refusal.problems:
            raise
        return render(request, "counter/check.html", showing.check(_open(request, draft), refusal.problems), status=422)
    return redirect("case_receipt", case_id=case.id)


@at_counter
@require_POST
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The draft is thrown away."""
    drafting.discard(draft, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, said(("草稿已删除", "The draft has been deleted")))
    return redirect("counter")


@at_counter
@require_POST
def correction(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begins, or goes on with, the answer to a correction that the applicant brings to the counter."""
    file = case_file(request.actor, case_id)  # type: ignore[attr-defined]
    if "answer_correction" not in file.possible:
        raise ActRefused("no-correction" if file.case.reason != "correction" else "not-yours")
    draft = drafting.start_correction(file.case, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("counter_draft", draft=draft.id)


@at_counter
@require_GET
def receipt(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The printable receipt with the query code: at the desk that accepts, and each printing is a fact."""
    actor = request.actor  # type: ignore[attr-defined]
    case = cases.one(actor, case_id)
    if COUNTER not in actor.roles or actor.department != case.accepting_body_id:
        ledger.access("page.refused", actor=actor, case=case_id, path=request.path, needs=COUNTER)
        raise PermissionDenied
    ledger.access("receipt.printed", actor=actor, case=case.id, subject=case.citizen_id, purpose="counter")
    return render(request, "counter/receipt.html", showing.receipt(case, list(cases.children(case))))
