"""Files as answers of a form page at the counter: the same as on the public site (cases.filling_files)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tongban.cases import filling, filling_files
from tongban.cases.filling import Filling
from tongban.engine.forms import Field, Page
from tongban.workbench.counter import showing
from tongban.workbench.counter.steps import at_counter


def _place(request: HttpRequest, draft: UUID, page: str, field: str) -> tuple[Filling, Page, Field]:
    """The draft, its page, and the question for files on it. 404 where this draft does not ask it."""
    form = filling.filling(draft, actor=request.actor)  # type: ignore[attr-defined]
    if not form.may_open(page):
        raise Http404
    own = form.package.form.page(page)
    found = filling_files.file_field(form, own, field, _typed(request))
    if found is None:
        raise Http404
    return form, own, found


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    return dict(request.POST.lists())  # type: ignore[arg-type]


@at_counter
@require_POST
def attach(request: HttpRequest, draft: UUID, page: str, field: str) -> HttpResponse:
    """Takes the file chosen for a question; a bad one is refused with the reason beside it."""
    form, own, wanted = _place(request, draft, page, field)
    actor, typed = request.actor, _typed(request)  # type: ignore[attr-defined]
    form, refused = filling_files.take(form, own, request.FILES, actor=actor, posted=typed, wanted=wanted)
    saved = filling.save_page(form, own, actor=actor, posted=typed, refused=refused, stay=True)
    if saved.problems:
        return render(request, "counter/fields.html", showing.page(form, own, saved, typed), status=422)
    return redirect(f"{showing.step_address(draft, page)}#{field}")


@at_counter
@require_POST
def detach(request: HttpRequest, draft: UUID, page: str, field: str, material: UUID) -> HttpResponse:
    """Takes a file out again."""
    form, own, wanted = _place(request, draft, page, field)
    form = filling_files.give_back(form, wanted, material, actor=request.actor)  # type: ignore[attr-defined]
    filling.save_page(form, own, actor=request.actor, posted=_typed(request), stay=True)  # type: ignore[attr-defined]
    return redirect(f"{showing.step_address(draft, page)}#{field}")
