"""What a certificate shows: its face as a PDF, and the claims of its QR code, both from the row of the certificate."""

from datetime import date
from typing import Any

from django.conf import settings

from tongban.cases import results, unprintable
from tongban.cases.step import Work
from tongban.directory import masking
from tongban.engine import letters as drawing
from tongban.engine import qr
from tongban.engine.letters import FontSet
from tongban.exchange.seals import is_test_seal
from tongban.kit import clock
from tongban.records.models import Certificate

UNSIGNED_QR = ""


def claims_of(work: Work, certificate: Certificate) -> qr.Claims:
    """What the QR code says: of a person no more than a masked name, though the face shows it in full."""
    name = work.package.service.result.name
    case = work.case
    person = certificate.data.get("holder") or (case.citizen.name if case.citizen else "")
    holder = case.organisation.name if case.organisation else masking.name(str(person or ""))
    return qr.Claims(
        kind=certificate.type_code, name=(name.zh, name.en), number=certificate.number, issue=certificate.issue,
        holder=holder, authority=case.authority.name_zh, issued_on=certificate.issued_on, valid_to=certificate.valid_to,
        address=f"{settings.PUBLIC_URL}/verify/", code=certificate.data["code"], test=is_test_seal(case.authority),
    )  # fmt: skip


def face_data(work: Work, certificate: Certificate) -> dict[str, Any]:
    """The data of the face, with what an officer has written differently."""
    return unprintable.as_written(work, "glyph", plain_data(work, certificate))


def plain_data(work: Work, certificate: Certificate) -> dict[str, Any]:
    """What the register says; `qr` is the signed code, `qr_link` the one that any phone opens as a page."""
    number, code = certificate.number, certificate.data["code"]
    url = f"{settings.PUBLIC_URL}/verify/?number={number}&code={code}"
    return {
        **results.displayed(work, results.of_register(certificate.data)),
        "number": number, "code": code, "url": url, "issue": str(certificate.issue) if certificate.issue > 1 else "",
        "qr": qr.picture(certificate.qr) if certificate.qr else UNSIGNED_QR, "qr_link": _link(url),
        "authority": work.case.authority.name_zh, "issued_on": certificate.issued_on.isoformat(),
        "valid_to": certificate.valid_to.isoformat() if certificate.valid_to else "",
        "test": is_test_seal(work.case.authority), "issued_on_zh": _zh(certificate.issued_on),
        "valid_until": _zh(certificate.valid_to) if certificate.valid_to else "长期",
    }  # fmt: skip


def check(work: Work, certificate: Certificate) -> None:
    """Raises NoGlyph for a character no font has: asked before anything is numbered or signed."""
    drawing.check_face(face_data(work, certificate), fonts())


def draw(work: Work, certificate: Certificate) -> bytes:
    """The face as PDF. Raises NoGlyph, and qr.TooLong."""
    assert work.package.face is not None
    return drawing.render_face(work.package.face, face_data(work, certificate), fonts(), at=clock.now())


def fonts() -> FontSet:
    """The fonts of this machine (TONGBAN_FONTS names another folder)."""
    return drawing.find()


def _link(url: str) -> str:
    return qr.svg(url)


def _zh(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
