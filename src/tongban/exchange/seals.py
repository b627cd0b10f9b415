"""Asking for a seal, and applying it in the sealing process, which alone can open the keys.

The sealing process has its own database role; it seals only a file that a letter or certificate row names.
"""

import os
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tongban.directory.models import Department
from tongban.engine.sealing import make_authority_seal
from tongban.exchange.models import Seal, SealRequest
from tongban.kit import clock
from tongban.kit.ids import new_id
from tongban.kit.models import StoredFile

OFFICIAL = "official"


def _key() -> AESGCM:
    return AESGCM(bytes.fromhex(Path(settings.SEAL_KEY_FILE).read_text().strip()))


def make_test_seal(department: Department) -> Seal:
    """A test seal for an authority that has none: everything it seals says it has no legal force. Idempotent."""
    found = Seal.objects.filter(department=department, purpose=OFFICIAL).first()
    if found is not None:
        return found
    made = make_authority_seal(department.name_zh)
    seal_id, nonce = new_id(), os.urandom(12)
    return Seal.objects.create(
        id=seal_id, department=department, purpose=OFFICIAL, certificate_pem=made.certificate_pem.decode(),
        key_sealed=nonce + _key().encrypt(nonce, made.key_pem, seal_id.bytes), is_test=True, created_at=clock.now(),
    )  # fmt: skip


def open_key(seal: Seal) -> bytes:
    """The private key in PEM; only where the sealing key file can be read."""
    blob = bytes(seal.key_sealed)
    return _key().decrypt(blob[:12], blob[12:], seal.id.bytes)


def seal_of(department: Department) -> Seal:
    """The official seal of an authority. Seal.DoesNotExist where none was made."""
    return Seal.objects.get(department=department, purpose=OFFICIAL)


def is_test_seal(department: Department) -> bool:
    """Whether what this authority issues has no legal force."""
    return seal_of(department).is_test


def ask_seal(department: Department, what: str, what_id: UUID, case: UUID, file: StoredFile) -> SealRequest:
    """One request for one letter or certificate, however often it is asked."""
    request, _ = SealRequest.objects.get_or_create(
        what=what,
        what_id=what_id,
        defaults={"seal": seal_of(department), "case": case, "file": file, "asked_at": clock.now()},
    )
    return request
