"""A small RFC 3161 authority on this machine: pyHanko's own answers for it, and it can be spoilt in every way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

STAMPED_AT = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
"""What the authority's clock says: not what ours does, so that the two can be told apart."""


@lru_cache(maxsize=1)
def _authority() -> tuple[bytes, DummyTimeStamper]:
    """Its certificate (PEM, its own root) and what stamps."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "time stamps of a test")])
    day = timedelta(days=1)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(datetime.now(UTC) - day).not_valid_after(datetime.now(UTC) + 900 * day)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    der, plain = serialization.Encoding.DER, serialization.NoEncryption()
    own = asn1_keys.PrivateKeyInfo.load(key.private_bytes(der, serialization.PrivateFormat.PKCS8, plain))
    stamper = DummyTimeStamper(asn1_x509.Certificate.load(certificate.public_bytes(der)), own, fixed_dt=STAMPED_AT)
    return certificate.public_bytes(serialization.Encoding.PEM), stamper


def root() -> bytes:
    """What trusts it, in PEM."""
    return _authority()[0]


class Authority:
    """Where it answers, how it answers from now on, and how often it was asked."""

    def __init__(self, url: str) -> None:
        self.url, self.mood, self.asked, self.closing = url, "good", 0, Event()

    def answer(self, question: bytes) -> tuple[int, bytes]:
        """Status and body."""
        request = tsp.TimeStampReq.load(question)
        if self.mood == "nonsense":
            return 200, b"<html>It works!</html>"
        if self.mood == "error":
            return 503, b"later"
        if self.mood == "refused":
            status = {"status": "rejection", "status_string": ["no contract"]}
            return 200, tsp.TimeStampResp({"status": tsp.PKIStatusInfo(status)}).dump()
        if self.mood == "other bytes":
            request["message_imprint"]["hashed_message"] = bytes(32)
        if self.mood == "old answer":
            request["nonce"] = 1
        got = bytearray(_authority()[1].request_tsa_response(request).dump())
        if self.mood == "broken signature":
            got[-1] ^= 1
        return 200, bytes(got)


@contextmanager
def running() -> Iterator[Authority]:
    """On a free port, until the block ends."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            authority.asked += 1
            assert self.headers["Content-Type"] == "application/timestamp-query"
            status, body = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if authority.mood == "dripping":
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    if authority.closing.wait(0.05):
                        return
            self.wfile.write(body)

        def log_message(self, *given: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    server.daemon_threads = True
    authority = Authority(f"http://127.0.0.1:{server.server_port}/")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield authority
    finally:
        authority.closing.set()
        server.shutdown()
        server.server_close()
