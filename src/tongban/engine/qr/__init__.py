"""The QR code of a certificate, which verifies without a network: claims in CBOR, signed with COSE, written in Base45.

Bytes and text in, verdicts out. A second list, signed by the same keys, names what is no longer in force.
"""

from tongban.engine.qr.claims import PREFIX, Claims, picture, text_of
from tongban.engine.qr.cose import Key, PrivateKey, make_key, open_key, signed
from tongban.engine.qr.drawing import TooLong, svg
from tongban.engine.qr.revoked import REASONS, Revoked, list_bytes, mark
from tongban.engine.qr.trust import BadTrust, Trust, trust_from, trust_json
from tongban.engine.qr.verdict import QrVerdict, judge

__all__ = [
    "PREFIX",
    "REASONS",
    "BadTrust",
    "Claims",
    "Key",
    "PrivateKey",
    "QrVerdict",
    "Revoked",
    "TooLong",
    "Trust",
    "judge",
    "list_bytes",
    "make_key",
    "mark",
    "open_key",
    "picture",
    "signed",
    "svg",
    "text_of",
    "trust_from",
    "trust_json",
]
