"""Files as answers of a form page: each button is a request of its own, which also keeps what was typed on the page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tongban.cases import filling, filling_files
from tongban.cases.filling import Filling
from tongban.engine.forms import Field, Page
from tongban.portal.applying import showing
from tongban.portal.applying.addresses import address_of
from tongban.portal.entering import applicant_button


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


@applicant_button("page", keeps=True)
@require_POST
def attach(request: HttpRequest, draft: UUID, page: str, field: str) -> HttpResponse:
    """Takes the file chosen for a question; a bad one is refused with the reason beside it."""
    form, own, wanted = _place(request, draft, page, field)
    actor, typed = request.actor, _typed(request)  # type: ignore[attr-defined]
    form, refused = filling_files.take(form, own, request.FILES, actor=actor, posted=typed, wanted=wanted)
    saved = filling.save_page(form, own, actor=actor, posted=typed, refused=refused, stay=True)
    if saved.problems:
        context = showing.page(form, own, saved, typed)
        return render(request, "portal/apply/page.html", context, status=422)
    return _back(draft, page, wanted)


@applicant_button("page", keeps=True)
@require_POST
def detach(request: HttpRequest, draft: UUID, page: str, field: str, material: UUID) -> HttpResponse:
    """Takes a file out again."""
    form, own, wanted = _place(request, draft, page, field)
    form = filling_files.give_back(form, wanted, material, actor=request.actor)  # type: ignore[attr-defined]
    filling.save_page(form, own, actor=request.actor, posted=_typed(request), stay=True)  # type: ignore[attr-defined]
    return _back(draft, page, wanted)


def _back(draft: UUID, page: str, field: Field) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address_of(draft, page)}#{field.name}")
