"""Certificates of the applicant, and changes of them: correction 更正, replacement 补发, and what the holder has to say."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tongban.api import showing
from tongban.api.bearer import CERTIFICATES, OWN, applicant, caller
from tongban.api.shapes import CertificateLine, Received, Refused, Said
from tongban.cases import results
from tongban.cases.actions import changing
from tongban.cases.models import Case, CertificateChange
from tongban.cases.queries import cases, changes
from tongban.cases.step import Work
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed
from tongban.records import holding
from tongban.records.models import Certificate

router = Router(tags=["certificates"])
PAGE = 50
REFUSED = {401: Refused, 403: Refused, 404: Refused}


class Certificates(Schema):
    items: list[CertificateLine]
    next: UUID | None


class Place(Schema):
    name: Said
    says: str


class Change(Schema):
    id: UUID
    kind: str = Field(description="correct, replace, revoke, forfeit, retract, deregister")
    by_holder: bool
    asked_at: datetime
    reason: str
    corrected: dict[str, str]
    answer_until: date | None = Field(description="the last day for what the holder has to say, where it is asked")
    statement: str
    outcome: str = Field(description="grant, refuse, or empty while it waits")
    reasons: str
    decided_at: datetime | None


class CertificateView(CertificateLine):
    issue: int
    can_be_corrected: dict[str, Place] = Field(description="what a correction may name, and what stands there")
    changes: list[Change] = Field(description="newest first, of every issue")


class NewChange(Received):
    kind: Literal["correct", "replace"]
    reason: str = Field(max_length=2000)
    corrected: dict[str, str] = Field({}, description="of a correction: name of the place → what it shall say")


class Statement(Received):
    text: str = Field(max_length=2000)


@router.get("/certificates", response={200: Certificates, **REFUSED}, auth=OWN, summary="我的证照 Own certificates")
def own_certificates(
    request: HttpRequest, after: UUID | None = None, limit: int = Query(PAGE, ge=1, le=100)
) -> dict[str, Any]:
    """Newest first, every issue. `next`, if any, is the `after` of the following page."""
    actor = caller(request)
    found = changes.certificates_for(actor, after=after, size=limit + 1)
    shown = found[:limit]
    numbers = cases.numbers_of({one.case for one in shown})
    return {
        "items": [showing.held(one, numbers[one.case]) for one in shown],
        "next": shown[-1].id if len(found) > limit else None,
    }


@router.get("/certificates/{uuid:certificate}", response={200: CertificateView, **REFUSED}, auth=OWN,
            summary="一份证照 One certificate")  # fmt: skip
def one_certificate(request: HttpRequest, certificate: UUID) -> dict[str, Any]:
    """With what can be corrected on it and every change that was asked, intended or decided."""
    row, case = _own(caller(request), certificate)
    work = Work(case, caller(request))
    return {
        **showing.held(row, case.case_no),
        "issue": row.issue,
        "can_be_corrected": {
            name: {"name": showing.said(label), "says": str(row.data[name])}
            for name, label in results.correctable(work, row).items()
        },
        "changes": [_change(one) for one in changes.changes_of([case.id])],
    }


@router.post("/certificates/{uuid:certificate}/changes", auth=CERTIFICATES, summary="申请更正或补发 Ask for a change",
             response={201: Change, 409: Refused, 422: Refused, **REFUSED})  # fmt: skip
def ask_certificate_change(request: HttpRequest, certificate: UUID, given: NewChange) -> Status[dict[str, Any]]:
    """An officer decides; a new issue keeps the number. One change at a time."""
    actor = applicant(request)
    row, _ = _own(actor, certificate)
    change = changing.ask_change(row.id, actor=actor, kind=given.kind, reason=given.reason, corrected=given.corrected)
    return Status(201, _change(change))


@router.post("/certificates/{uuid:certificate}/changes/{uuid:change}/statement", auth=CERTIFICATES, summary="陈述申辩 State one's case",
             response={200: Change, 409: Refused, 422: Refused, **REFUSED})  # fmt: skip
def state_certificate_case(request: HttpRequest, certificate: UUID, change: UUID, given: Statement) -> dict[str, Any]:
    """What the holder has to say about an intended revocation, once (行政许可法 7)."""
    actor = applicant(request)
    _, case = _own(actor, certificate)
    found = CertificateChange.objects.filter(pk=change, case=case.id).first()
    if found is None:
        raise NotAllowed("no-such-change")
    changing.state_case(found.id, actor=actor, text=given.text)
    found.refresh_from_db()
    return _change(found)


def _own(actor: Actor, certificate: UUID) -> tuple[Certificate, Case]:
    row = holding.certificate(certificate)
    return row, cases.one(actor, row.case)


def _change(one: CertificateChange) -> dict[str, Any]:
    zone = clock.CITY_ZONE
    return {
        "id": one.id, "kind": one.kind, "by_holder": one.by_holder, "asked_at": one.asked_at.astimezone(zone),
        "reason": one.reason, "corrected": one.corrected or {}, "answer_until": one.answer_until,
        "statement": one.statement or "", "outcome": one.outcome, "reasons": one.reasons or "",
        "decided_at": one.decided_at.astimezone(zone) if one.decided_at else None,
    }  # fmt: skip
