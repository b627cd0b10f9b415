"""Wrong input, a disguised file, a session that ends in mid-form: said where it is, and nothing typed is lost."""

from typing import Any

import pytest

from tests.browser.people import fill, press
from tests.browser.shop import BUNDLE, SMALL, answers, paper, picture

pytestmark = pytest.mark.browser


def test_wrong_answers_and_an_ended_session_lose_nothing(citizen: Any) -> None:
    person = citizen("19900000101")
    page = person.page
    person.begin(BUNDLE)
    draft = page.url.replace("questions/", "")
    page.goto(f"{draft}check/")  # pages out of order lead to the first that is open
    assert page.url == f"{draft}questions/"
    person.answer(SMALL)
    page.goto(f"{draft}materials/")
    assert page.url == f"{draft}page/firm/"
    given = answers()
    while "/page/operator/" not in page.url:
        fill(page, given)
        press(page)
    fill(page, {**given, "operator_id": "990102198506122131"})
    press(page)
    link = page.locator(".govuk-error-summary a").first
    assert link.get_attribute("href") == "#operator_id"
    assert page.locator('[name="operator_id"]').input_value() == "990102198506122131"
    assert page.locator('[name="operator_name"]').input_value() == "卢建明"

    fill(page, {**given, "operator_name": "卢建明明"})
    page.context.clear_cookies(name="tongban_public")
    press(page)
    assert "/accounts/login/" in page.url
    person.sign_in()
    assert "/page/operator/" in page.url
    assert page.locator('[name="operator_name"]').input_value() == "卢建明明"
    fill(page, given)
    press(page)
    person.fill_pages(given)

    wrong = {
        "不是可以接收的文件类型": ("图.pdf", b"MZ\x90\x00" + bytes(600)),
        "文件超过 10 MB": ("大.jpg", picture() + bytes(11 * 1024 * 1024)),
        "不完整或已损坏": ("断.pdf", paper()[:-40]),
        "这个文件是空的": ("空.jpg", b""),
    }
    for said, (name, content) in wrong.items():
        person.upload(page.locator(".slot:has(input[type=file])").first, name, content)
        assert said in page.locator(".slot").first.inner_text()
        assert page.locator(".slot__held li").count() == 0
    press(page)  # nothing is handed in yet
    assert page.url == f"{draft}materials/"
    assert page.locator(".govuk-error-summary a").count() == 2
    person.upload(page.locator(".slot:has(input[type=file])").first, "纸.pdf", paper())
    assert page.locator(".slot__held li").count() == 1

    page.goto(f"{draft}page/operator/")
    twin = page.context.new_page()
    twin.goto(page.url)
    for each in (page, twin):  # one page sent twice is saved once, and both go on to the same step
        press(each)
    assert page.url == twin.url == f"{draft}materials/"
    twin.close()
