"""The keys that sign QR codes and the revocation list: making, publishing, and signing in the sealing process.

One key for the city: a verifier on paper trusts the city, and the authority is named in what is signed.
"""

import os
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tongban.engine import qr
from tongban.exchange.models import QrKey
from tongban.kit import clock

YEARS = 10
BEFORE = timedelta(days=730)
"""A test key covers the past too: the cases of a demo city are older than its installation."""


def _password() -> bytes:
    return Path(settings.SEAL_KEY_FILE).read_text().strip().encode()


def make(*, test: bool) -> QrKey:
    """A new key, which signs from now on; those before it stay in the trust file for what they have signed."""
    today = clock.today()
    begin = today - BEFORE if test else today
    key, pem = qr.make_key(_password(), begin, today + timedelta(days=365 * YEARS), test=test)
    return QrKey.objects.create(
        kid=key.kid, x=key.x, y=key.y, key_pem=pem.decode(), valid_from=key.valid_from, valid_to=key.valid_to,
        is_test=test, created_at=clock.now(),
    )  # fmt: skip


def make_first(*, test: bool) -> None:
    """The first key of a city. Idempotent."""
    if not QrKey.objects.exists():
        make(test=test)


def all_keys() -> list[qr.Key]:
    """Every key of the city, the newest first."""
    rows = QrKey.objects.order_by("-created_at", "-id")
    return [
        qr.Key(bytes(one.kid), bytes(one.x), bytes(one.y), one.valid_from, one.valid_to, one.is_test) for one in rows
    ]


def sign(payload: bytes, purpose: bytes) -> bytes:
    """The signed message, by the newest key. Only the sealing process can do this. QrKey.DoesNotExist without a key."""
    row = QrKey.objects.order_by("-created_at", "-id")[:1].get()
    return qr.signed(payload, _opened(row.key_pem, _password()), bytes(row.kid), purpose)


@lru_cache(maxsize=4)
def _opened(pem: str, password: bytes) -> qr.PrivateKey:
    """Opened once: deriving the password takes its time, on purpose."""
    return qr.open_key(pem.encode(), password)


def trust_file() -> Path:
    """What `./tongban verify --qr` reads, and anybody may have."""
    return Path(settings.DATA) / "trust" / "qr.json"


def publish(city: tuple[str, str], revoked: bytes | None) -> None:
    """Writes the trust file anew, whole or not at all."""
    file = trust_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    partial.write_text(qr.trust_json(city, all_keys(), revoked), encoding="utf-8")
    partial.replace(file)
