"""What hides in a PDF: hand-made files, one for each trick by which something active gets past a quick look."""

import random
import re
import zlib
from pathlib import Path

import pytest

from tongban.records import pdf_checking
from tongban.records.pdf_checking import pdf_problem
from tongban.records.pdf_walking import problem_of

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
ORDINARY = Path(__file__).parents[2] / "api/one-page.pdf"


def pdf(objects: dict[int, bytes], *, trailer: bytes = b"", listed: tuple[int, ...] | None = None) -> bytes:
    """A file of these objects and a table of those `listed` (all, unless told)."""
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return out + _table(len(out), {one: places[one] for one in (objects if listed is None else listed)}, trailer)


def _table(start: int, places: dict[int, int], trailer: bytes) -> bytes:
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % row for row in places.items())
    head = b"xref\n0 1\n0000000000 65535 f \n" + rows
    return head + b"trailer\n<</Size 99/Root 1 0 R" + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % start


def plain(catalog: bytes = CATALOG, page: bytes = PAGE, **more: bytes) -> dict[int, bytes]:
    return {1: catalog, 2: PAGES, 3: page} | {int(name[1:]): body for name, body in more.items()}


def stream(dictionary: bytes, body: bytes) -> bytes:
    return b"<<" + dictionary + b"/Length %d>>stream\n" % len(body) + body + b"\nendstream"


def packed(dictionary: bytes, inside: dict[int, bytes], filters: bytes = b"/Filter/FlateDecode") -> bytes:
    """A stream of packed objects; `dictionary` takes the place of its /Type."""
    bodies, places, at = b"", [], 0
    for number, body in inside.items():
        places += [number, at]
        bodies += body + b" "
        at = len(bodies)
    head = b" ".join(b"%d" % one for one in places) + b" "
    data = head + bodies
    if b"Flate" in filters:
        data = zlib.compress(data)
    if b"ASCIIHex" in filters:
        data = data.hex().encode() + b">"
    return stream(dictionary + b"/N %d/First %d" % (len(inside), len(head)) + filters, data)


def with_packed(
    dictionary: bytes, inside: dict[int, bytes], filters: bytes = b"/Filter/FlateDecode", uses: bytes = b"/Names"
) -> bytes:
    """A file whose cross-reference stream says that the objects `inside` lie packed in object 5."""
    objects = plain(b"<</Type/Catalog/Pages 2 0 R" + uses + b" 9 0 R>>", x5=packed(dictionary, inside, filters))
    out, rows = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        rows[number] = bytes([1]) + len(out).to_bytes(3, "big") + bytes([0])
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows |= {number: bytes([2, 0, 0, 5, place]) for place, number in enumerate(inside)}
    rows[20] = bytes([1]) + len(out).to_bytes(3, "big") + bytes([0])
    index = b" ".join(b"%d 1" % one for one in sorted(rows))
    head = b"/Type/XRef/Size 99/Root 1 0 R/W[1 3 1]/Index[" + index + b"]/Filter/FlateDecode"
    table = stream(head, zlib.compress(b"".join(rows[one] for one in sorted(rows))))
    return out + b"20 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(out)


