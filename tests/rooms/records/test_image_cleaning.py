"""Pictures are decoded one at a time, and only up to a size that a small server bears."""

import struct
import threading
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tongban.records import image_cleaning
from tongban.records.image_cleaning import MOST_PIXELS, BadPicture, cleaned


def png(width: int, height: int) -> bytes:
    """A picture of one colour: a few kilobytes for millions of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(orientation: int = 1) -> bytes:
    out, exif = BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, "SECRET PLACE"
    Image.new("RGB", (60, 20), "red").save(out, "JPEG", exif=exif, comment=b"SECRET NOTE")
    return out.getvalue()


def test_the_largest_picture_is_taken_and_one_row_more_is_not():
    assert MOST_PIXELS == 24_000_000
    assert Image.open(BytesIO(cleaned(png(6000, 4000), "image/png"))).size == (6000, 4000)
    with pytest.raises(BadPicture):
        cleaned(png(6000, 4001), "image/png")


def test_a_picture_that_is_too_large_is_never_decoded(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(BadPicture):
        cleaned(png(7745, 7745), "image/png")


@pytest.mark.parametrize(("orientation", "size"), [(1, (60, 20)), (6, (20, 60))])
def test_a_picture_stands_upright_and_says_nothing_of_its_maker(orientation, size):
    kept = cleaned(jpeg(orientation), "image/jpeg")
    assert Image.open(BytesIO(kept)).size == size
    assert b"SECRET" not in kept


def test_pictures_wait_for_each_other(monkeypatch):
    inside: list[int] = []
    most = []
    written_anew = image_cleaning._written_anew

    def watched(content: bytes, kind: str) -> bytes:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()
        return written_anew(content, kind)

    monkeypatch.setattr(image_cleaning, "_written_anew", watched)
    threads = [threading.Thread(target=cleaned, args=(jpeg(), "image/jpeg")) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == [1, 1, 1, 1]


def test_a_bad_picture_does_not_hold_up_the_next():
    with pytest.raises(BadPicture):
        cleaned(jpeg()[:200], "image/jpeg")
    assert cleaned(jpeg(), "image/jpeg").startswith(b"\xff\xd8")
