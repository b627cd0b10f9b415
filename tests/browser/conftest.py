"""One running city and one browser for all journeys; JavaScript is off.

Both end with this folder: the loop that drives the browser must not stand in the way of the tests that follow.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.people import Citizen, Officer, fill, press
from tests.browser.running import RunningCity
from tests.browser.shop import BUNDLE, SMALL, answers, paper

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
STEP_MILLISECONDS = 60_000  # a busy machine is no failure


@pytest.fixture(scope="package")
def running_city() -> Iterator[RunningCity]:
    """The demo city without its cases."""
    folder = Path(tempfile.mkdtemp(prefix="tb-browser-"))
    folder.chmod(0o711)
    city = RunningCity(folder / "data")
    try:
        city.up()
        yield city
    finally:
        try:
            city.end()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Debian's browser, driven from here."""
    from playwright.sync_api import sync_playwright

    from tongban.config.command.debian import BROWSERS

    program = next(path for name in BROWSERS if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def new_page(chromium: Any) -> Callable[..., Any]:
    """A page of its own, as another person's machine."""

    def made(width: int = 1280, **more: Any) -> Any:
        context = chromium.new_context(
            java_script_enabled=False, viewport={"width": width, "height": 900}, locale="zh-CN", accept_downloads=True,
            **more,
        )  # fmt: skip
        context.set_default_timeout(STEP_MILLISECONDS)
        return context.new_page()

    return made


@pytest.fixture(scope="package")
def accounts(running_city: RunningCity) -> dict[str, dict[str, Any]]:
    """Demo sign-ins by login."""
    return running_city.accounts


@pytest.fixture(scope="package")
def officer(running_city: RunningCity, accounts: Any, new_page: Any) -> Callable[[str], Officer]:
    """An officer by name; each signs in once, as a one-time code opens only once."""
    known: dict[str, Officer] = {}

    def found(name: str) -> Officer:
        if name not in known:
            known[name] = Officer(new_page(), running_city.office, accounts[name])
        return known[name]

    return found


@pytest.fixture(scope="package")
def citizen(running_city: RunningCity, accounts: Any, new_page: Any) -> Callable[..., Citizen]:
    """A citizen by mobile number and language, who stays signed in."""
    known: dict[tuple[str, str], Citizen] = {}

    def found(login: str, language: str = "zh") -> Citizen:
        key = (login, language)
        if key not in known:
            known[key] = Citizen(new_page(), running_city.public, accounts[login], language)
        return known[key]

    return found


@pytest.fixture(scope="package")
def seen(running_city: RunningCity, citizen: Any, officer: Any, accounts: Any) -> dict[str, tuple[Any, str]]:
    """The pages of a journey by name: whose browser, and the address."""
    person, one = citizen("19900000101"), officer("feixinmin")
    page = person.page
    person.begin(BUNDLE)
    person.answer(SMALL)
    while "/page/operator/" not in page.url:
        fill(page, answers())
        press(page)
    found = {"form": (page, page.url)}
    fill(page, answers())
    press(page)
    person.fill_pages(answers())
    found["materials"] = (page, page.url)
    person.upload_all(("纸.pdf", paper()))
    found["check"] = (page, page.url)
    draft = page.url.replace("check/", "")
    person.begin(BUNDLE)
    person.answer(SMALL)
    person.fill_pages(answers())
    person.upload_all(("纸.pdf", paper()))
    number, _ = person.submit()
    found["receipt"] = (page, page.url)
    found["case"] = (page, page.url.replace("receipt/", ""))
    found["mine"] = (page, f"{person.site}/my/")
    one.open(number)
    found["office case"] = (one.page, one.page.url)
    found["tasks"] = (one.page, f"{one.site}/tasks/")
    return {**found, "form": (page, f"{draft}page/operator/")}
