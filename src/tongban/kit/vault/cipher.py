"""AES-256-GCM over single values. Layout: suite(1) | key number(4) | nonce(12) | ciphertext and tag.

The associated data is a fixed label of the field and the primary key of the row, so that a value copied to another
row or column does not open; the label is not the table's name, so that tables may be renamed.
"""

import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag

from tongban.kit.vault import keys

SUITE_AES_GCM = 1


class CannotOpen(ValueError):
    """A sealed value does not belong to this row and field, or was altered."""


def _bound(label: str, pk: UUID) -> bytes:
    return label.encode() + b"\x00" + pk.bytes


def seal(label: str, pk: UUID, plain: bytes) -> bytes:
    """Encrypts `plain` for the field `label` of the row `pk`."""
    number, cipher = keys.current()
    nonce = os.urandom(12)
    head = bytes([SUITE_AES_GCM]) + number.to_bytes(4)
    return head + nonce + cipher.encrypt(nonce, plain, _bound(label, pk))


def open_sealed(label: str, pk: UUID, blob: bytes) -> bytes:
    """The plain value. Raises CannotOpen."""
    if len(blob) < 33 or blob[0] != SUITE_AES_GCM:
        raise CannotOpen(f"{label}: not a sealed value")
    cipher = keys.by_number(int.from_bytes(blob[1:5]))
    try:
        return cipher.decrypt(blob[5:17], blob[17:], _bound(label, pk))
    except InvalidTag:
        raise CannotOpen(f"{label}: the value was altered or belongs to another row") from None


def blind_index(label: str, value: str) -> bytes:
    """16 bytes for exact search: HMAC-SHA256 under the index key, one space of values per label."""
    return hmac.new(keys.index_key(), label.encode() + b"\x00" + value.encode(), hashlib.sha256).digest()[:16]
