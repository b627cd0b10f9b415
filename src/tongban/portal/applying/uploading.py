"""Files in and out of the slots of a draft: one request for each, so that a bad file never costs an answer."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tongban.cases import filling, filling_files
from tongban.cases.actions import drafting
from tongban.portal.applying import showing
from tongban.portal.applying.addresses import address_of
from tongban.portal.entering import applicant_button


@applicant_button("materials")
@require_POST
def upload(request: HttpRequest, draft: UUID, slot: str) -> HttpResponse:
    """Takes the file of this slot, and whatever else was chosen; a bad one is refused with the reason beside its slot."""
    actor = request.actor  # type: ignore[attr-defined]
    form = filling.filling(draft, actor=actor)
    if form.slot(slot) is None:
        raise Http404
    form, problems = filling_files.take_materials(
        form, request.FILES, actor=actor, wanted=slot, too_large=too_large(request)
    )
    if problems:
        return render(request, "portal/apply/materials.html", showing.materials(form, problems), status=422)
    return HttpResponseRedirect(address_of(draft, filling.MATERIALS) + f"#materials-{slot}")


def too_large(request: HttpRequest) -> bool:
    """Whether the request is larger than what is read into memory: then no file of it was taken at all."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


@applicant_button("materials")
@require_POST
def remove(request: HttpRequest, draft: UUID, slot: str, material: UUID) -> HttpResponse:
    """Takes a file out of its slot."""
    drafting.remove_material(draft, actor=request.actor, material=material)  # type: ignore[attr-defined]
    return HttpResponseRedirect(address_of(draft, filling.MATERIALS) + f"#materials-{slot}")
