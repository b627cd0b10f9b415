"""Sealing a PDF: PAdES B-B (B-T with a time stamp), the seal's picture as the face of the signature."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import cms, pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.engine.sealing.picture import SIDE
from tongban.engine.sealing.stamping import CheckedStamper

SEAL_LINK = "tongban:seal"
FIELD = "seal"
_MARGIN = 56.0
# Room for the signature: two certificates need 5,000 bytes, a time stamp up to 12,000 (both in hex). Given, so that
# pyHanko does not sign once more, and ask the time-stamp authority once more, to find out.
_RESERVED = 32_768

Box = tuple[float, float, float, float]


class CannotSeal(ValueError):
    """The bytes are no PDF that can be sealed, or the key does not fit; the message says which."""


class KeptKeySigner(Signer):
    """A signer that parses its key once. pyHanko's own checks the key at every signature, eight times the work."""

    def __init__(
        self, key: rsa.RSAPrivateKey, certificate: asn1_x509.Certificate, chain: SimpleCertificateStore
    ) -> None:
        super().__init__(signing_cert=certificate, cert_registry=chain, embed_roots=True)
        self._key = key

    async def signed_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes:
        """As pyHanko makes them, read back: what was only encoded is encoded again by each part around it."""
        made = await super().signed_attrs(*given, **named)
        return cms.CMSAttributes.load(made.dump())

    def signer_info(self, *given: Any, **named: Any) -> cms.SignerInfo:
        """Likewise."""
        return cms.SignerInfo.load(super().signer_info(*given, **named).dump())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """RSA PKCS#1 v1.5 over SHA-256; a dry run gives only the length."""
        if digest_algorithm != "sha256":
            raise CannotSeal(f"seals use sha256, not {digest_algorithm}")
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _certificate(pem_bytes: bytes) -> asn1_x509.Certificate:
    _, _, der = pem.unarmor(pem_bytes)
    return asn1_x509.Certificate.load(der)


@lru_cache(maxsize=64)
def signer(key_pem: bytes, password: bytes, cert_pem: bytes, ca_pem: bytes) -> KeptKeySigner:
    """The signer of a seal, kept for the life of the process. Raises `CannotSeal` for a key that does not fit."""
    try:
        key = serialization.load_pem_private_key(key_pem, password)
    except ValueError as error:
        raise CannotSeal("the seal key cannot be opened with this password") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise CannotSeal("a seal key is RSA")
    certificate = _certificate(cert_pem)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if certificate.public_key.dump() != public:
        raise CannotSeal("the key does not belong to the certificate")
    chain = SimpleCertificateStore.from_certs([_certificate(ca_pem)])  # type: ignore[no-untyped-call]
    return KeptKeySigner(key, certificate, chain)


def seal(
    pdf: bytes,
    by: Signer,
    *,
    appearance: bytes,
    reason: str,
    name: str,
    stamper: CheckedStamper | None = None,
) -> bytes:
    """The PDF with its seal, as an added revision: the given bytes stay the beginning of the result.

    `appearance` is a one-page PDF; it is drawn where the document links to `tongban:seal`, else at the lower right of
    the last page. `name` is read aloud for the field (/TU). Raises `CannotSeal`,
    and `NoTimeStamp` when `stamper` gets none.
    """
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        page, box = _place(writer.prev)
    except Exception as error:
        raise CannotSeal(f"this is no PDF that can be sealed: {error}") from error
    field = SigFieldSpec(_free_name(writer.prev), on_page=page, box=box, readable_field_name=f"{name} 印章 / seal")  # type: ignore[arg-type]
    metadata = PdfSignatureMetadata(
        field_name=field.sig_field_name,
        md_algorithm="sha256",
        reason=reason,
        name=name,
        subfilter=SigSeedSubFilter.PADES,
    )
    drawn = StaticStampStyle(background=_Picture(appearance), border_width=0, background_opacity=0.92)
    pdf_signer = PdfSigner(metadata, signer=by, timestamper=stamper, stamp_style=drawn, new_field_spec=field)
    sealed = asyncio.run(pdf_signer.async_sign_pdf(writer, output=BytesIO(), bytes_reserved=_RESERVED))
    return bytes(sealed.getbuffer())


@lru_cache(maxsize=64)
def _opened(content: bytes) -> PdfFileReader:
    """The picture of a seal, parsed once a process: what is read of it is copied into each file."""
    return PdfFileReader(BytesIO(content))


class _Picture(ImportedPdfPage):
    """The first page of a PDF held in memory (pyHanko's own class opens a file by name)."""

    def __init__(self, content: bytes) -> None:
        super().__init__("")  # type: ignore[no-untyped-call]
        self._content = content

    def render(self) -> bytes:
        """The page as a form object in the resources, and the operators that draw it."""
        form = self._ensure_writer.import_page_as_xobject(_opened(self._content))
        self.resources.xobject["/SealPicture"] = form
        self.box = BoxConstraints(SIDE, SIDE)
        return b"/SealPicture Do"


def _place(reader: Any) -> tuple[int, Box]:
    pages = int(reader.root["/Pages"]["/Count"])
    for index in range(pages - 1, -1, -1):
        for rectangle in _links(_page(reader, index)):
            return index, _square(rectangle)
    media = [float(value) for value in _page(reader, pages - 1)["/MediaBox"]]
    right = media[2] - _MARGIN
    return pages - 1, (right - SIDE, _MARGIN, right, _MARGIN + SIDE)


def _page(reader: Any, index: int) -> Any:
    return reader.find_page_for_modification(index)[0].get_object()


def _links(page: Any) -> Iterator[Box]:
    for entry in page.get("/Annots", ()):
        annotation = entry.get_object()
        action = annotation.get("/A")
        if action is not None and action.get_object().get("/URI") in (SEAL_LINK, SEAL_LINK.encode()):
            left, bottom, right, top = (float(value) for value in annotation["/Rect"])
            yield left, bottom, right, top


def _square(box: Box) -> Box:
    middle, height = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half = min(box[2] - box[0], box[3] - box[1]) / 2
    return middle - half, height - half, middle + half, height + half


def _free_name(reader: Any) -> str:
    taken = {signature.field_name for signature in reader.embedded_signatures}
    return next(name for name in (FIELD, *(f"{FIELD}-{n}" for n in range(2, 100))) if name not in taken)
