"""The papers of a case: letters, certificates and what was handed in, each file behind its own address; and taking the result."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tongban.api import showing
from tongban.api.bearer import OWN, WRITE, caller
from tongban.api.errors import Refusal
from tongban.api.following import REFUSED, own_case
from tongban.api.shapes import CaseView, Papers, Refused
from tongban.cases import corrections
from tongban.cases.actions import delivering
from tongban.cases.models import Case
from tongban.cases.queries import cases, looks
from tongban.kit import files
from tongban.kit.access import NotAllowed
from tongban.kit.models import StoredFile
from tongban.records import holding
from tongban.records.actions.uploads import TYPES

router = Router(tags=["papers"])


def _file(*kinds: str) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "the file", "content": content}}}


PAPER, FILE = _file(TYPES["pdf"]), _file(*TYPES.values())
MISSING = {401: Refused, 403: Refused, 404: Refused}


@router.get(
    "/cases/{number}/papers", response={200: Papers, **MISSING}, auth=OWN, summary="办件的文书与材料 Papers of a case"
)
def papers(request: HttpRequest, number: str) -> dict[str, Any]:
    """Letters, certificates and the files handed in, of the case and of the matters in it. What is not sealed yet has no file."""
    case = looks.read(caller(request), own_case(caller(request), number))
    tree = {one.id: one for one in (case, *cases.children(case))}
    return {
        "letters": [showing.letter(one, tree[one.case]) for one in holding.letters_of(list(tree))],
        "certificates": [showing.held(one, tree[one.case].case_no) for one in holding.certificates_of(list(tree))],
        "materials": [{"id": one, "slot": slot} for slot, one in sorted(corrections.handed_in(case))],
    }


@router.get("/cases/{number}/letters/{letter}", response=MISSING | {409: Refused}, auth=OWN,
            summary="下载文书 Download a letter", openapi_extra=PAPER)  # fmt: skip
def letter(request: HttpRequest, number: str, letter: UUID) -> HttpResponse:
    """The sealed PDF. A decision that no certificate goes with is itself the result: take it first (`collect`)."""
    row = holding.letter(letter)
    case = _of_tree(request, number, row.case)
    _require_ready(case, row.sealed, is_result=holding.is_result(row))
    looks.read(caller(request), case, "letter.read")
    return _sent(row.sealed, f"{row.number}.pdf")


@router.get("/cases/{number}/certificates/{certificate}", response=MISSING | {409: Refused}, auth=OWN,
            summary="下载证照 Download a certificate", openapi_extra=PAPER)  # fmt: skip
def certificate(request: HttpRequest, number: str, certificate: UUID) -> HttpResponse:
    """The sealed PDF, after the result was taken (`collect`) or delivered in another way."""
    row = holding.certificate(certificate)
    case = _of_tree(request, number, row.case)
    _require_ready(case, row.sealed, is_result=True)
    looks.read(caller(request), case, "certificate.read")
    return _sent(row.sealed, f"{row.number}.pdf")


@router.get("/cases/{number}/materials/{material}", response=MISSING, auth=OWN, summary="下载已交材料 Download a file handed in",
            openapi_extra=FILE)  # fmt: skip
def material(request: HttpRequest, number: str, material: UUID) -> HttpResponse:
    """A file the organisation handed in, as it was kept."""
    actor = caller(request)
    if material not in {one for _, one in corrections.handed_in(own_case(actor, number))}:
        raise NotAllowed("no-such-material")
    row = holding.own_material(actor, material)
    looks.paper(actor, row.id, row.citizen_id)
    return _sent(row.file, str(row.name))


@router.post(
    "/cases/{number}/collect", response={200: CaseView, **REFUSED}, auth=WRITE, summary="签收结果 Take the result"
)
def collect(request: HttpRequest, number: str) -> dict[str, Any]:
    """Delivery 送达: from now on the result can be downloaded, and the case is closed. In a bundle, of the matter's own number."""
    actor = caller(request)
    case = own_case(actor, number)
    ready = [one.sealed_id for one in holding.certificates_of([case.id])]
    ready += [one.sealed_id for one in holding.letters_of([case.id]) if holding.is_result(one)]
    if case.station == "deliver" and not any(ready):
        raise Refusal("not-sealed")
    if not delivering.collect(case.id, actor=actor):
        raise Refusal("nothing-to-collect")
    return showing.case_view(actor, own_case(actor, number), own=True)


def _of_tree(request: HttpRequest, number: str, owner: UUID) -> Case:
    """The case that owns a paper, if it is this one or a matter in it that the caller may see."""
    named, case = own_case(caller(request), number), cases.one(caller(request), owner)
    if named.id not in (case.id, case.parent_id):
        raise NotAllowed("no-such-paper")
    return case


def _require_ready(case: Case, sealed: StoredFile | None, *, is_result: bool) -> None:
    if sealed is None:
        raise Refusal("not-sealed")
    if is_result and case.station == "deliver":
        raise Refusal("not-collected")


def _sent(file: StoredFile | None, name: str) -> HttpResponse:
    assert file is not None
    answer = HttpResponse(files.read(file), content_type=file.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