def revised(content: bytes, objects: dict[int, bytes]) -> bytes:
    """The file with a later revision of some objects."""
    before = int(content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    places = {}
    for number, body in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return content + _table(len(content), places, b"/Prev %d" % before)


HONEST = {
    "plain": pdf(plain()),
    "opens at a page": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/XYZ null null 0]>>")),
    "opens at a page by an action": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/GoTo/D[3 0 R/Fit]>>>>")),
    "a link": pdf(plain(page=PAGE[:-2] + b"/Annots[<</Subtype/Link/A<</S/URI/URI(https://example.org/)>>>>]>>")),
    "packed": with_packed(b"/Type/ObjStm", {9: b"<<>>", 10: b"(words)"}),
    "a later revision": revised(pdf(plain()), {3: PAGE}),
    "a font named in GBK": pdf(plain(x4=b"<</Type/Font/BaseFont/\xcb\xce\xcc\xe5>>")),
    "a font called AA": pdf(plain(x4=b"<</Font<</AA 6 0 R>>>>", x6=b"<</Type/Font>>")),
    "an outline before a picture": pdf(
        plain(x4=b"<</Type/Outlines/First 3 0 R>>", x6=stream(b"/Subtype/Image/Filter/DCTDecode", b"\xff\xd8\xff"))
    ),
}  # fmt: skip
ACTIVE = {
    "opens with a script": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/OpenAction" + SCRIPT + b">>")),
    "the name escaped": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/J#61vaScript/J#53(1)>>>>")),
    "opens a web page by itself": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://x)>>>>")),
    "opens by a reference": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>", x4=b"<</S/URI/URI(x)>>")),
    "then goes on": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/GoTo/D[3 0 R]/Next<</S/Named>>>>>>")),
    "acts when a page opens": pdf(plain(page=PAGE[:-2] + b"/AA<</O<</S/Named/N/Print>>>>>>")),
    "acts by a reference": pdf(plain(page=PAGE[:-2] + b"/AA 4 0 R>>", x4=b"<</O<</S/Named/N/Print>>>>")),
    "launches": pdf(plain(x4=b"<</S/Launch/F(cmd.exe)>>")),
    "opens another file": pdf(plain(x4=b"<</S/GoToR/F(x.pdf)>>")),
    "the kind by a reference": pdf(plain(x4=b"<</S 6 0 R/JS(1)>>", x6=b"/JavaScript")),
    "a file inside": pdf(plain(x4=stream(b"/Type/EmbeddedFile", b"MZ"))),
    "a file beside": pdf(plain(x4=b"<</Type/Filespec/F(x)/EF<</F 6 0 R>>>>", x6=stream(b"", b"MZ"))),
    "its data elsewhere": pdf(plain(x4=stream(b"/F(\\\\\\\\host\\\\share)", b""))),
    "a form in XML": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA[(x)4 0 R]>>>>")),
    "rich media": pdf(plain(x4=b"<</Subtype/RichMedia>>")),
    "packed": with_packed(b"/Type/ObjStm", {9: SCRIPT}),
    "packed, with obj in its dictionary": with_packed(b"/Type/ObjStm/Z (obj)", {9: SCRIPT}),
    "packed, with a remark in its type": with_packed(b"/Type%c\n/ObjStm", {9: SCRIPT}),
    "packed, with stream in its dictionary": with_packed(b"/Type/ObjStm/Z (stream\nendstream obj)", {9: SCRIPT}),
    "packed, its type escaped": with_packed(b"/Type/Obj#53tm", {9: SCRIPT}),
    "packed in letters": with_packed(b"/Type/ObjStm", {9: SCRIPT}, b"/Filter/ASCIIHexDecode"),
    "packed in letters, named by no table": pdf(
        plain(x5=packed(b"/Type/ObjStm", {9: SCRIPT}, b"/Filter/ASCIIHexDecode")), listed=(1, 2, 3)
    ),
    "packed, named by no table": pdf(plain(x5=packed(b"/Type/ObjStm/Z (obj)", {9: SCRIPT})), listed=(1, 2, 3)),
    "named by no table": pdf(plain(x5=SCRIPT), listed=(1, 2, 3)),
    "in an earlier revision": revised(pdf(plain(page=PAGE[:-2] + b"/AA<</O<</S/Named>>>>>>")), {3: PAGE}),
    "in a later revision": revised(pdf(plain()), {3: PAGE[:-2] + b"/AA<</O<</S/Named>>>>>>"}),
    "behind the word stream": pdf(plain(b"<</Type/Catalog/Pages 2 0 R/X(stream\n)/A" + SCRIPT + b"/Y(endstream)>>")),
    "in the body of a stream": pdf(plain(x4=stream(b"", b"9 0 obj" + SCRIPT + b"endobj"))),
}  # fmt: skip
BROKEN = {
    "no table": pdf(plain()).replace(b"startxref", b"startxxxx"),
    "a table that points nowhere": pdf(plain()).replace(b"0000000009 00000 n", b"0000000012 00000 n"),
    "as deep as a well": pdf(plain(x4=b"[" * 100_000 + b"]" * 100_000)),
    "a packed object that is none": with_packed(b"/Type/ObjStm", {9: b"<</A"}),
    "packed objects beyond measure": with_packed(b"/Type/ObjStm", {9: b"(" + b" " * 30_000_000 + b")"}),
    "a remark that never ends": with_packed(b"/Type/ObjStm", {9: b"%"}, uses=b"/OpenAction"),
    "no pages": pdf(plain() | {2: b"<</Type/Pages/Kids[]/Count 0>>"}),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken(name):
    assert pdf_problem(HONEST[name]) is None


@pytest.mark.parametrize("name", ACTIVE)
def test_something_active_is_found_wherever_it_hides(name):
    assert pdf_problem(ACTIVE[name]) == "pdf-active"


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_not_taken(name):
    assert pdf_problem(BROKEN[name]) == "pdf-broken"


@pytest.mark.parametrize("content", [pdf(plain(), trailer=b"/Encrypt 4 0 R"),
                                     pdf(plain(x4=b"<</Filter/Standard>>"), trailer=b"/Encr#79pt 4 0 R")])  # fmt: skip
def test_a_locked_file_is_called_locked(content):
    assert pdf_problem(content) == "pdf-encrypted"


@pytest.mark.parametrize("name", ["packed", "the kind by a reference", "in an earlier revision", "a file beside"])
def test_the_parser_finds_it_without_help_from_the_bytes(name):
    assert problem_of(ACTIVE[name]) == "pdf-active"


@pytest.mark.parametrize("seed", range(60))
def test_no_spoilt_file_crashes_the_check(seed, monkeypatch):
    monkeypatch.setattr(pdf_checking, "_walked", _walked_here)
    dice = random.Random(seed)
    spoilt = bytearray(dice.choice([*HONEST.values(), *ACTIVE.values(), ORDINARY.read_bytes()]))
    for _ in range(dice.randint(1, 30)):
        at = dice.randrange(len(spoilt))
        spoilt[at : at + dice.choice((0, 1, 1, 5))] = dice.choice((b"", b"<<", b"(", b"%", b"/", b"9", b"\xff", b"obj"))
    assert pdf_problem(bytes(spoilt)) in (None, "pdf-broken", "pdf-encrypted", "pdf-active")
    assert pdf_problem(b"%PDF-1.7\n" + dice.randbytes(4000) + b"\n%%EOF") == "pdf-broken"


def _walked_here(content: bytes) -> str | None:
    """The walk in this process, for speed: what it raises, the child turns into a word."""
    try:
        return problem_of(content)
    except Exception:
        return "pdf-broken"


@pytest.mark.parametrize(
    "content",
    [
        pdf(plain(x4=b"[" + b"/A " * 2_000_000 + b"]")),
        re.sub(rb"/Index.*?\]", b"/Index[0 1000000000]", with_packed(b"/Type/ObjStm", {9: b"<<>>"})),
    ],
    ids=["many names", "a table of a thousand million"],
)
def test_the_walk_ends_in_time(content, monkeypatch):
    monkeypatch.setattr(pdf_checking, "SECONDS", 1)
    assert pdf_problem(content) == "pdf-broken"
