"""Pages at 390 px, in English and in larger type: one heading, a label for every question, nothing to scroll sideways."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser
UNLABELLED = (
    """boxes => boxes.filter(box => !box.labels.length && !box.getAttribute('aria-label')).map(box => box.name)"""
)
WIDER = "page => page.scrollWidth - page.clientWidth"


@pytest.mark.parametrize("path", ["/", "/search/?q=开饭馆", "/services/990102/open-restaurant/", "/verify/", "/track/"])
def test_public_pages_on_a_phone(running_city: Any, new_page: Any, path: str) -> None:
    page = new_page(390)
    page.goto(running_city.public + path)
    for language in ("zh-CN", "en"):
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1
        assert page.locator("main input:not([type=hidden]), main select, main textarea").evaluate_all(UNLABELLED) == []
        assert page.locator("html").evaluate(WIDER) == 0
        if language == "zh-CN":
            page.locator('button[name="language"]').click()
    page.locator('button[name="elder"]').click()
    assert "elder" in page.locator("html").get_attribute("class").split()
    assert page.locator("html").evaluate(WIDER) == 0
    page.context.close()


def test_task_list_on_a_phone(officer: Any) -> None:
    one = officer("feixinmin")
    one.page.set_viewport_size({"width": 390, "height": 900})
    one.page.goto(f"{one.site}/tasks/")
    assert one.page.locator("h1").count() == 1
    assert one.page.locator("html").evaluate(WIDER) == 0
    one.page.set_viewport_size({"width": 1280, "height": 900})
