"""Seals: making test ones, asking for a use, and applying them in the sealing process, which alone reads the password.

The sealing process has its own database role; it seals only a file that a letter or certificate row names.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tongban.directory.models import Department
from tongban.engine import sealing
from tongban.engine.letters import FontSet
from tongban.exchange import qr_keys
from tongban.exchange.models import Seal, SealRequest, SealRoot
from tongban.kit import clock
from tongban.kit.models import StoredFile
from tongban.kit.prepared import prepared

OFFICIAL = "official"


def _password() -> bytes:
    return Path(settings.SEAL_KEY_FILE).read_text().strip().encode()


def _root() -> sealing.TestAuthority:
    row = SealRoot.objects.first()
    if row is None:
        made = sealing.make_test_authority(_password())
        row = SealRoot.objects.create(certificate_pem=made.cert_pem.decode(), key_pem=made.key_pem.decode())
        publish_root(made.cert_pem)
    return sealing.TestAuthority(row.key_pem.encode(), row.certificate_pem.encode())


def publish_root(certificate: bytes) -> None:
    """The root as a file that anybody may have: what `./tongban verify` and offline verifiers trust."""
    folder = Path(settings.DATA) / "trust"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "roots.pem").write_bytes(certificate)


@transaction.atomic
def make_test_seal(department: Department) -> Seal:
    """A test seal for an authority that has none: everything it seals says it has no legal force. Idempotent."""
    found = Seal.objects.filter(department=department, purpose=OFFICIAL).first()
    if found is not None:
        return found
    qr_keys.make_first(test=True)
    made = sealing.make_authority_seal(department.name_zh, _password(), ca=_root(), ca_password=_password())
    return Seal.objects.create(
        department=department,
        purpose=OFFICIAL,
        certificate_pem=made.cert_pem.decode(),
        root_pem=made.ca_pem.decode(),
        key_pem=made.key_pem.decode(),
        is_test=True,
        created_at=clock.now(),
    )


def apply(
    seal: Seal, pdf: bytes, fonts: FontSet, *, reason: str, stamper: sealing.CheckedStamper | None = None
) -> bytes:
    """The sealed PDF. Only the sealing process can do this: it needs the password file.

    Raises `sealing.NoTimeStamp` when `stamper` gets none.
    """
    name = seal.department.name_zh
    by = sealing.signer(seal.key_pem.encode(), _password(), seal.certificate_pem.encode(), seal.root_pem.encode())
    appearance = sealing.draw_test_seal(name, fonts)
    return sealing.seal(pdf, by, appearance=appearance, reason=reason, name=name, stamper=stamper)


def seal_of(department: Department) -> Seal:
    """The official seal of an authority. Seal.DoesNotExist where none was made."""
    seal: Seal = _seal_of.one(department.id)
    return seal


@prepared
def _seal_of(department: Any) -> QuerySet[Seal]:
    return Seal.objects.filter(department_id=department, purpose=OFFICIAL)


def is_test_seal(department: Department) -> bool:
    """Whether what this authority issues has no legal force."""
    return seal_of(department).is_test


def trusted_roots() -> list[bytes]:
    """The certificates (PEM) that seals of this city go back to."""
    return [pem.encode() for pem in Seal.objects.order_by("root_pem").values_list("root_pem", flat=True).distinct()]


def ask_seal(department: Department, what: str, what_id: UUID, case: UUID, file: StoredFile) -> SealRequest:
    """One request for one letter or certificate, however often it is asked."""
    request, _ = SealRequest.objects.get_or_create(
        what=what,
        what_id=what_id,
        defaults={"seal": seal_of(department), "case": case, "file": file, "asked_at": clock.now()},
    )
    return request
