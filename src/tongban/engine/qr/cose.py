"""COSE_Sign1 (RFC 9052) with ES256: one signature over one payload, and for what purpose it was made.

The purpose goes into the signature as external data, so that a signed list never passes for a signed certificate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ALG, KID, ES256, SIGN1 = 1, 4, -7, 18
CERTIFICATE, LIST = b"tongban:certificate:1", b"tongban:revoked:1"
LONGEST = 4_000_000
PrivateKey = ec.EllipticCurvePrivateKey


class BadSignature(Exception):
    """The message is readable and names a key we know, but this key did not sign it so."""


class UnknownKey(Exception):
    """The message names a key that the trust file does not hold."""


@dataclass(frozen=True)
class Key:
    """A public key: its id (8 bytes of the hash of its point), coordinates, and from when to when it signs."""

    kid: bytes
    x: bytes
    y: bytes
    valid_from: date
    valid_to: date
    test: bool

    @property
    def public(self) -> ec.EllipticCurvePublicKey:
        """For verifying. Raises ValueError where the point is not on the curve."""
        x, y = int.from_bytes(self.x, "big"), int.from_bytes(self.y, "big")
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def make_key(password: bytes, valid_from: date, valid_to: date, *, test: bool) -> tuple[Key, bytes]:
    """A new pair on P-256: the public key, and the private one in PEM, encrypted with the password."""
    if not password:
        raise ValueError("a signing key is never stored without a password")
    made = ec.generate_private_key(ec.SECP256R1())
    numbers = made.public_key().public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    protection = serialization.BestAvailableEncryption(password)
    pem = made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    return Key(sha256(x + y).digest()[:8], x, y, valid_from, valid_to, test), pem


def open_key(pem: bytes, password: bytes) -> PrivateKey:
    """The private key. Raises ValueError with another password."""
    key = serialization.load_pem_private_key(pem, password)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("this is no key on P-256")
    return key


def _to_sign(protected: bytes, payload: bytes, purpose: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, purpose, payload])


def signed(payload: bytes, key: PrivateKey, kid: bytes, purpose: bytes) -> bytes:
    """The tagged COSE_Sign1 message."""
    protected = cbor2.dumps({ALG: ES256, KID: kid}, canonical=True)
    r, s = decode_dss_signature(key.sign(_to_sign(protected, payload, purpose), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]))


def opened(message: bytes, keys: Mapping[bytes, Key], purpose: bytes) -> tuple[bytes, Key]:
    """The payload and the key that signed it. Raises ValueError for what is no such message, UnknownKey, BadSignature."""
    protected, payload, signature = _parts(message)
    header = _loaded(protected)
    if not isinstance(header, dict) or set(header) != {ALG, KID} or header[ALG] != ES256:
        raise ValueError("another algorithm than ES256, or none")
    key = keys.get(header[KID]) if isinstance(header[KID], bytes) else None
    if key is None:
        raise UnknownKey
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.public.verify(encode_dss_signature(r, s), _to_sign(protected, payload, purpose), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise BadSignature from None
    return payload, key


def _parts(message: bytes) -> tuple[bytes, bytes, bytes]:
    tagged = _loaded(message)
    body = tagged.value if isinstance(tagged, cbor2.CBORTag) and tagged.tag == SIGN1 else None
    if not isinstance(body, list | tuple) or len(body) != 4 or body[1] != {}:
        raise ValueError("this is no COSE_Sign1 message of ours")
    protected, _, payload, signature = body
    if not all(isinstance(one, bytes) for one in (protected, payload, signature)) or len(signature) != 64:
        raise ValueError("this is no COSE_Sign1 message of ours")
    return protected, payload, signature


def _loaded(data: bytes) -> object:
    """One CBOR value and nothing behind it. Raises ValueError."""
    if len(data) > LONGEST:
        raise ValueError("too long")
    try:
        value: object = cbor2.loads(data)
        if cbor2.dumps(value, canonical=True) != data:
            raise ValueError("not written the one way there is")
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise ValueError(f"no CBOR: {error}") from None
    return value


loaded = _loaded
