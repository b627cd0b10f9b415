"""Every object of a PDF, in every revision, through the parser. Runs as a child: limits first, then the file."""

import re
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DecodePurpose, DocumentDecodeBudget
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef, read_object_header

MEMORY_MB = 512
MOST_REVISIONS = 100
MOST_OBJECTS = 200_000
MOST_NODES = 3_000_000
MOST_PAGES = 1000
MOST_UNPACKED = 64 * 1024 * 1024
_HEADER = re.compile(rb"(?<!\d)\d{1,8}[\s\x00]+\d{1,5}[\s\x00]+obj(?![A-Za-z0-9])")
_ODD_NAME = re.compile(rb"/[^\x00\s()<>\[\]{}/%]*[\x80-\xff][^\x00\s()<>\[\]{}/%]*")
_STREAM = re.compile(rb">>[\s\x00]*stream\r?\n(.*?)endstream", re.DOTALL)
KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/EF", "/EmbeddedFiles", "/Launch", "/RichMediaContent"})
KINDS = frozenset({
    "/JavaScript", "/Launch", "/RichMedia", "/RichMediaExecute", "/EmbeddedFile", "/FileAttachment", "/SubmitForm",
    "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound", "/Screen", "/3D",
})  # fmt: skip
MOMENTS = frozenset({
    "/E", "/X", "/D", "/U", "/Fo", "/Bl", "/PO", "/PC", "/PV", "/PI", "/O", "/C",
    "/K", "/F", "/V", "/WC", "/WS", "/DS", "/WP", "/DP",
})  # fmt: skip


class Found(Exception):
    """The walk ends here; the argument is the code."""


def problem_of(content: bytes) -> str | None:
    """None, "pdf-encrypted" or "pdf-active". Raises all sorts of errors: then it cannot be read."""
    # A comment at the very end would never end for the parser; names in an old encoding would end it.
    reader = PdfFileReader(
        BytesIO(_plain_names(content) + b"\n"), strict=False,
        decode_limits=DecodeLimits(document_budget=DocumentDecodeBudget(base_allowance=MOST_UNPACKED, max_ratio=20)),
    )  # fmt: skip
    try:
        _Walk(reader, content).all()
    except Found as found:
        return str(found)
    pages = int(reader.root["/Pages"]["/Count"])
    if not 0 < pages <= MOST_PAGES:
        raise ValueError("pages")
    return None


def _plain_names(content: bytes) -> bytes:
    """Names in an old Chinese encoding (fonts, mostly), made plain letters of the same length outside streams."""
    out, at = [], 0
    for found in _STREAM.finditer(content):
        out += [_letters(content[at : found.start(1)]), found.group(1)]
        at = found.end(1)
    return b"".join([*out, _letters(content[at:])])


def _letters(text: bytes) -> bytes:
    return _ODD_NAME.sub(lambda name: re.sub(rb"[\x80-\xff]", b"x", name.group()), text)


class _Walk:
    def __init__(self, reader: PdfFileReader, content: bytes) -> None:
        self.reader, self.content, self.nodes = reader, content, 0
        self.seen: set[int] = set()

    def all(self) -> None:
        """Raises Found, or whatever the parser raises."""
        if "/Encrypt" in self.reader.trailer_view:
            raise Found("pdf-encrypted")
        if self.reader.total_revisions > MOST_REVISIONS:
            raise ValueError("revisions")
        for revision in range(self.reader.total_revisions):
            trailer = self.reader.trailer.flatten(revision)
            if "/Encrypt" in trailer:
                raise Found("pdf-encrypted")
            self.look(trailer)
            for offset in self._offsets(revision):
                self._one(offset)
        for header in _HEADER.finditer(self.content):  # what no table names, a viewer that repairs might find
            try:
                self._one(header.start())
            except Found:
                raise
            except Exception:  # words in a text that look like an object, most likely
                continue

    def _offsets(self, revision: int) -> Iterator[int]:
        data = self.reader.xrefs.get_xref_data(revision)
        tables = [data, *([data.hybrid.xref_data] if data.hybrid is not None else [])]
        for table in tables:
            yield from (offset for _, offset in table.standard_xrefs.values() if offset > 0)
            for number in table.obj_streams_used:
                where = self.reader.xrefs.get_historical_ref(generic.Reference(number, 0, self.reader), revision)
                if where is None or isinstance(where, ObjStreamRef):
                    raise ValueError("a packed object without its stream")

    def _one(self, offset: int) -> None:
        if offset in self.seen:
            return
        self.seen.add(offset)
        if len(self.seen) > MOST_OBJECTS:
            raise Found("pdf-broken")
        source = self.reader.stream
        source.seek(offset)
        number, generation = read_object_header(source, strict=False)
        thing = generic.read_object(source, generic.Reference(number, generation, self.reader))
        self.look(thing)
        if isinstance(thing, generic.StreamObject):
            if "/F" in thing:  # the data is said to lie in another file
                raise Found("pdf-active")
            if thing.get("/Type") == "/ObjStm" or ("/N" in thing and "/First" in thing):
                self._packed(thing)

    def _packed(self, stream: Any) -> None:
        plain = stream.read_data(DecodePurpose.OBJECT_STREAM) + b"\n"
        head, source = plain[: int(stream["/First"])].split(), BytesIO(plain)
        for at in range(1, 2 * int(stream["/N"]), 2):
            source.seek(int(stream["/First"]) + int(head[at]))
            generic.read_non_whitespace(source, seek_back=True)
            self.look(generic.read_object(source, generic.Reference(int(head[at - 1]), 0, self.reader)))

    def look(self, thing: Any) -> None:
        """One object and all that is written inside it. Raises Found("pdf-active")."""
        if _is_active(thing):
            raise Found("pdf-active")
        waiting = [thing]
        while waiting:
            one = waiting.pop()
            self.nodes += 1
            if self.nodes > MOST_NODES:
                raise Found("pdf-broken")
            if isinstance(one, generic.DictionaryObject):
                for key, value in dict.items(one):
                    self._entry(key, value)
                    waiting.append(value)
            elif isinstance(one, list):
                waiting += list.__iter__(one)

    def _entry(self, key: str, value: Any) -> None:
        if key in KEYS or (key in ("/S", "/Subtype", "/Type") and _is_active(value)):
            raise Found("pdf-active")
        if key == "/AA" and any(one in MOMENTS for one in _keys(value.get_object())):
            raise Found("pdf-active")
        if key == "/OpenAction" and not _only_turns_to_a_page(value.get_object()):
            raise Found("pdf-active")


def _is_active(value: Any) -> bool:
    return isinstance(value, generic.NameObject) and value in KINDS


def _keys(value: Any) -> list[str]:
    return list(value) if isinstance(value, generic.DictionaryObject) else []


def _only_turns_to_a_page(action: Any) -> bool:
    """Most office programs write where to open the file; anything else that happens by itself is refused."""
    if isinstance(action, generic.DictionaryObject):
        return action.get("/S") == "/GoTo" and "/Next" not in action
    return isinstance(action, list | str | bytes | generic.NullObject)


def limit(seconds: int) -> None:
    """CPU seconds and memory; no files, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Reads the file, writes one word."""
    limit(int(sys.argv[1]))
    try:
        said = problem_of(sys.stdin.buffer.read()) or "fine"
    except Exception:  # the parser raises many kinds; whatever it was, it is no document an officer can read
        said = "pdf-broken"
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
