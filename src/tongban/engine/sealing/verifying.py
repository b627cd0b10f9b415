"""Verifying a sealed PDF against the certificates we trust: whole file covered, unaltered, whose seal, when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from tongban.engine.sealing.keys import TEST_ROOT
from tongban.engine.sealing.stamping import loaded


@dataclass(frozen=True)
class Verdict:
    """What is known of the last seal of a file.

    `valid` only when it is intact, trusted, covers the whole file and nothing was changed after. `zh`/`en` say it in a
    sentence. `test` when it is a test seal, without legal force. `signed_at` is what the file claims, proven only when `stamped` by a time authority we trust.
    """

    valid: bool
    sealed: bool
    altered: bool
    trusted: bool
    covers_whole_file: bool
    signer: str
    test: bool
    signed_at: datetime | None
    stamped: bool
    seals: int
    zh: str
    en: str


_SAID = {
    "good": ("印章有效，文件自加盖以来未被改动", "the seal is valid and the file is unchanged since"),
    "none": ("文件没有印章", "the file bears no seal"),
    "broken": ("不是可读的 PDF 文件", "this is no readable PDF file"),
    "heavy": ("文件的结构过于复杂，没有验证", "the file is too complicated and was not judged"),
    "altered": ("文件在加盖印章后被改动", "the file was altered after it was sealed"),
    "stranger": ("印章不属于受信任的机关", "the seal belongs to no authority we trust"),
}


def _verdict(said: str, **known: Any) -> Verdict:
    blank = {
        "valid": False,
        "sealed": False,
        "altered": False,
        "trusted": False,
        "covers_whole_file": False,
        "signer": "",
        "test": False,
        "signed_at": None,
        "stamped": False,
        "seals": 0,
    }
    zh, en = _SAID[said]
    return Verdict(**{**blank, **known}, zh=zh, en=en)


def unjudged() -> Verdict:
    """For a file that took too long: nothing is known of it."""
    return _verdict("heavy")


def verify(pdf: bytes, trust: list[bytes], *, time: Sequence[bytes] = (), at: datetime | None = None) -> Verdict:
    """The verdict on a PDF. `trust`: roots of seals in PEM; `time`: roots of time-stamp authorities; `at`: when their
    validity is judged (default: now).

    Never raises for bad input and never asks the network.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        seals = list(reader.embedded_regular_signatures)
    except Exception:
        return _verdict("broken")
    if not seals:
        return _verdict("none")
    last = seals[-1]
    context = ValidationContext(trust_roots=loaded(trust), allow_fetching=False, moment=at)
    of_time = ValidationContext(trust_roots=loaded(time), allow_fetching=False, moment=at)
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})
    try:
        status = asyncio.run(async_validate_pdf_signature(last, context, of_time, key_usage_settings=usage))
    except Exception:
        return _verdict("altered", sealed=True, altered=True, seals=len(seals), signer=_name(last))

    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    altered = not (status.intact and status.valid) or not whole
    stamp = status.timestamp_validity
    proven = stamp.timestamp if stamp and stamp.intact and stamp.valid and stamp.trusted else None
    said = "altered" if altered else ("good" if status.trusted else "stranger")
    return _verdict(
        said,
        valid=said == "good",
        sealed=True,
        altered=altered,
        trusted=bool(status.trusted),
        covers_whole_file=whole,
        signer=_name(last),
        test=_issuer(last) == TEST_ROOT,
        signed_at=proven or status.signer_reported_dt or last.self_reported_timestamp,
        stamped=proven is not None,
        seals=len(seals),
    )


def _name(signature: Any) -> str:
    return _common_name(lambda: signature.signer_cert.subject)


def _issuer(signature: Any) -> str:
    return _common_name(lambda: signature.signer_cert.issuer)


def _common_name(of: Callable[[], Any]) -> str:
    try:
        return str(of().native["common_name"])
    except Exception:  # whatever a stranger's file may hold there
        return ""
