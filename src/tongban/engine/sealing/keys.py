"""Keys and certificates of seals: a test authority of our own, RSA-3072 because PDF/A-3 allows no other with pyHanko.

An EC certificate would set PDF 2.0 in the catalogue, which PDF/A-3 forbids; so keys here are RSA with SHA-256.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

BITS = 3072
TEST_ROOT = "通办测试根证书 Tongban test root"


@dataclass(frozen=True)
class TestAuthority:
    """A certificate authority without legal force. Both are PEM; the key is encrypted with the password given."""

    __test__ = False
    key_pem: bytes
    cert_pem: bytes


@dataclass(frozen=True)
class AuthoritySeal:
    """The seal of one authority: encrypted private key, certificate, and the root it goes back to. All PEM."""

    name: str
    key_pem: bytes
    cert_pem: bytes
    ca_pem: bytes


def _encrypted(key: rsa.RSAPrivateKey, password: bytes) -> bytes:
    if not password:
        raise ValueError("a seal key is never stored without a password")
    protection = serialization.BestAvailableEncryption(password)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: str, issuer: str, public: rsa.RSAPublicKey, start: datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def make_test_authority(password: bytes, *, start: datetime | None = None) -> TestAuthority:
    """A self-signed root for test seals, valid 30 years from `start` (default: yesterday)."""
    begin = start or datetime.now(UTC) - timedelta(days=1)
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    certificate = (
        _builder(TEST_ROOT, TEST_ROOT, key.public_key(), begin, 30)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(ca=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return TestAuthority(_encrypted(key, password), certificate.public_bytes(serialization.Encoding.PEM))


@lru_cache(maxsize=1)
def _opened(key_pem: bytes, password: bytes) -> rsa.RSAPrivateKey:
    """Opened once for all seals of a city: it takes a sixth of a second, on purpose."""
    key = serialization.load_pem_private_key(key_pem, password)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the root key is no RSA key")
    return key


def make_authority_seal(
    name: str,
    password: bytes,
    *,
    ca: TestAuthority,
    ca_password: bytes,
    start: datetime | None = None,
) -> AuthoritySeal:
    """A key and certificate for an authority, issued by the test root, valid 10 years. `name` at most 54 characters."""
    begin = start or datetime.now(UTC) - timedelta(days=1)
    root_key = _opened(ca.key_pem, ca_password)
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    certificate = (
        _builder(f"{name}（测试）", TEST_ROOT, key.public_key(), begin, 10)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(ca=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    return AuthoritySeal(name, _encrypted(key, password), pem, ca.cert_pem)
