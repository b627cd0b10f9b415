"""What people do in a browser: fill in what a page asks, press its button, sign in; citizens and officers."""

import re
from collections.abc import Mapping
from typing import Any

import pyotp
from playwright.sync_api import Locator, Page

from tests.browser.running import wait_for

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
    """The page's main button; returns when the next page is there."""
    page.locator(MAIN).first.click()
    page.wait_for_load_state()


class Citizen:
    """Somebody at the public site."""

    def __init__(self, page: Page, site: str, account: Mapping[str, Any], language: str = "zh") -> None:
        self.page, self.site, self.account, self.language = page, site, account, language
        page.goto(site)
        if language == "en":
            page.locator('button[name="language"]').click()

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

    def upload(self, slot: Locator, name: str, content: bytes) -> None:
        """One file into one slot."""
        kind = {"pdf": "application/pdf", "jpg": "image/jpeg"}[name.rpartition(".")[2]]
        slot.locator('input[type="file"]').set_input_files([{"name": name, "mimeType": kind, "buffer": content}])
        slot.locator(".file-row button").click()

    def upload_all(self, *files: tuple[str, bytes]) -> int:
        """One file for every material that is asked for, in turn; how many."""
        slots = self.page.locator(".slot:has(input[type=file])")
        count = slots.count()
        for number in range(count):
            self.upload(slots.nth(number), *files[number % len(files)])
        press(self.page)
        return count

    def submit(self) -> tuple[str, str]:
        """Presses the last button; case number and query code of the receipt."""
        press(self.page)
        assert "/receipt/" in self.page.url, self.page.locator("main").inner_text()
        number, code = self.page.locator(".panel strong.num").all_inner_texts()
        return number, code

    def see(self, path: str, word: str) -> None:
        """Looks at a page again and again until `word` is there."""

        def seen() -> bool:
            self.page.goto(self.site + path)
            return word in self.page.locator("main").inner_text()

        wait_for(seen, 60, f"{word} on {path}")


class Officer:
    """Somebody at the office site."""

    def __init__(self, page: Page, site: str, account: Mapping[str, Any]) -> None:
        self.page, self.site, self.name = page, site, account["role"]["zh"].split()[0]
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

    def join(self, name: str) -> None:
        """Takes part in the task called `name` on the open case page."""
        line = self.page.locator("#main li", has_text=name)
        line.get_by_role("button", name="领取").click()

    def task(self, name: str, values: Mapping[str, Any]) -> None:
        """The task called `name` on the open case page, with what its form asks; who joined it is ticked already."""
        link = self.page.locator("section.act", has=self.page.get_by_role("heading", name=name))
        if link.get_by_role("link", name="办理这一项").count():
            link.get_by_role("link", name="办理这一项").click()
        place = self.page.locator("section.act", has=self.page.get_by_role("heading", name=name))
        fill(place, values)
        place.locator("form button").first.click()


def registered(desk: Officer, head: Officer, path: str) -> None:
    """The desk accepts, the province answers by itself, the bureau decides."""
    desk.page.goto(desk.site + path)
    desk.act("accept")

    def answered() -> bool:
        head.page.goto(head.site + path)
        return bool(head.page.locator("#act-decide").count())

    wait_for(answered, 60, "the province answers")
    head.act("decide", {"outcome": "grant"})
