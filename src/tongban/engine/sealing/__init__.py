"""Seals on PDF files: keys, the visible picture, sealing (PAdES) and verifying. Bytes in, bytes out."""

from tongban.engine.sealing.keys import AuthoritySeal, TestAuthority, make_authority_seal, make_test_authority
from tongban.engine.sealing.picture import draw_test_seal
from tongban.engine.sealing.signing import CannotSeal, KeptKeySigner, seal, signer
from tongban.engine.sealing.stamping import Ask, CheckedStamper, NoTimeStamp, roots_in
from tongban.engine.sealing.verifying import Verdict, unjudged, verify

__all__ = [
    "Ask",
    "AuthoritySeal",
    "CannotSeal",
    "CheckedStamper",
    "KeptKeySigner",
    "NoTimeStamp",
    "TestAuthority",
    "Verdict",
    "draw_test_seal",
    "make_authority_seal",
    "make_test_authority",
    "roots_in",
    "seal",
    "signer",
    "unjudged",
    "verify",
]
