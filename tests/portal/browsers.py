"""A browser without JavaScript: Django's client working as the role of the public site, and papers to upload."""

from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from tests.roles import as_role


class PublicClient(Client):
    """Each request runs with the database rights of the public process, and no more."""

    def request(self, **request: Any) -> Any:
        with as_role("public"):
            return super().request(**request)


def jpeg(colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (120, 80), colour).save(out, "JPEG")
    return out.getvalue()
