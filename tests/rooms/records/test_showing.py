"""What was handed in as a picture: of modest size, drawn by a child that ends, and nothing where it cannot be drawn."""

from io import BytesIO

import pytest
from PIL import Image

from tests.rooms.records.test_pdf_checking import CATALOG, ORDINARY, PAGES, pdf, plain, stream
from tongban.kit import files
from tongban.records import showing

pytestmark = pytest.mark.django_db
BLACK = stream(b"", b"0 0 0 rg 0 0 99 99 re f")


def shown(content: bytes, media_type: str = "application/pdf") -> Image.Image | None:
    found = showing.picture_of(files.store(content, media_type=media_type))
    return Image.open(BytesIO(found)) if found else None


def picture(size: tuple[int, int], kind: str, mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size, 0).save(out, kind)
    return out.getvalue()


def test_pages_below_each_other_and_three_at_most() -> None:
    one = shown(ORDINARY.read_bytes())
    assert one is not None and one.format == "JPEG" and one.width <= showing.WIDTH
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]/Contents 9 0 R>>"
    kids = b"<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R 6 0 R]/Count 4>>"
    four = shown(pdf({1: CATALOG, 2: kids, 3: page, 4: page, 5: page, 6: page, 9: BLACK}))
    assert four is not None and (four.width, four.height) == (1000, 3 * 1000 + 2 * 12)
    assert four.getpixel((500, 500)) == (0, 0, 0) and four.getpixel((500, 1006))[0] > 100


def test_a_large_photograph_is_made_smaller_and_a_transparent_one_is_white() -> None:
    large = shown(picture((4000, 3000), "JPEG"), "image/jpeg")
    assert large is not None and large.size == (1000, 750)
    clear = shown(picture((30, 20), "PNG", "RGBA"), "image/png")
    assert clear is not None and (clear.size, clear.getpixel((5, 5))) == ((30, 20), (255, 255, 255))


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 nothing", ORDINARY.read_bytes()[:200], pdf({1: CATALOG, 2: PAGES})]
)
def test_what_cannot_be_drawn_gives_nothing(content: bytes) -> None:
    assert shown(content) is None


def test_a_page_of_any_size_stays_within_bounds() -> None:
    for box in (b"0 0 14400 3", b"0 0 3 14400", b"0 0 14400 14400"):
        found = shown(pdf(plain(page=b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]>>")))
        assert found is None or (found.width <= 1000 and found.height <= 2000)


def test_what_draws_for_ever_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "SECONDS", 1)
    squares = b"0 0 99 99 re f " * 20_000
    nested = b" ".join(b"/F%d Do" % number for number in range(8))
    own = b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<<%s>>>>"
    forms = {
        10 + n: stream(
            own % b"".join(b"/F%d %d 0 R" % (one, 11 + n) for one in range(8)), squares if n == 6 else nested
        )
        for n in range(7)
    }
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 9 0 R/Resources<</XObject<</F0 10 0 R>>>>>>"
    assert shown(pdf({**plain(page=page), 9: stream(b"", b"/F0 Do"), **forms})) is None
