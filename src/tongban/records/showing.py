"""What was handed in as a picture of modest size, for a page on which it is looked at beside other things."""

import os
import subprocess
import sys
import warnings
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image

from tongban.kit import files
from tongban.kit.models import StoredFile

WIDTH, MOST_HEIGHT = 1000, 2000
SECONDS = 10
_STARTUP_SECONDS = 10
_AT_ONCE = BoundedSemaphore(2)  # a page with many files asks for all of them in one moment


def picture_of(file: StoredFile) -> bytes | None:
    """A JPEG: the picture itself, or up to three pages of a PDF; None where it cannot be drawn."""
    with _AT_ONCE:
        content = files.read(file)
        return _of_pdf(content) if file.media_type == "application/pdf" else _smaller(content)


def _smaller(content: bytes) -> bytes | None:
    """The picture was written by us when it came in (image_cleaning), so it is drawn here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content))
            picture.draft("RGB", (WIDTH, MOST_HEIGHT))
            picture.thumbnail((WIDTH, MOST_HEIGHT))
    except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    on_white = Image.new("RGB", picture.size, "white")
    on_white.paste(picture, mask=picture.getchannel("A") if "A" in picture.getbands() else None)
    out = BytesIO()
    on_white.save(out, "JPEG", quality=82)
    return out.getvalue()


def _of_pdf(content: bytes) -> bytes | None:
    """Drawn by a child with an end to its time and memory: no renderer is trusted with a stranger's file."""
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PATH": os.environ.get("PATH", "")}
    command = [sys.executable, "-m", "tongban.records.pdf_drawing", str(SECONDS)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS + _STARTUP_SECONDS, env=environment, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(b"\xff\xd8") else None
