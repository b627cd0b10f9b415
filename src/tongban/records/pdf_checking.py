"""Is this PDF safe to hand to an officer? Looked for in the bytes themselves, before any parser is trusted.

Object and cross-reference streams are inflated within a bound; page content and images are not looked into.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

MOST_INFLATED = 24 * 1024 * 1024
MOST_PAGES = 1000
_STREAM = re.compile(rb"stream\r?\n")
_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|EmbeddedFiles?|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])")
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_PACKED = re.compile(rb"/Type\s*/(ObjStm|XRef)(?![A-Za-z0-9])")


def pdf_problem(content: bytes) -> str | None:
    """None, or a code: "pdf-broken", "pdf-encrypted", "pdf-active"."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        return "pdf-broken"
    try:
        text = b"\n".join(_outside_streams(content))
    except (zlib.error, OverflowError):
        return "pdf-broken"
    text = _NAME.sub(lambda found: bytes([int(found.group(1), 16)]), text)
    if _ENCRYPTED.search(text):
        return "pdf-encrypted"
    if _ACTIVE.search(text):
        return "pdf-active"
    return None if _opens(content) else "pdf-broken"


def _outside_streams(content: bytes) -> Iterator[bytes]:
    """Everything but the bodies of ordinary streams; packed objects are inflated. Raises zlib.error, OverflowError."""
    left, at = MOST_INFLATED, 0
    while (found := _STREAM.search(content, at)) is not None:
        head = content[at : found.start()]
        yield head
        end = content.find(b"endstream", found.end())
        if end < 0:
            raise OverflowError("a stream without an end")
        dictionary = _NAME.sub(lambda name: bytes([int(name.group(1), 16)]), head[head.rfind(b"obj") :])
        if _PACKED.search(dictionary):
            plain = _inflated(dictionary, content[found.end() : end], left)
            left -= len(plain)
            yield plain
        at = end + len(b"endstream")
    yield content[at:]


def _inflated(dictionary: bytes, body: bytes, most: int) -> bytes:
    filters = re.findall(rb"/([A-Za-z0-9]+Decode)", dictionary)
    if not filters:
        return body
    if filters != [b"FlateDecode"]:
        raise OverflowError("packed objects are packed once, with Flate")
    machine = zlib.decompressobj()
    plain = machine.decompress(body, most)
    if machine.unconsumed_tail:
        raise OverflowError("packed objects are larger than any honest file's")
    return plain


def _opens(content: bytes) -> bool:
    try:
        pages = int(PdfFileReader(BytesIO(content), strict=False).root["/Pages"]["/Count"])
    except Exception:  # the reader raises many kinds; whatever it was, it is no document an officer can read
        return False
    return 0 < pages <= MOST_PAGES
