"""In English nothing is left in Chinese that is not marked so: guides, the pages everybody can open, a citizen's own."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.portal.filling_in import answer_questions, begin, fill_pages, story_answers, upload_all
from tests.portal.test_cases import PACKAGES
from tests.portal.test_guide import KEYS
from tests.portal.test_status import played
from tongban.cases.models import Case, Correction, Draft, Revision
from tongban.records.models import Material
from world.running import StoryRun

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


OWN = re.compile(r'href="(/(?:my|apply|accounts|drafts|organisations)/[^"#]*)"')


def own_words(value: Any) -> Iterator[str]:
    """Every text somewhere in answers."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from own_words(one)
    elif isinstance(value, str) and CJK.search(value):
        yield value


def typed_by_people(city: Any) -> list[str]:
    """Names, answers, what officers wrote: it stays as it was written. The longest first."""
    found = {one.name for one in city.citizens.values()} | {one.name for one in city.organisations.values()}
    for row in (*Revision.objects.all(), *Draft.objects.all()):
        found |= set(own_words(row.answers))
    for row in Correction.objects.all():
        found |= {item["text"] for item in row.items}
    for case in Case.objects.filter(decision__isnull=False):
        found |= {case.decision.reasons} - {""}
    found |= {str(one.name) for one in Material.objects.all()}
    return sorted(found, key=len, reverse=True)


def without(text: str, known: list[str]) -> str:
    for one in known:
        text = text.replace(one, "")
    return text


def crawled(browser: Any, *starts: str) -> Iterator[tuple[str, str]]:
    """Address and page of all that a citizen can open from these by links of their own."""
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address, follow=True)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        assert answer.status_code == 200, address
        page = answer.content.decode()
        yield address, page
        waiting += OWN.findall(page)


def test_a_citizens_own_pages_are_in_english(city, browser, citizen) -> None:
    key = "990102/open-restaurant"
    run = StoryRun(PACKAGES["open-restaurant"], PACKAGES["open-restaurant"].stories["granted"], {"citizen": citizen})
    run.run()
    played({"citizen": citizen}, "open-restaurant", "small-shop", "accept")
    played({"citizen": citizen}, "open-restaurant", "registration-refused", "decide")
    draft = begin(browser, key)
    answer_questions(browser, draft, {"registered": False, "floor_area": 310, "signboard": True, "online": True})
    browser.post(f"{draft}matters/", {"commitment": "no"})
    fill_pages(browser, draft, key, story_answers(key, "hot-pot.json"))
    upload_all(browser, draft)
    browser.post(f"{draft}materials/")
    browser.cookies["language"] = "en"
    known = typed_by_people(city)
    steps = [f"{draft}{step}/" for step in ("questions", "matters", "materials", "check")]
    steps += [f"{draft}page/{one.id}/" for one in PACKAGES["open-restaurant"].form.pages]
    left, count = {}, 0
    for address, page in crawled(browser, "/my/", f"/services/{key}/start/", *steps):
        count += 1
        if found := {one for one in left_in_chinese(page) if CJK.search(without(one, known))}:
            left[address] = found
    assert left == {}
    assert count > 25
