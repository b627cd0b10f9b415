"""What the owner of a shop answers and hands in."""

import json
from io import BytesIO
from typing import Any

from PIL import Image

from tests.browser.running import ROOT

BUNDLE = "990102/open-restaurant"
STORIES = ROOT / "services/permit/open-restaurant/stories"
LARGE = {"registered": False, "floor_area": 420, "signboard": True, "online": False}
SMALL = {"registered": False, "floor_area": 36, "signboard": False, "online": False}


def answers() -> dict[str, Any]:
    """A noodle shop large enough for the fire service."""
    shop = json.loads((STORIES / "noodle-shop.json").read_text("utf-8"))
    hall = {"storeys": "地上一层、二层", "seats": 120, "gas": True, "fire_manager_name": "卢建明",
            "fire_facilities": ["extinguisher", "exit_sign"]}  # fmt: skip
    return {**shop, **hall}


def picture() -> bytes:
    """A photograph."""
    stream = BytesIO()
    Image.new("RGB", (640, 480), (200, 180, 150)).save(stream, "JPEG")
    return stream.getvalue()


def paper() -> bytes:
    """A scanned page as PDF."""
    stream = BytesIO()
    Image.new("L", (600, 800), 250).save(stream, "PDF")
    return stream.getvalue()
