"""Letters and faces: complete, literal, the same bytes for the same data, stopped by what no font can draw."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest
from stdnum.iso7064 import mod_11_10

from tests.engine.letters.archive import faults
from tests.engine.letters.samples import sample
from tongban.engine import letters
from tongban.engine.letters import KINDS, NoGlyph
from tongban.engine.problems import Refused

AT = datetime(2026, 3, 3, 1, tzinfo=UTC)
FACE = b'#let data = json(bytes(sys.inputs.data))\n#set document(title: "x")\n#set text(font: data.fonts.serif)\n'


@pytest.fixture(scope="module")
def fonts() -> letters.FontSet:
    return letters.find()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_letter_is_pdf_a(kind: str, lang: str, fonts: letters.FontSet) -> None:
    made = letters.render(kind, sample(kind), fonts=fonts, lang=lang, at=AT)
    with pikepdf.open(BytesIO(made)) as pdf:
        metadata = pdf.open_metadata()
        title = KINDS[kind].title_zh if lang == "zh" else KINDS[kind].title_en
        assert str(metadata["dc:title"]).endswith(title)
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert str(pdf.Root.Lang).startswith(lang)
        links = [a.A.URI for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a]
        assert [str(link) for link in links].count("tongban:seal") == 1
    assert faults(made) == []


def test_the_same_data_gives_the_same_bytes(fonts: letters.FontSet) -> None:
    one = letters.render("acceptance", sample("acceptance"), fonts=fonts, at=AT)
    assert letters.render("acceptance", sample("acceptance"), fonts=fonts, at=AT) == one
    assert letters.render("acceptance", {**sample("acceptance"), "number": "2"}, fonts=fonts, at=AT) != one


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_letter_that_lacks_something_is_refused(kind: str, fonts: letters.FontSet) -> None:
    for key in ("addressee", *KINDS[kind].needs):
        with pytest.raises(Refused) as caught:
            letters.render(kind, {**sample(kind), key: ""}, fonts=fonts)
        assert [problem.where for problem in caught.value.problems] == [f"/{key}"]


def test_an_unknown_letter_is_refused(fonts: letters.FontSet) -> None:
    with pytest.raises(Refused, match="there is no letter 'love'"):
        letters.render("love", {}, fonts=fonts)


def test_text_of_people_is_never_code(fonts: letters.FontSet) -> None:
    nasty = {**sample("termination"), "reasons": ['#read("page.typ") *b* $x$ #panic()']}
    made = letters.render("termination", nasty, fonts=fonts, at=AT)
    assert made.startswith(b"%PDF")


def test_a_character_without_a_glyph_stops_the_letter(fonts: letters.FontSet) -> None:
    with pytest.raises(NoGlyph) as caught:
        letters.render("acceptance", {**sample("acceptance"), "addressee": "李\U0003134a"}, fonts=fonts)
    assert (caught.value.characters, caught.value.field) == (["\U0003134a"], "/addressee")
    assert letters.missing_characters("李镕堃㛃 A1\n", fonts) == []


def test_a_face(fonts: letters.FontSet) -> None:
    data = {"number": "1", "qr": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'}
    source = FACE + b'#data.number #image(bytes(data.qr), format: "svg", alt: "q")'
    made = letters.render_face(source, data, fonts, at=AT)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3"
    assert faults(made) == []
    assert letters.render_face(source, data, fonts, at=AT) == made


def test_a_fault_is_seen(fonts: letters.FontSet) -> None:
    """The judge itself: a file without colours of its own, and one with a script, is not for the archive."""
    made = letters.render("acceptance", sample("acceptance"), fonts=fonts, at=AT)
    with pikepdf.open(BytesIO(made)) as pdf:
        del pdf.Root.OutputIntents
        pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1"))
        pdf.save(spoilt := BytesIO())
    assert set(faults(spoilt.getvalue())) == {
        "6.2.3 no output intent with an ICC profile",
        "6.5.1 action /JavaScript",
    }


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b'#import "@preview/cetz:0.3.0": *', "packages from the network"),
        (b'#let x = "@pre" + "view/a:1.0.0"; #import x: *', "may not use import"),
        (b'#{ include "other.typ" }', "may not use include"),
        (b'#read("/etc/passwd")', "may not use read"),
        (b'#eval("1")', "may not use eval"),
        (b"\xff", "not UTF-8"),
        (b"#unknown-thing()", "does not compile"),
    ],
)
def test_a_face_that_reaches_outside_is_refused(source: bytes, said: str, fonts: letters.FontSet) -> None:
    with pytest.raises(Refused, match=said):
        letters.render_face(FACE + source, {}, fonts)


def test_words_in_comments_and_texts_are_no_code() -> None:
    assert list(letters.face_problems(b'// import nothing\n#text("read (this)")\nWe read the law.', "f")) == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("JY{/format}{region6}{seq6}{mod11_10}", "JY23301020000010"),
        ("{year}-{seq4}-{authority}", "2026-0001-001"),
        ("{region6}{authority}{date}{seq6}{mod11_10}", "330102001202603020000016"),
    ],
)
def test_numbers(pattern: str, expected: str) -> None:
    made = letters.number(
        pattern, region6="330102", seq=1, year=2026, values={"format": "2"}, on=date(2026, 3, 2), authority="001"
    )
    assert made == expected
    if pattern.endswith("{mod11_10}"):
        assert mod_11_10.is_valid("".join(filter(str.isdigit, made)))


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{/gone}", "no value at '/gone'"),
        ("{oops}", "unknown {oops}"),
        ("{seq6", "braces"),
        ("{date}", "needs a date"),
        ("{seq1}", "longer than 1"),
    ],
)
def test_bad_number_patterns(pattern: str, said: str) -> None:
    with pytest.raises(letters.BadPattern, match=said):
        letters.number(pattern, region6="330102", seq=10, year=2026, values={})


def test_check_characters() -> None:
    from tongban.engine.letters.numbering import gb11714

    assert letters.mod11_10("2330102000001") == "0"
    assert letters.check_holds("JY23301020000010")
    assert not letters.check_holds("JY23301020000011")
    assert letters.mod37_36("11100000000013338W00911330105002500287C2025052201002") == "0"
    assert letters.mod37_36("11100000000013338W01111430000006122244L20230000403001") == "U"
    assert letters.mod37_36("11100000MB03271699022340100000000016001") == "9"
    assert gb11714("00250028") == "7"
    assert gb11714("MB285591") == "8"
