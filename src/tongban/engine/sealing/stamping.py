"""Time stamps of RFC 3161: the question and the check of the answer; who is asked, and over what, is the caller's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from asn1crypto import cms, pem, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

Ask = Callable[[bytes], bytes]
"""Takes a TimeStampReq (DER), gives the TimeStampResp (DER). Whatever it raises means: no time stamp."""

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)
LARGEST = 10_000
"""Bytes of a token that fit into the room kept for the signature."""


class NoTimeStamp(Exception):
    """The authority gave no time stamp that can be used; the message says why."""


class CheckedStamper(TimeStamper):
    """Takes only a token that is about our bytes and whose signature holds; with `trust`, only of a known authority.

    pyHanko's own looks at status and nonce alone, and puts a stamp over other bytes into the file.
    """

    def __init__(self, ask: Ask, trust: Sequence[bytes] = ()) -> None:
        super().__init__()
        self._ask = ask
        self._trust = loaded(trust)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One question, one answer."""
        return tsp.TimeStampResp.load(self._ask(req.dump()), strict=True)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token over these bytes. Raises `NoTimeStamp`."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            status = await self._status(token, message_digest, md_algorithm)
        except NoTimeStamp:
            raise
        except Exception as error:  # an answer can be wrong in any way: what it breaks is not known beforehand
            raise NoTimeStamp(f"{type(error).__name__}: {error}") from error
        if not (status.intact and status.valid):
            raise NoTimeStamp("the answer is not a stamp over our bytes")
        if self._trust and not status.trusted:
            raise NoTimeStamp("the stamp is of an authority we do not trust")
        if len(token.dump()) > LARGEST:
            raise NoTimeStamp(f"the stamp is longer than {LARGEST} bytes")
        return token

    async def _status(self, token: cms.ContentInfo, imprint: bytes, algorithm: str) -> TimestampSignatureStatus:
        def expected(named: str) -> bytes:
            if named != algorithm:
                raise NoTimeStamp(f"asked over {algorithm}, stamped over {named}")
            return imprint

        context = ValidationContext(trust_roots=self._trust, allow_fetching=False)
        known: dict[str, Any] = await validate_tst_signed_data(token["content"], context, expected)
        return TimestampSignatureStatus(**known)


def loaded(certificates: Sequence[bytes]) -> list[asn1_x509.Certificate]:
    """Certificates out of PEM, one each."""
    return [asn1_x509.Certificate.load(pem.unarmor(one)[2]) for one in certificates]


def roots_in(file: Path) -> list[bytes]:
    """The certificates (PEM) of a trust file; none where there is no file."""
    return _PEM.findall(file.read_bytes()) if file.is_file() else []
