"""Pages as they are seen: phone, desktop, zoomed, larger type, dark; one heading, labels, nothing to scroll sideways."""

import re
import subprocess
from typing import Any

import pytest

from tests.browser.shop import answers

pytestmark = pytest.mark.browser
UNLABELLED = (
    """boxes => boxes.filter(box => !box.labels.length && !box.getAttribute('aria-label')).map(box => box.name)"""
)
WIDER = "page => page.scrollWidth - page.clientWidth"
SIDEWAYS = "tables => tables.filter(one => getComputedStyle(one).overflowX === 'auto').map(one => one.innerText)"
WIDTHS = (390, 640, 1280)  # a phone; 1280 at 200 %; a desk
OPEN = ("/", "/search/?q=开饭馆", "/services/990102/open-restaurant/", "/verify/", "/track/")


def looked_at(page: Any) -> None:
    """What every page keeps, however wide it is."""
    assert page.locator("h1").count() == 1, page.url
    assert page.locator("main input:not([type=hidden]), main select, main textarea").evaluate_all(UNLABELLED) == []
    assert page.locator("html").evaluate(WIDER) == 0, (page.url, page.viewport_size)
    assert page.locator("main table.stacked").evaluate_all(SIDEWAYS) == [], (page.url, page.viewport_size)


def sheets(page: Any, address: str, folder: Any) -> tuple[int, str]:
    """How many sheets of A4 a page takes in print, and their text."""
    file = folder / "printed.pdf"
    page.goto(address)
    page.pdf(path=str(file), format="A4", prefer_css_page_size=True)
    told = [subprocess.run([one, str(file), *more], capture_output=True, text=True, check=True).stdout
            for one, more in (("pdfinfo", ()), ("pdftotext", ("-",)))]  # fmt: skip
    return int(re.search(r"Pages:\s+(\d+)", told[0])[1]), re.sub(r"\s", "", told[1])


def test_in_print_a_guide_and_a_case_take_three_sheets_and_show_nothing_that_is_folded(
    running_city: Any, seen: Any, tmp_path: Any
) -> None:
    page, address = seen["case"]
    number, text = sheets(page, address, tmp_path)
    assert number <= 3 and "我填写的申请内容" not in text and answers()["operator_mobile"] not in text
    page.goto(address)
    assert answers()["operator_mobile"] in page.content()
    for code in ("open-restaurant", "food-business", "old-age-allowance"):
        number, text = sheets(page, f"{running_city.public}/services/990102/{code}/", tmp_path)
        assert number <= 3 and "什么情况可以办" in text


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_on_a_phone(running_city: Any, new_page: Any, path: str) -> None:
    page = new_page(390)
    page.goto(running_city.public + path)
    for language in ("zh-CN", "en"):
        assert page.locator("html").get_attribute("lang") == language
        looked_at(page)
        if language == "zh-CN":
            page.locator('button[name="language"]').click()
    page.locator('button[name="elder"]').click()
    assert "elder" in page.locator("html").get_attribute("class").split()
    assert page.locator("html").evaluate(WIDER) == 0
    page.context.close()


def test_no_page_of_the_journey_is_wider_than_the_screen(seen: dict[str, tuple[Any, str]]) -> None:
    for page, address in seen.values():
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            looked_at(page)


PAPER = "page => getComputedStyle(page).getPropertyValue('--paper').trim()"
GROUND = "() => getComputedStyle(document.body).backgroundColor"


def test_light_or_dark_is_chosen_without_scripts_and_remembered(
    running_city: Any, chromium: Any, new_page: Any
) -> None:
    for address, machine in ((f"{running_city.public}/verify/", "light"), (f"{running_city.office}/sign-in/", "dark")):
        page = new_page(390, color_scheme=machine)
        page.goto(address)
        for chosen, night in (("dark", True), ("light", False), ("auto", machine == "dark")):
            page.locator(".colours summary").click()
            assert page.locator("html").evaluate(WIDER) == 0
            page.locator(f'.colours button[value="{chosen}"]').click()
            assert page.url == address
            page.goto(address)
            assert page.evaluate(GROUND) == ("rgb(20, 24, 31)" if night else "rgb(255, 255, 255)"), (address, chosen)
            assert page.locator("html").evaluate(PAPER) == ("#14181f" if night else "#fff")
        page.context.close()


def test_larger_type_fits_a_phone(seen: dict[str, tuple[Any, str]], citizen: Any) -> None:
    page = citizen("19900000101").page
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(seen["case"][1])
    plain = page.locator("main p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")
    page.locator('button[name="elder"]').click()
    assert page.locator("main p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)") >= 1.1 * plain
    for name in ("form", "materials", "check", "receipt", "case", "mine"):
        page.goto(seen[name][1])
        looked_at(page)
    page.locator('button[name="elder"]').click()
    page.set_viewport_size({"width": 1280, "height": 900})
