"""What the sealing process signs beside PDF files: the QR code of a certificate before it is drawn, and the revocation list.

As for seals it trusts no row alone: a code says what its certificate says, and an officer has granted it; the list is
made here, from the certificates themselves.
"""

import logging
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet

from tongban.cases.models import CertificateChange, Decision
from tongban.engine import qr
from tongban.engine.qr.cose import CERTIFICATE, LIST
from tongban.exchange import qr_keys
from tongban.kit import clock, jobs, ledger
from tongban.kit.access import SYSTEM
from tongban.kit.models import Installation
from tongban.kit.prepared import prepared
from tongban.records.models import Certificate, RevocationList
from tongban.records.models.certificates import UNSIGNED

FRESH = timedelta(days=1)
"""How long a list counts as fresh; a new one is asked for at half of it."""
KEPT = timedelta(days=31)
"""What expired longer ago leaves the list: its code says by itself that it is over."""
log = logging.getLogger(__name__)


def sign_next() -> bool:
    """Signs one code, or the list; False when nothing is asked for."""
    return _sign_certificate() or _sign_list()


@prepared
def _unsigned() -> QuerySet[Certificate]:
    free = Certificate.objects.select_for_update(skip_locked=True, of=("self",)).filter(UNSIGNED)
    return free.select_related("authority").order_by("created_at", "id")[:1]


@prepared
def _wanted() -> QuerySet[RevocationList]:
    return RevocationList.objects.select_for_update(skip_locked=True).filter(wanted=True)


def _sign_certificate() -> bool:
    with transaction.atomic():
        row = _unsigned.first()
        if row is None:
            return False
        payload = bytes.fromhex(row.claims or "")
        if not _is_true(row, payload) or not _is_granted(row):
            raise Forged(f"the claims of certificate {row.id} are not what was granted")
        row.qr = qr.text_of(qr_keys.sign(payload, CERTIFICATE))
        row.save(update_fields=["qr"])
        ledger.act("certificate.signed", actor=SYSTEM, case=row.case, certificate=str(row.id))
        jobs.defer("certificate.signed", case=row.case, certificate=row.id)
    return True


class Forged(Exception):
    """A row asks for a signature over what it does not say itself."""


def _is_true(row: Certificate, payload: bytes) -> bool:
    said = qr.Claims.from_cbor(payload)
    return (said.kind, said.number, said.issue, said.issued_on, said.valid_to) == (
        row.type_code, row.number, row.issue, row.issued_on, row.valid_to,
    ) and said.authority.rstrip("…") == row.authority.name_zh[: len(said.authority.rstrip("…"))]  # fmt: skip


def _is_granted(row: Certificate) -> bool:
    if not Decision.objects.filter(case=row.case, outcome="grant").exists():
        return False
    again = CertificateChange.objects.filter(case=row.case, kind__in=("correct", "replace"), outcome="grant")
    return row.issue == 1 or again.count() >= row.issue - 1


def ask_list() -> None:
    """The next list is wanted now: something has ended, or the one there is grows old."""
    RevocationList.objects.filter(pk=1).update(wanted=True)


def refresh_list() -> None:
    """Asks for a new list when the one there is has lived half its time."""
    now = clock.now()
    RevocationList.objects.filter(pk=1).filter(Q(made_at=None) | Q(made_at__lt=now - FRESH / 2)).update(wanted=True)


def _sign_list() -> bool:
    with transaction.atomic():
        row = _wanted.first()
        if row is None:
            return False
        now = clock.now()
        rows = Certificate.objects.filter(status__in=qr.REASONS).filter(
            Q(valid_to=None) | Q(valid_to__gte=clock.today() - KEPT)).values_list("number", "issue", "status")  # fmt: skip
        gone = [(qr.mark(number, issue), status) for number, issue, status in rows.iterator()]
        row.wanted, row.serial, row.made_at, row.next_update = False, row.serial + 1, now, now + FRESH
        row.signed = qr_keys.sign(qr.list_bytes(row.serial, now, row.next_update, gone), LIST)
        row.save(update_fields=["wanted", "serial", "made_at", "next_update", "signed"])
        ledger.act("revocations.signed", actor=SYSTEM, serial=row.serial, count=len(gone))
        qr_keys.publish(city_name(), bytes(row.signed))
    return True


def city_name() -> tuple[str, str]:
    """The name of the city in both languages."""
    city = Installation.objects.get()
    return city.name_zh, city.name_en


def try_next() -> bool:
    """As `sign_next`, in the process: what fails is logged and tried again, and keeps no seal waiting."""
    try:
        return sign_next()
    except OperationalError:
        raise
    except Exception as error:
        log.error("a code or the revocation list was not signed: %s", error, exc_info=error)
        return False
