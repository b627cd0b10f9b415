"""开饭馆, from the search box to the rating: registration first, three departments at once, certificates anyone verifies."""

import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.browser.people import Citizen, fill, press, registered
from tests.browser.running import RunningCity
from tests.browser.shop import LARGE, answers, paper, picture

pytestmark = pytest.mark.browser

AGREE = {"complete-verdict": "agree"}
FOOD = ("layout_as_drawn", "clean_surroundings", "separate_raw_cooked", "washing_sinks", "cold_storage",
        "pest_control", "waste_bins")  # fmt: skip
FIRE = ("exits_clear", "exit_signs", "extinguishers_valid", "systems_running", "gas_safe", "duty_and_plan")


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
    assert person.upload_all(("纸.jpg", picture()), ("图纸.pdf", paper())) > 2
    assert "/check/" in person.page.url, person.page.locator("main").inner_text()
    return person.submit()


def children(page: Any) -> dict[str, str]:
    """Name and path of each matter on the page of the whole case; a link to the page itself is none of them."""
    links = page.locator('main a[href^="/my/cases/"]').all()
    found = {link.inner_text().strip(): link.get_attribute("href") for link in links}
    return {
        name: path
        for name, path in found.items()
        if re.fullmatch(r"/my/cases/[\w-]+/", path) and not page.url.endswith(path)
    }


def office(path: str) -> str:
    """The same case on the office site."""
    return path.removeprefix("/my")


def _accept(desk: Any, path: str) -> None:
    desk.page.goto(desk.site + office(path))
    desk.act("accept")


def _decide(head: Any, path: str) -> None:
    head.page.goto(head.site + office(path))
    head.act("decide", {"outcome": "grant"})


def _work(one: Any, path: str, name: str, values: dict[str, Any]) -> None:
    one.page.goto(one.site + office(path))
    one.task(name, values)


def _check_together(first: Any, second: Any, path: str, name: str, values: dict[str, Any]) -> None:
    """The second officer joins from a machine of their own; both write, the first is faster, one record stands."""
    second.page.goto(second.site + office(path))
    second.join(name)
    _work(first, path, name, values)
    with second.page.expect_response(lambda response: response.request.method == "POST") as answer:
        second.task(name, values)
    assert answer.value.status == 409
    assert "已被他人更新" in second.page.locator(".govuk-error-summary").inner_text()
    second.page.goto(second.site + office(path))
    row = second.page.locator('section[aria-labelledby="opinions"] tbody tr', has_text=name)
    assert row.count() == 1
    assert f"{first.name}、{second.name}" in row.inner_text()


def collect(person: Citizen, path: str, folder: Path) -> Path:
    """Downloads and signs for the one certificate of a matter."""
    person.see(path, "下载并签收")
    buttons = person.page.get_by_role("button", name="下载并签收")
    assert buttons.count() == 1
    with person.page.expect_download() as waiting:
        buttons.click()
    file = folder / f"{path.strip('/').split('/')[-1]}.pdf"
    waiting.value.save_as(file)
    return file


def test_a_restaurant_is_opened(
    running_city: RunningCity, accounts: Any, officer: Any, new_page: Any, tmp_path: Path
) -> None:
    person = Citizen(new_page(), running_city.public, accounts["19900000101"])  # nobody is signed in yet
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
    registered(officer("feixinmin"), officer("shentufeng"), office(registration))
    files = [collect(person, registration, tmp_path)]

    for path in (food, sign, fire):
        _accept(officer("feixinmin"), path)
    _work(officer("chaisongtao"), food, "书面审查", AGREE)
    _work(officer("shangguanting"), sign, "书面审查", AGREE)
    _check_together(officer("baotianyou"), officer("bianheping"), fire, "消防现场检查", record(FIRE))
    _check_together(officer("yinruolan"), officer("ranqiming"), food, "现场核查", record(FOOD))
    for head, path in (("xiahoudong", sign), ("cenxi", fire), ("shentufeng", food)):
        _decide(officer(head), path)
    files += [collect(person, path, tmp_path) for path in (food, sign, fire)]

    for file in files:
        genuine(running_city, file)
    asked_by_number(new_page(), running_city.public, files, list(parts))
    rated_once(running_city, person, whole, officer("shentufeng"))


def asked_by_number(page: Any, site: str, files: list[Path], matters: list[str]) -> None:
    """A stranger with the papers asks by what is printed on them; a wrong code says nothing."""
    for file, matter in zip(files, matters, strict=True):
        number, code = printed(file)
        for given, there in ((code, True), (code[:-1] + ("2" if code[-1] != "2" else "3"), False)):
            page.goto(f"{site}/verify/")
            fill(page, {"number": number, "code": given})
            press(page)
            found = page.locator(".panel")
            assert found.count() == there, page.locator("main").inner_text()
            if there:
                assert found.locator("strong.num").all_inner_texts() == [number]
                assert "这份证照是真的，现在有效。" in found.inner_text()
                assert page.locator("main .govuk-tag").all_inner_texts() == ["测试证照", "有效"]
            else:
                assert page.locator("main dl").count() == 0
                assert matter not in page.locator("main").inner_text()
                assert "没有查到这份证照。请核对证照编号和验证码" in page.locator("main").inner_text()


def printed(file: Path) -> tuple[str, str]:
    """Number and code as the certificate shows them."""
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    number, code = (
        re.search(r"编号[^：]*：\s*(\S+)", text),
        re.search(r"验证码 Code\s+([0-9A-Z]{5}-[0-9A-Z]{5})\b", text),
    )
    assert number and code, text
    return number[1], code[1]


def rated_once(city: RunningCity, person: Citizen, whole: str, one: Any) -> None:
    """The grade that was chosen is stored, shown on both sides and counted once."""
    page, again = person.page, person.page.context.new_page()
    person.see(whole, "评价")
    for each in (again, page):
        each.goto(f"{person.site}{whole}rate/")
    page.get_by_label("满意", exact=True).check()
    fill(page, {"comment": "三个部门一起来，省了两趟"})
    press(page)
    assert "谢谢您的评价" in page.locator("body").inner_text()
    assert "您已评价：满意" in page.locator("main").inner_text()
    assert page.locator(f'a[href="{whole}rate/"]').count() == 0

    again.get_by_label("非常不满意", exact=True).check()
    with again.expect_response(lambda response: response.request.method == "POST") as answer:
        press(again)
    assert answer.value.status == 409
    assert "您已评价过" in again.locator("main").inner_text()
    again.close()

    one.page.goto(one.site + office(whole))
    assert one.page.locator('section[aria-labelledby="rating"] p').all_inner_texts()[0].startswith("满意 ")
    assert "三个部门一起来，省了两趟" in one.page.locator('section[aria-labelledby="rating"]').inner_text()
    case = whole.strip("/").rpartition("/")[2]
    assert city.asked("SELECT array_agg(grade) FROM cases_rating WHERE case_id = %s", case) == [2]
    assert city.asked("SELECT count(*) FROM kit_act WHERE kind = 'case.rated' AND \"case\" = %s", case) == 1


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
