"""Originals and sealed papers, each from its own path: as attachments, never guessed at, never run, never cached."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from tongban.cases.actions import delivering
from tongban.cases.queries import cases, looks
from tongban.kit import files
from tongban.kit.access import NotAllowed
from tongban.kit.models import StoredFile
from tongban.portal.entering import applicant
from tongban.records import holding

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def attachment(file: StoredFile, name: str) -> HttpResponse:
    """The bytes with the headers that keep a browser from opening them as a page of ours."""
    answer = HttpResponse(files.read(file), content_type=file.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer


@applicant
@require_GET
def material(request: HttpRequest, material: UUID, name: str) -> HttpResponse:
    """A file the viewer handed in, or one of a case of the organisation they act for that they may see."""
    viewer = request.actor  # type: ignore[attr-defined]
    row = holding.own_material(viewer, material)
    if row.citizen_id != viewer.id:
        if not cases.shows(viewer, row.id):
            raise NotAllowed("no-such-material")
        looks.paper(viewer, row.id, row.citizen_id)
    return attachment(row.file, str(row.name))


@applicant
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A sealed letter of one of the viewer's cases. A decision without a certificate is itself what is delivered."""
    row = holding.letter(letter)
    case = looks.read(request.actor, cases.one(request.actor, row.case), "letter.read")  # type: ignore[attr-defined]
    if row.sealed is None:
        raise NotAllowed("not-sealed")
    if holding.is_result(row):
        if request.method == "POST":
            delivering.collect(case.id, actor=request.actor)  # type: ignore[attr-defined]
        elif case.station == "deliver":
            return redirect("case", case=case.parent_id or case.id)
    return attachment(row.sealed, f"{row.number}.pdf")


@applicant
@require_http_methods(["GET", "POST"])
def certificate(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """The sealed result. The first download is the delivery, so it is a button (POST); later ones are links."""
    row = holding.certificate(certificate)
    case = looks.read(request.actor, cases.one(request.actor, row.case), "certificate.read")  # type: ignore[attr-defined]
    if row.sealed is None:
        raise NotAllowed("not-sealed")
    if request.method == "POST":
        delivering.collect(case.id, actor=request.actor)  # type: ignore[attr-defined]
    elif case.station == "deliver":
        return redirect("case", case=case.parent_id or case.id)
    return attachment(row.sealed, f"{row.number}.pdf")
