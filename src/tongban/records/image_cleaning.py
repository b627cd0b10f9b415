"""An uploaded picture is decoded and written anew: no metadata, no second meaning, no bomb."""

import warnings
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps

# A phone's photograph has 12 million; decoded, turned and converted, one of 24 million takes at most 200 MB.
MOST_PIXELS = 24_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


_ONE_AT_A_TIME = Lock()


class BadPicture(ValueError):
    """It cannot be decoded as what it claims to be, or is larger than any honest photograph."""


def cleaned(content: bytes, media_type: str) -> bytes:
    """The same picture, upright, written by us. Raises BadPicture. Pictures of one process wait for each other."""
    with _ONE_AT_A_TIME:
        return _written_anew(content, FORMATS[media_type])


def _written_anew(content: bytes, kind: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=(kind,))
            if picture.width * picture.height > MOST_PIXELS:
                raise BadPicture("too many pixels")
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(str(error)) from error
    transparent = kind == "PNG" and ("A" in picture.getbands() or "transparency" in picture.info)
    mode = "RGBA" if transparent else "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)
    plain.info = {}  # comments, profiles and places would else be written again
    out = BytesIO()
    plain.save(out, kind, quality=88)
    return out.getvalue()
