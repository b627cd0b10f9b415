"""The encrypted stream of a backup, and the recovery key that opens it.

Layout: magic, 16-byte salt, then AES-256-GCM pieces of 1 MiB. The file key is HKDF-SHA256(recovery key, salt), so one
recovery key may serve many backups. A piece's nonce is its number and whether it is the last: cut, reordered or
altered files are refused (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import base64
import hashlib
import io
import os
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"TONGBAN-BACKUP-1\n"
PIECE = 1024 * 1024
TAG = 16
SALT = 16
KEY_BYTES = 32


class NotOpened(ValueError):
    """The file is no backup, was altered or cut, or the key is another one."""


def new_key() -> bytes:
    """A random recovery key."""
    return secrets.token_bytes(KEY_BYTES)


def write_key(key: bytes) -> str:
    """The key for people: groups of four capital letters and digits, with a checksum of two bytes."""
    text = base64.b32encode(key + _checksum(key)).decode().rstrip("=")
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def read_key(text: str) -> bytes:
    """The key as typed by people (case, spaces and hyphens do not matter). Raises NotOpened on a slip."""
    letters = "".join(text.split()).replace("-", "").upper().replace("0", "O").replace("1", "I")
    try:
        both = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        both = b""
    key, checksum = both[:KEY_BYTES], both[KEY_BYTES:]
    if len(key) != KEY_BYTES or checksum != _checksum(key):
        raise NotOpened("the recovery key is mistyped")
    return key


def _checksum(key: bytes) -> bytes:
    return hashlib.sha256(b"tongban recovery key" + key).digest()[:2]


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), KEY_BYTES, salt, b"tongban backup").derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """A writable stream that encrypts to `target`; complete only after `finish`."""

    def __init__(self, target: IO[bytes], key: bytes) -> None:
        super().__init__()
        salt = os.urandom(SALT)
        self._target, self._cipher, self._number, self._pending = target, _cipher(key, salt), 0, bytearray()
        target.write(MAGIC + salt)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Takes all of `data`."""
        self._pending += data
        while len(self._pending) > PIECE:  # one piece is kept back: the last is marked
            self._put(bytes(self._pending[:PIECE]), last=False)
            del self._pending[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Writes the last piece."""
        self._put(bytes(self._pending), last=True)
        self._pending.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last), piece, MAGIC))
        self._number += 1


class Opening(io.RawIOBase):
    """A readable stream of what `source` holds; every byte it gives was authenticated. Raises NotOpened."""

    def __init__(self, source: IO[bytes], key: bytes) -> None:
        super().__init__()
        if source.read(len(MAGIC)) != MAGIC:
            raise NotOpened("this file is no backup of Tongban")
        self._source, self._cipher = source, _cipher(key, source.read(SALT))
        self._number, self._ready, self._ended = 0, b"", False
        self._ahead = source.read(PIECE + TAG)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fills `buffer` as far as one piece goes; 0 only at the true end."""
        while not self._ready and not self._ended:
            self._next()
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _next(self) -> None:
        piece, self._ahead = self._ahead, self._source.read(PIECE + TAG)
        last = not self._ahead
        try:
            self._ready = self._cipher.decrypt(_nonce(self._number, last), piece, MAGIC)
        except InvalidTag:
            reason = "the recovery key belongs to another backup, or the file was altered" if not self._number else ""
            raise NotOpened(reason or "the file was altered or cut") from None
        self._number += 1
        self._ended = last
