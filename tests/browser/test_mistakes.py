"""Wrong input, a disguised file, a session that ends in mid-form: said where it is, and nothing typed is lost."""

from typing import Any

import pytest

from tests.browser.people import fill, press
from tests.browser.shop import BUNDLE, SMALL, answers

pytestmark = pytest.mark.browser


def test_wrong_answers_and_an_ended_session_lose_nothing(citizen: Any) -> None:
    person = citizen("19900000101")
    page = person.page
    person.begin(BUNDLE)
    person.answer(SMALL)
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

    box = page.locator(".portal-slot:has(input[type=file])").first
    box.locator('input[type="file"]').set_input_files(
        [{"name": "纸.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + b"\x00" * 600}]
    )
    box.locator("form[enctype] button").click()
    assert page.locator(".portal-problem").count() == 1
    assert page.locator(".portal-file").count() == 0
