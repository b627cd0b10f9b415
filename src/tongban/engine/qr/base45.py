"""Base45 (RFC 9285): bytes in the 45 characters that a QR code packs tightest."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Two bytes in three characters, the last odd byte in two."""
    out = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, rest = divmod(value, 45)
            out.append(ALPHABET[rest])
    return "".join(out)


def decode(text: str) -> bytes:
    """The bytes again. Raises ValueError for anything that `encode` does not make."""
    if len(text) % 3 == 1:
        raise ValueError("no Base45 text has this length")
    out = bytearray()
    for start in range(0, len(text), 3):
        part = text[start : start + 3]
        try:
            value = sum(_VALUE[one] * 45**place for place, one in enumerate(part))
        except KeyError as error:
            raise ValueError(f"no Base45 character: {error.args[0]!r}") from None
        out += value.to_bytes(len(part) - 1, "big") if value < 256 ** (len(part) - 1) else _too_large()
    return bytes(out)


def _too_large() -> bytes:
    raise ValueError("no Base45 group has this value")
