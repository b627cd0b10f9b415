"""Rows of the rooms below as the shapes that are sent."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from tongban.cases import owing
from tongban.cases.models import Case
from tongban.cases.queries import cases, story
from tongban.cases.queries.clock_view import ClockView, clocks_of
from tongban.cases.status import status_of
from tongban.cases.step import Work
from tongban.catalog.browsing import Offer
from tongban.catalog.queries import package_of
from tongban.directory.masking import name as masked
from tongban.engine.letters.kinds import KINDS
from tongban.engine.package.parts import Material, Term
from tongban.engine.package.text import Text
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.records import holding
from tongban.records.models import Certificate, Letter

Shown = dict[str, Any]


def said(text: Text) -> Shown:
    """Both languages."""
    return {"zh": text.zh, "en": text.en}


def named(row: Any) -> Shown:
    """A region or department."""
    return {"zh": row.name_zh, "en": row.name_en}


def code_of(offer: Offer) -> str:
    """The code of the matter: the second part of its key."""
    return offer.key.split("/", 1)[1]


def service_line(offer: Offer) -> Shown:
    """One service in a list."""
    guide = reverse("guide", kwargs={"region": offer.region.code, "package": code_of(offer)})
    return {
        "code": code_of(offer),
        "name": said(offer.name),
        "region": {"code": offer.region.code, "name": named(offer.region)},
        "summary": said(offer.summary),
        "url": settings.PUBLIC_URL.rstrip("/") + guide,
        "can_be_filed": offer.is_open,
    }


def service(offer: Offer, slots: list[Material]) -> Shown:
    """One service with its limits, files, questions and fees."""
    document, own = offer.document, offer.package.service if offer.package else None
    promised = {"n": document.promised.n, "unit": document.promised.unit, "basis": ""}
    receipt, deliver = Term(5, "workday", "行政许可法32"), Term(10, "workday", "行政许可法44")
    limits = {
        "receipt": _limit(own.limits.receipt if own else receipt),
        "statutory": _limit(own.limits.statutory) if own and own.limits.statutory else None,
        "promised": promised,
        "deliver": _limit(own.limits.deliver if own else deliver),
    }
    return {
        **service_line(offer),
        "authority": named(offer.authority),
        "bundle": bool(offer.package and offer.package.is_bundle),
        "limits": limits,
        "materials": [_slot(one) for one in slots],
        "scenarios": [
            {"id": one.id, "type": one.type, "question": said(one.question),
             "options": {code: said(text) for code, text in one.options.items()}}
            for one in (own.scenarios if own else ())
        ],
        "fees": [
            {"name": said(one.name), "standard": said(one.standard), "basis": said(one.basis), "fen": one.fen}
            for one in document.fees
        ],
        "commitment": bool(own and own.notice_and_commitment),
        "children": [one.package for one in offer.package.children] if offer.package else [],
    }  # fmt: skip


def _limit(term: Term) -> Shown:
    return {"n": term.n, "unit": term.unit, "basis": term.basis}


def _slot(one: Material) -> Shown:
    return {
        "id": one.id, "name": said(one.name), "necessity": one.necessity, "accept": list(one.accept),
        "max_mb": one.max_mb, "criterion": said(one.criterion),
        "certificate": one.obtain.certificate if one.obtain else "",
    }  # fmt: skip


def case_line(case: Case) -> Shown:
    """One case in a list; nothing of what was answered."""
    running = [row.due_on for row in case.clocks.all() if row.stopped_on is None and row.due_on]
    package = package_of(case.package_version_id)
    return {
        "number": case.case_no, "service": package.code, "region": case.region_id, "name": said(package.service.name),
        "station": case.station, "reason": case.reason, "outcome": case.outcome, "status": said(status_of(case)),
        "submitted_at": case.submitted_at.astimezone(clock.CITY_ZONE), "accepted_on": case.accepted_on,
        "due_on": min(running, default=None),
    }  # fmt: skip


def case_view(viewer: Actor, case: Case, *, own: bool) -> Shown:
    """One case with its children and story. `own`: for the applicant's client, also defects told and certificates."""
    children = cases.children(case)
    numbers = {one.id: one.case_no for one in (case, *children)}
    happened = story.timeline(viewer, case)
    open_one = case.corrections.filter(answered_on__isnull=True).first() if own else None
    return {
        **case_line(case),
        "authority": named(case.authority),
        "clocks": [_clock(one) for one in clocks_of(viewer, case)],
        "children": [case_line(one) for one in children],
        "timeline": [
            {"at": one.at.astimezone(clock.CITY_ZONE), "kind": one.kind, "case": numbers[one.case]} for one in happened
        ],
        "owed": [slot.id for slot in owing.owed(Work(case, viewer))] if own else [],
        "to_correct": open_one.items if open_one else [],
        "certificates": [one.number for one in holding.certificates_of(list(numbers))] if own else [],
    }


def _clock(view: ClockView) -> Shown:
    row = view.row
    return {
        "kind": row.kind, "started_on": row.started_on, "stopped_on": row.stopped_on, "due_on": row.due_on,
        "provisional": row.provisional, "n": row.n, "unit": row.unit, "extended_by": row.extension_n, "basis": row.basis,
        "used": view.used, "remaining": view.remaining,
        "days": [{"day": one.day, "counted": one.counted, "number": one.number, "why": {"zh": one.zh, "en": one.en}}
                 for one in view.lines],
    }  # fmt: skip


def letter(row: Letter, case: Case) -> Shown:
    """One letter in the list of papers."""
    kind = KINDS[row.kind]
    return {
        "id": row.id, "kind": row.kind, "name": {"zh": kind.title_zh, "en": kind.title_en}, "number": row.number,
        "case": case.case_no, "made_at": row.created_at.astimezone(clock.CITY_ZONE), "ready": row.sealed_id is not None,
    }  # fmt: skip


def held(row: Certificate, number: str) -> Shown:
    """One certificate of the case with this number."""
    return {
        "id": row.id, "number": row.number, "name": said(package_of(row.package_version_id).service.result.name),
        "case": number, "status": str(row.status), "issued_on": row.issued_on, "valid_to": row.valid_to,
        "ready": row.sealed_id is not None,
    }  # fmt: skip


def certificate(row: Certificate) -> Shown:
    """What anybody may know who holds number and code."""
    expired = row.status == Certificate.Status.IN_FORCE and row.valid_to is not None and row.valid_to < clock.today()
    holder = row.organisation.name if row.organisation else masked(row.citizen.name if row.citizen else "")
    return {
        "number": row.number, "name": said(package_of(row.package_version_id).service.result.name),
        "status": "expired" if expired else str(row.status), "holder": holder, "authority": named(row.authority),
        "issued_on": row.issued_on, "valid_to": row.valid_to,
    }  # fmt: skip
