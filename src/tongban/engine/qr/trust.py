"""The file a verifier carries: the public keys of a city with the time each signs, and its revocation list, in JSON."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.engine.qr.cose import LIST, BadSignature, Key, UnknownKey, opened
from tongban.engine.qr.revoked import Revoked, read_list

FORMAT = "tongban-trust-1"


class BadTrust(Exception):
    """The trust file cannot be used; the message says why."""


@dataclass(frozen=True)
class Trust:
    """Keys by id, and the list; None where the file brings no list yet."""

    city: tuple[str, str]
    keys: dict[bytes, Key]
    revoked: Revoked | None


def trust_json(city: tuple[str, str], keys: Iterable[Key], revoked: bytes | None) -> str:
    """The file; `revoked` is the signed list. Keys as JSON Web Keys (RFC 7517), so that browsers import them."""
    rows = [
        {
            "kid": _text(key.kid), "kty": "EC", "crv": "P-256", "x": _text(key.x), "y": _text(key.y),
            "valid_from": key.valid_from.isoformat(), "valid_to": key.valid_to.isoformat(), "test": key.test,
        }
        for key in keys
    ]  # fmt: skip
    said = {"format": FORMAT, "city": {"zh": city[0], "en": city[1]}, "keys": rows,
            "revoked": _text(revoked) if revoked is not None else None}  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def trust_from(text: str | bytes) -> Trust:
    """Reads the file and checks the signature of its list. Raises BadTrust."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise BadTrust("another format")
        keys = {key.kid: key for key in map(_key, said["keys"])}
        city = (str(said["city"]["zh"]), str(said["city"]["en"]))
        revoked = read_list(opened(_bytes(said["revoked"]), keys, LIST)[0]) if said["revoked"] is not None else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadTrust(f"not readable: {error}") from error
    except (BadSignature, UnknownKey) as error:
        raise BadTrust("its revocation list is not signed by one of its keys") from error
    return Trust(city, keys, revoked)


def _key(row: dict[str, Any]) -> Key:
    found = Key(
        _bytes(row["kid"]), _bytes(row["x"]), _bytes(row["y"]), date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]), bool(row["test"]),
    )  # fmt: skip
    assert found.public  # the point lies on the curve, or ValueError
    return found


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
