"""In English nothing is left in Chinese that is not marked so: guides and the pages everybody can open."""

import re
from html.parser import HTMLParser

import pytest

from tests.portal.test_guide import KEYS

pytestmark = pytest.mark.django_db

CJK = re.compile("[\u3400-\u9fff]+")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
ALLOWED = {
    "\u4e2d\u6587": "the switch to Chinese names itself",
    "\u901a": "the mark of the site",
}


class Left(HTMLParser):
    """Text nodes with Chinese characters outside every element of lang="zh…", scripts and styles apart."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            own = dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")
            self.open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, lang = self.open[-1] if self.open else ("", "")
        if tag not in ("script", "style") and not lang.startswith("zh") and CJK.search(data):
            self.found.add(data.strip())


def left_in_chinese(html: str) -> set[str]:
    """What an English page says in Chinese without saying that it does."""
    reader = Left()
    reader.feed(html)
    return {one for one in reader.found if one not in ALLOWED}


def test_the_reader_sees_what_it_should() -> None:
    html = '<p lang="en">a<br>\u8425</p><p lang="zh">\u6267</p><div><span lang="zh-CN">\u7167</span>\u6cd5</div>'
    assert left_in_chinese(html) == {"\u8425", "\u6cd5"}


@pytest.mark.parametrize(
    "address", [f"/services/{key}/" for key in KEYS] + ["/", "/search/?q=licence", "/verify/", "/track/"]
)
def test_an_english_page_is_in_english(city, visitor, address: str) -> None:
    visitor.cookies["language"] = "en"
    answer = visitor.get(address, follow=True)
    assert answer.status_code == 200, address
    assert left_in_chinese(answer.content.decode()) == set()
