"""What the owner of a shop answers."""

import json
from typing import Any

from tests.browser.running import ROOT

BUNDLE = "990102/open-restaurant"
STORIES = ROOT / "services/permit/open-restaurant/stories"


def answers() -> dict[str, Any]:
    """A noodle shop large enough for the fire service."""
    shop = json.loads((STORIES / "noodle-shop.json").read_text("utf-8"))
    hall = {"storeys": "地上一层、二层", "seats": 120, "gas": True, "fire_manager_name": "卢建明",
            "fire_facilities": ["extinguisher", "exit_sign"]}  # fmt: skip
    return {**shop, **hall}
