"""Materials, letters and certificates of a case as attachments, materials as pictures too. Each reading is a fact (cases.queries.file)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongban.cases.queries import file as case_files
from tongban.kit import files
from tongban.kit.access import NotAllowed
from tongban.kit.models import StoredFile
from tongban.records.showing import picture_of
from tongban.workbench.case_page.opening import is_opened
from tongban.workbench.sign_in import doors


@doors.officers
@never_cache
@require_GET
def material(request: HttpRequest, case_id: UUID, material_id: UUID) -> HttpResponse:
    """What the applicant handed in; a personal paper only after a reason, as personal answers are."""
    try:
        found = _found(case_files.material, request, case_id, material_id)
    except case_files.NotOpened:
        return _ask_why(request, case_id)
    return attachment(found.file, found.name)


@doors.officers
@never_cache
@require_GET
def material_picture(request: HttpRequest, case_id: UUID, material_id: UUID) -> HttpResponse:
    """The same within the page: a picture of it. The reading is a fact as well, so it is asked for by a click only."""
    try:
        found = _found(case_files.material, request, case_id, material_id)
    except case_files.NotOpened:
        raise Http404 from None
    picture = picture_of(found.file)
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


@doors.officers
@never_cache
@require_GET
def letter(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """A letter, sealed if it is already."""
    try:
        found = _found(case_files.letter, request, case_id, letter_id)
    except case_files.NotOpened:
        return _ask_why(request, case_id)
    return attachment(found.sealed or found.file, f"{found.number}.pdf")


@doors.officers
@never_cache
@require_GET
def certificate(request: HttpRequest, case_id: UUID, certificate_id: UUID) -> HttpResponse:
    """A certificate, sealed if it is already."""
    try:
        found = _found(case_files.certificate, request, case_id, certificate_id)
    except case_files.NotOpened:
        return _ask_why(request, case_id)
    if found.sealed is None and found.file is None:
        raise Http404
    return attachment(found.sealed or found.file, f"{found.number}.pdf")


def _ask_why(request: HttpRequest, case_id: UUID) -> HttpResponse:
    messages.error(request, _("这份文件含个人信息。请先写明查看个人信息的事由，再打开。"))
    return HttpResponseRedirect(f"{reverse('case', kwargs={'case_id': case_id})}#open-personal")


def _found(query: Any, request: HttpRequest, case_id: UUID, row_id: UUID) -> Any:
    try:
        return query(request.actor, case_id, row_id, opened=is_opened(request, case_id))  # type: ignore[attr-defined]
    except (NotAllowed, LookupError, ObjectDoesNotExist):
        raise Http404 from None


def attachment(file: StoredFile, name: str) -> HttpResponse:
    """The bytes, never shown inside our own pages."""
    response = HttpResponse(files.read(file), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
