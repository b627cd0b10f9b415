"""开饭馆, from the search box to the rating: registration first, three departments at once, certificates anyone verifies."""

import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browser.people import Citizen, fill, press
from tests.browser.running import RunningCity, wait_for
from tests.browser.shop import answers

pytestmark = pytest.mark.browser

LARGE = {"registered": False, "floor_area": 420, "signboard": True, "online": False}
SMALL = {"registered": False, "floor_area": 36, "signboard": False, "online": False}
FOOD = ("layout_as_drawn", "clean_surroundings", "separate_raw_cooked", "washing_sinks", "cold_storage",
        "pest_control", "waste_bins")  # fmt: skip
FIRE = ("exits_clear", "exit_signs", "extinguishers_valid", "systems_running", "gas_safe", "duty_and_plan")


def picture() -> bytes:
    """A photograph."""
    stream = BytesIO()
    Image.new("RGB", (640, 480), (200, 180, 150)).save(stream, "JPEG")
    return stream.getvalue()


def record(items: tuple[str, ...]) -> dict[str, Any]:
    """What the officers write down on site."""
    now = date.today()
    day = {"checked_on-year": now.year, "checked_on-month": now.month, "checked_on-day": now.day}
    return {**day, "accompanied_by": "卢建明", **dict.fromkeys(items, True), "verdict": "agree"}


def apply(person: Citizen, scenario: dict[str, Any]) -> tuple[str, str]:
    """From the questions to the receipt."""
    person.answer(scenario)
    person.fill_pages(answers())
    assert "/materials/" in person.page.url, person.page.locator("main").inner_text()
    person.upload_all("纸.jpg", picture())
    assert "/check/" in person.page.url, person.page.locator("main").inner_text()
    return person.submit()


def children(page: Any) -> dict[str, str]:
    """Name and path of each matter on the page of the whole case."""
    links = page.locator('main a[href^="/my/cases/"]').all()
    found = {link.inner_text().strip(): link.get_attribute("href") for link in links}
    return {name: path for name, path in found.items() if re.fullmatch(r"/my/cases/[\w-]+/", path)}


def office(path: str) -> str:
    """The same case on the office site."""
    return path.removeprefix("/my")


def ready(person: Citizen, path: str, word: str) -> None:
    """Looks at the case again and again until `word` is there."""

    def seen() -> bool:
        person.page.goto(person.site + path)
        return word in person.page.locator("main").inner_text()

    wait_for(seen, 40, f"{word} on {path}")


def register(city: RunningCity, person: Citizen, officer: Any, path: str) -> None:
    """The desk accepts, the province answers by itself, the bureau decides."""
    _accept(officer("feixinmin"), path)
    head = officer("shentufeng")

    def answered() -> bool:
        head.page.goto(head.site + office(path))
        return bool(head.page.locator("#act-decide").count())

    wait_for(answered, 40, "the province answers")
    _decide(head, path)


def _accept(desk: Any, path: str) -> None:
    desk.page.goto(desk.site + office(path))
    desk.act("accept")


def _decide(head: Any, path: str) -> None:
    head.page.goto(head.site + office(path))
    head.act("decide", {"outcome": "grant"})


def _work(one: Any, path: str, name: str, values: dict[str, Any]) -> None:
    one.page.goto(one.site + office(path))
    one.task(name, values)


AGREE = {"complete-verdict": "agree"}


def collect(person: Citizen, path: str, folder: Path) -> Path:
    """Downloads and signs for the one certificate of a matter."""
    ready(person, path, "下载并签收")
    buttons = person.page.get_by_role("button", name="下载并签收")
    assert buttons.count() == 1
    with person.page.expect_download() as waiting:
        buttons.click()
    file = folder / f"{path.strip('/').split('/')[-1]}.pdf"
    waiting.value.save_as(file)
    return file


def test_a_restaurant_is_opened(running_city: RunningCity, citizen: Any, officer: Any, tmp_path: Path) -> None:
    person = citizen("19900000101")
    page = person.page
    page.goto(person.site)
    fill(page, {"q": "开饭馆"})
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="开办餐饮店").first.click()
    assert page.locator("h1").inner_text() == "开办餐饮店“一件事”"
    page.get_by_role("button", name="开始办理").or_(page.get_by_role("link", name="开始办理")).first.click()
    person.sign_in()
    page.locator("main form button").last.click()
    apply(person, LARGE)

    page.get_by_role("link", name="查看办理进度").click()
    whole, parts = page.url.removeprefix(person.site), children(page)
    assert list(parts) == [
        "经营主体设立登记",
        "食品经营许可（餐饮服务）",
        "店招（户外招牌）设置",
        "公众聚集场所投入使用、营业前消防安全检查",
    ]
    registration, food, sign, fire = parts.values()
    register(running_city, person, officer, registration)
    files = [collect(person, registration, tmp_path)]

    for path in (food, sign, fire):
        _accept(officer("feixinmin"), path)
    _work(officer("chaisongtao"), food, "书面审查", AGREE)
    _work(officer("shangguanting"), sign, "书面审查", AGREE)
    _work(officer("baotianyou"), fire, "消防现场检查", record(FIRE))
    _work(officer("yinruolan"), food, "现场核查", record(FOOD))
    for head, path in (("xiahoudong", sign), ("cenxi", fire), ("shentufeng", food)):
        _decide(officer(head), path)
    files += [collect(person, path, tmp_path) for path in (food, sign, fire)]

    for file in files:
        genuine(running_city, file)
    ready(person, whole, "评价")
    page.get_by_role("link", name="评价").first.click()
    page.locator("main input[type=radio]").first.check()
    press(page)
    assert "评价" in page.locator("main").inner_text()


def genuine(city: RunningCity, file: Path) -> None:
    """Two judges accept the file, and refuse it once a byte is another."""
    told = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told and "Total document signed" in told
    fine = city.command("verify", str(file))
    assert fine.returncode == 0, fine.stdout + fine.stderr
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    altered = file.with_suffix(".altered.pdf")
    altered.write_bytes(content)
    assert city.command("verify", str(altered)).returncode == 1
