"""In English: a small shop applies, the desk tells what to correct, the citizen answers at home and gets the licence."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.people import Citizen, fill, press, registered
from tests.browser.running import RunningCity
from tests.browser.shop import SMALL, answers, paper, picture

pytestmark = pytest.mark.browser

OURS = "main :is(h1, h2, h3, legend, label, button, th, dt, .govuk-hint), header, .govuk-error-summary"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMES = ("中文", "安澜", "通")  # the switch to the other language, the invented city, its mark


def in_english(page: Any) -> None:
    """No question, heading or button of the page is in Chinese."""
    assert page.locator("html").get_attribute("lang") == "en"
    texts = page.locator(OURS).all_inner_texts()
    for name in NAMES:
        texts = [text.replace(name, "") for text in texts]
    assert [text for text in texts if CHINESE.search(text)] == []


def test_corrected_at_the_desk_and_answered_at_home_in_english(
    running_city: RunningCity, citizen: Any, officer: Any, tmp_path: Path
) -> None:
    person, desk = citizen("19900000102", "en"), officer("feixinmin")
    number, whole = applied(person)
    desk.open(number)
    desk.act("request_correction", {"0-what": "pointer:/premises", "0-text": "请写到房间号 / Please give the room"})
    assert "已告知补正" in desk.page.locator("body").inner_text()
    answered_at_home(person, whole)
    desk.open(number)
    changed = desk.page.locator("main dl div", has_text="补正后有变").all_inner_texts()
    assert len(changed) == 1
    assert "安澜市河东区解放路18号一层102室" in changed[0]
    revisions = "SELECT array_agg(number ORDER BY number) FROM cases_revision WHERE case_id = %s"
    assert running_city.asked(revisions, whole.strip("/").rpartition("/")[2]) == [1, 2]

    person.page.goto(person.site + whole)
    link = person.page.locator('main a[href^="/my/cases/"]', has_text="egistration").first
    registration = link.get_attribute("href")
    registered(desk, officer("shentufeng"), registration.removeprefix("/my"))
    person.see(registration, "Download and confirm receipt")
    in_english(person.page)
    with person.page.expect_download() as waiting:
        person.page.locator('main form[action^="/files/certificates/"] button').click()
    file = tmp_path / "licence.pdf"
    waiting.value.save_as(file)
    assert running_city.command("verify", str(file)).returncode == 0
    person.page.goto(person.site + registration)
    in_english(person.page)


def applied(person: Citizen) -> tuple[str, str]:
    """From the search box to the case: its number and its path."""
    page = person.page
    fill(page, {"q": "open a restaurant"})
    page.get_by_role("button", name="Search").click()
    in_english(page)
    page.get_by_role("link", name="Open a restaurant").first.click()
    page.get_by_role("button", name="Start").or_(page.get_by_role("link", name="Start")).first.click()
    in_english(page)
    person.sign_in()
    in_english(page)
    page.locator("main form button").last.click()
    in_english(page)
    person.answer(SMALL)
    while "/page/" in page.url:
        in_english(page)
        fill(page, answers())
        press(page)
    in_english(page)
    person.upload_all(("lease.pdf", paper()), ("layout.jpg", picture()))
    in_english(page)
    number, _ = person.submit()
    in_english(page)
    page.locator('main a[href^="/my/cases/"]').last.click()
    in_english(page)
    return number, page.url.removeprefix(person.site)


def answered_at_home(person: Citizen, whole: str) -> None:
    """What was told stands on the case and beside its question; everything else is as it was handed in."""
    page = person.page
    page.goto(person.site + whole)
    in_english(page)
    assert "Please give the room" in page.locator(".callout").inner_text()
    page.locator(".callout button").click()
    while page.locator('[name="premises"]').count() == 0:
        press(page)
    assert "Please give the room" in page.locator(".told").inner_text()
    assert page.locator('[name="premises"]').input_value() == answers()["premises"]
    fill(page, {"premises": "安澜市河东区解放路18号一层102室"})
    press(page)
    while "/check/" not in page.url:
        press(page)
    in_english(page)
    press(page)
    page.goto(person.site + whole)
    assert page.locator(".callout").count() == 0
    assert "You answered the corrections" in page.locator("main").inner_text()
