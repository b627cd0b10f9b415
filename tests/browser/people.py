"""What people do in a browser: fill in what a page asks, press its button, sign in; citizens and officers."""

import re
from collections.abc import Mapping
from typing import Any

import pyotp
from playwright.sync_api import Locator, Page

MAIN = "main button.govuk-button:not(.govuk-button--secondary)"


def fill(place: Page | Locator, values: Mapping[str, Any]) -> None:
    """Gives every value whose question is there; lists tick several boxes."""
    for name, value in values.items():
        boxes = place.locator(f'[name="{name}"]')
        if not boxes.count():
            continue
        if boxes.first.get_attribute("type") in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                place.locator(f'[name="{name}"][value="{_text(one)}"]').check()
        elif boxes.first.evaluate("box => box.tagName") == "SELECT":
            boxes.first.select_option(_text(value))
        else:
            boxes.first.fill(_text(value))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def press(page: Page) -> None:
    """The page's main button."""
    page.locator(MAIN).first.click()


class Citizen:
    """Somebody at the public site."""

    def __init__(self, page: Page, site: str, account: Mapping[str, Any]) -> None:
        self.page, self.site, self.account = page, site, account

    def sign_in(self) -> None:
        """On the sign-in page, wherever it was reached from."""
        fill(self.page, {"login": self.account["login"], "password": self.account["password"]})
        press(self.page)

    def begin(self, key: str) -> None:
        """Opens the start page of a service, signs in if asked, and presses Start."""
        self.page.goto(f"{self.site}/services/{key}/start/")
        if "/accounts/login/" in self.page.url:
            self.sign_in()
        self.page.locator("main form button").last.click()

    def answer(self, scenario: Mapping[str, Any]) -> None:
        """The questions about the situation, then the list of matters that follows from them."""
        fill(self.page, {f"scenario-{name}": value for name, value in scenario.items()})
        press(self.page)
        fill(self.page, {"commitment": "no"})
        press(self.page)

    def fill_pages(self, answers: Mapping[str, Any]) -> list[str]:
        """Page after page of the form; the ids of the pages that were shown."""
        seen: list[str] = []
        while found := re.search(r"/page/([\w-]+)/", self.page.url):
            assert found[1] not in seen, self.page.locator("main").inner_text()
            seen.append(found[1])
            fill(self.page, answers)
            press(self.page)
        return seen

    def upload_all(self, name: str, content: bytes) -> int:
        """One file for every material that is asked for; how many."""
        count = self.page.locator('input[type="file"]').count()
        for number in range(count):
            slot = self.page.locator(".portal-slot:has(input[type=file])").nth(number)
            slot.locator('input[type="file"]').set_input_files(
                [{"name": name, "mimeType": "image/jpeg", "buffer": content}]
            )
            slot.locator("form[enctype] button").click()
        press(self.page)
        return count

    def submit(self) -> tuple[str, str]:
        """Presses the last button; case number and query code of the receipt."""
        press(self.page)
        assert "/receipt/" in self.page.url, self.page.locator("main").inner_text()
        number, code = self.page.locator(".portal-panel strong.num").all_inner_texts()
        return number, code


class Officer:
    """Somebody at the office site."""

    def __init__(self, page: Page, site: str, account: Mapping[str, Any]) -> None:
        self.page, self.site = page, site
        page.goto(f"{site}/sign-in/")
        code = pyotp.TOTP(account["totp_seed"]).now()
        names = page.locator("main form input:not([type=hidden])")
        for box, value in zip(names.all(), (account["login"], account["password"], code), strict=True):
            box.fill(value)
        press(page)
        if "/sign-in/post/" in page.url:
            page.locator("main form input[type=radio]").first.check()
            press(page)
        assert "/sign-in/" not in page.url, page.locator("main").inner_text()

    def open(self, number: str) -> None:
        """The case page, found by the number."""
        self.page.goto(f"{self.site}/cases/?number={number}")

    def act(self, verb: str, values: Mapping[str, Any] | None = None) -> None:
        """One act of the law on the open case page."""
        place = self.page.locator(f"#act-{verb}")
        if place.evaluate("box => box.tagName === 'DETAILS' && !box.open"):
            place.locator("summary").first.click()
        fill(place, {f"{verb}-{name}": value for name, value in (values or {}).items()})
        place.locator("form button").first.click()

    def task(self, name: str, values: Mapping[str, Any]) -> None:
        """The task called `name` on the open case page, with what its form asks."""
        link = self.page.locator("section.act", has=self.page.get_by_role("heading", name=name))
        if link.get_by_role("link", name="办理这一项").count():
            link.get_by_role("link", name="办理这一项").click()
        place = self.page.locator("section.act", has=self.page.get_by_role("heading", name=name))
        fill(place, values)
        for box in place.locator('[name="complete-officers"]').all()[:1]:
            box.check()
        place.locator("form button").first.click()
