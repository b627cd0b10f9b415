"""Filing for the client's own organisation, or for the person of an app: files one by one, then the case, once for each key."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import File, Form, Header, Router, Status
from ninja.files import UploadedFile

from tongban.api.bearer import WRITE, applicant
from tongban.api.errors import Refusal
from tongban.api.finding import offer_of
from tongban.api.shapes import NewCase, Receipt, Refused, Token, UploadTaken
from tongban.api.slots import handed_in, takes
from tongban.cases.actions.submitting import Filing, submit
from tongban.catalog.browsing import Offer
from tongban.directory.actions.machines import issue_token
from tongban.engine.path.filing import trimmed
from tongban.kit.access import Actor
from tongban.records.actions.uploads import UploadRefused, receive

router = Router(tags=["cases"])  # of following.py too: one address, one router
KEY_LENGTH = 80


@router.post(
    "/token", response={200: Token, 400: Refused, 401: Refused, 429: Refused}, auth=None, summary="取得令牌 Get a token"
)
def token(
    request: HttpRequest,
    grant_type: str = Form("client_credentials"),
    client_id: str = Form("", max_length=80),
    client_secret: str = Form("", max_length=200),
) -> dict[str, Any]:
    """OAuth 2.0 client credentials (RFC 6749 §4.4), in the form or as HTTP Basic. Wrong ones count towards a lock."""
    if grant_type != "client_credentials":
        raise Refusal("bad-request")
    who, secret = _basic(request) or (client_id, client_secret)
    try:
        issued = issue_token(UUID(who), secret, str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        raise Refusal("credentials") from None
    if issued is None:
        raise Refusal("credentials")
    return {"access_token": issued[0], "expires_in": int(issued[1].total_seconds())}


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        who, colon, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal("credentials") from None
    return (who, secret) if colon else None


@router.post("/uploads", response={201: UploadTaken, 400: Refused, 401: Refused, 403: Refused, 404: Refused, 413: Refused, 422: Refused}, auth=WRITE,
             summary="上传一个文件 Upload one file")  # fmt: skip
def upload(
    request: HttpRequest,
    region: str = Form(..., max_length=12),
    service: str = Form(..., max_length=60),
    slot: str = Form(..., max_length=60),
    file: File[UploadedFile | None] = None,
) -> Status[dict[str, Any]]:
    """One file for one slot of one service, with the checks of the pages. Its id goes into `materials` of the case.

    For a question of the form (`"format": "file"` in the schema) `slot` is its JSON pointer, and the id is the answer.
    """
    actor = applicant(request)
    most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    wanted = takes(offer_of(region, service), slot)
    if wanted is None:
        raise Refusal("slot")
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise UploadRefused("large", most=wanted.max_mb)
    if file is None:
        raise UploadRefused("none")
    material = receive(
        file.read(), file.name or "", slot=slot, actor=actor, **owner(actor),
        accept=wanted.accept, max_mb=wanted.max_mb,
    )  # fmt: skip
    kept = material.file
    taken = {"id": material.id, "slot": slot, "name": material.name, "media_type": kept.media_type,
             "size": kept.size, "sha256": bytes(kept.sha256).hex()}  # fmt: skip
    return Status(201, taken)


@router.post("/cases", auth=WRITE, summary="提交申请 File a case",
             response={201: Receipt, 400: Refused, 401: Refused, 403: Refused, 404: Refused, 409: Refused, 422: Refused})  # fmt: skip
def file_case(
    request: HttpRequest, new: NewCase, key: str = Header("", alias="Idempotency-Key")
) -> Status[dict[str, Any]]:
    """The same key with the same content gives the same case again; with other content it is refused with 409."""
    actor = applicant(request)
    if not 1 <= len(key) <= KEY_LENGTH:
        raise Refusal("key-missing")
    offer = offer_of(new.region, new.service)
    filing = Filing(
        version=offer.version, answers=whole(offer, new.answers, new.scenario),
        materials=handed_in(offer, new.materials, actor=actor), **owner(actor),
        by_commitment=new.commitment, channel=actor.channel,
    )  # fmt: skip
    case = submit(filing, actor=actor, key=_own_key(actor, key))
    return Status(201, {"number": case.case_no, "query_code": case.query_code})


def _own_key(actor: Actor, key: str) -> str:
    """Keys of two apps of one person are not the same key."""
    return f"app:{actor.via.hex[:12]}:{key}" if actor.via else f"api:{key}"


def owner(actor: Actor) -> dict[str, UUID | None]:
    """Whose what is handed in is: the organisation's, and the person's who hands it in."""
    return {"citizen": actor.id if actor.kind == "citizen" else None, "organisation": actor.on_behalf_of}


def whole(offer: Offer, answers: dict[str, Any], scenario: dict[str, Any]) -> dict[str, Any]:
    """The answers without what is not asked, and the scenario beside them, as the pages hand them in."""
    given = {name: value for name, value in answers.items() if name != "scenario"}
    whole_of_it = {**given, "scenario": scenario} if scenario else given
    return trimmed(offer.package, whole_of_it, offer.document) if offer.package else whole_of_it
