"""Data keys: rows wrapped by the key-encrypting key of the installation, which never enters the database.

Rotation is a new row: new values use it, old ones name the key they need (evidence: 4-byte key id in each value).
The index key is kept apart from the data keys: who holds it can enumerate phone numbers, but not read a name.
"""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from django.conf import settings


class NoKey(RuntimeError):
    """A key file or a data key is missing; the message says which."""


@lru_cache
def _key_file(path: str) -> bytes:
    try:
        key = bytes.fromhex(Path(path).read_text().strip())
    except FileNotFoundError:
        raise NoKey(f"key file {path} is missing: restore it from the backup of this installation") from None
    if len(key) != 32:
        raise NoKey(f"key file {path} does not hold a 32-byte key in hexadecimal")
    return key


def index_key() -> bytes:
    """32 bytes, for blind indexes only."""
    return _key_file(str(settings.INDEX_KEY_FILE))


def _wrapping_key() -> bytes:
    return _key_file(str(settings.VAULT_KEY_FILE))


def create_data_key() -> int:
    """Makes the next data key and returns its number. Called when the city is founded and at rotation."""
    from tongban.kit.models import VaultKey

    number = (VaultKey.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    VaultKey.objects.create(number=number, wrapped=aes_key_wrap(_wrapping_key(), os.urandom(32)))
    forget()
    return number


@lru_cache
def current() -> tuple[int, AESGCM]:
    """The newest data key: number and cipher."""
    from tongban.kit.models import VaultKey

    row = VaultKey.objects.order_by("-number").first()
    if row is None:
        raise NoKey("the installation has no data key: run `./tongban manage found_city`")
    return row.number, by_number(row.number)


@lru_cache
def by_number(number: int) -> AESGCM:
    """The cipher of one data key."""
    from tongban.kit.models import VaultKey

    row = VaultKey.objects.filter(number=number).first()
    if row is None:
        raise NoKey(f"data key {number} is missing")
    return AESGCM(aes_key_unwrap(_wrapping_key(), bytes(row.wrapped)))


def forget() -> None:
    """Drops cached keys (after rotation, and between test databases)."""
    current.cache_clear()
    by_number.cache_clear()
    _key_file.cache_clear()
