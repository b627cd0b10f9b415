"""An uploaded picture is decoded and written anew: no metadata, no second meaning, no bomb."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


class BadPicture(ValueError):
    """It cannot be decoded as what it claims to be, or is larger than any honest photograph."""


def cleaned(content: bytes, media_type: str) -> bytes:
    """The same picture, upright, written by us. Raises BadPicture."""
    kind = FORMATS[media_type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=(kind,))
            if picture.width * picture.height > MOST_PIXELS:
                raise BadPicture("too many pixels")
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(str(error)) from error
    transparent = kind == "PNG" and ("A" in upright.getbands() or "transparency" in upright.info)
    plain = upright.convert("RGBA" if transparent else "RGB")
    plain.info = {}  # comments, profiles and places would else be written again
    out = BytesIO()
    plain.save(out, kind, quality=88)
    return out.getvalue()
