"""Files in and out of the slots of a draft: one request for each, so that a bad file never costs an answer."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tongban.cases import filling
from tongban.cases.actions import drafting
from tongban.cases.filling import Filling
from tongban.engine.forms import FieldProblem
from tongban.engine.package.parts import Material as Slot
from tongban.portal.applying import showing
from tongban.portal.applying.addresses import address_of
from tongban.portal.entering import applicant_button
from tongban.records.actions.uploads import UploadRefused, receive
from tongban.records.models import Material

MOST_FILES = 10


def _slot(form: Filling, slot: str) -> Slot:
    found = form.slot(slot)
    if found is None:
        raise Http404
    return found


@applicant_button("materials")
@require_POST
def upload(request: HttpRequest, draft: UUID, slot: str) -> HttpResponse:
    """Takes a file into a slot; a bad one is refused with the reason beside its slot."""
    form = filling.filling(draft, actor=request.actor)  # type: ignore[attr-defined]
    wanted = _slot(form, slot)
    try:
        material = _receive(request, form, wanted)
    except UploadRefused as refusal:
        problem = FieldProblem(f"/materials/{slot}", refusal.text.zh, refusal.text.en)
        return render(request, "portal/apply/materials.html", showing.materials(form, (problem,)), status=422)
    drafting.put_material(draft, actor=request.actor, slot=slot, material=material)  # type: ignore[attr-defined]
    return HttpResponseRedirect(address_of(draft, filling.MATERIALS) + f"#materials-{slot}")


def _receive(request: HttpRequest, form: Filling, slot: Slot) -> Material:
    most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise UploadRefused("large", most=slot.max_mb)
    if form.draft.materials.filter(slot=slot.id).count() >= MOST_FILES:
        raise UploadRefused("many", most=MOST_FILES)
    file = request.FILES.get("file")
    if file is None:
        raise UploadRefused("none")
    return receive(
        file.read(), file.name or "", slot=slot.id, actor=request.actor, citizen=form.draft.citizen_id,  # type: ignore[attr-defined]
        organisation=form.draft.organisation_id, accept=slot.accept, max_mb=slot.max_mb,
    )  # fmt: skip


@applicant_button("materials")
@require_POST
def remove(request: HttpRequest, draft: UUID, slot: str, material: UUID) -> HttpResponse:
    """Takes a file out of its slot."""
    drafting.remove_material(draft, actor=request.actor, material=material)  # type: ignore[attr-defined]
    return HttpResponseRedirect(address_of(draft, filling.MATERIALS) + f"#materials-{slot}")
