"""The keys and the gallery."""

import re
from pathlib import Path

import pytest

from tongban.ui.assets import build

KEYS_JS = (Path(build.HERE) / "keys.js").read_text(encoding="utf-8")


def test_each_key_of_the_help_page_is_known_to_the_script_or_leads_from_a_link(at, restaurant):
    desk = at("hedong-hall-desk1")
    page = desk.get("/help/keyboard/").content.decode()
    told = {" ".join(re.findall(r"<kbd>(.)</kbd>", row)) for row in re.findall(r"<tr><td.*?</tr>", page)}
    case = desk.get(f"/cases/{restaurant.id}/").content.decode()
    single = set(re.findall(r'^    "?([a-z/?])"?: \(\) =>', KEYS_JS, re.MULTILINE))
    assert told == single | set(re.findall(r'data-key="(g .)"', case))
    assert 'data-key="?"' in case


@pytest.mark.parametrize(
    ("look", "sign"), [("elder", 'template elder"'), ("dark", 'template look-dark"'), ("x", 'template "')]
)
def test_the_gallery_has_three_looks(at, look, sign):
    page = at("hedong-hall-desk1").get("/help/components/", {"look": look}).content.decode()
    assert sign in re.sub(" +", " ", page)
