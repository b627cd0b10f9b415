"""SIGKILL of the real processes of a running city in the middle of their acts: a retry, one of each, nothing lost.

A process is stopped at a named point by a lock on the table it writes next, and killed there. The points after the
commit and those of the queue are in tests/failure; a killed backup is in tests/frontdoor.
"""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.browser.people import MAIN, Citizen, fill, press
from tests.browser.running import ROOT, RunningCity, wait_for
from tests.browser.shop import picture

pytestmark = pytest.mark.browser

KEY = "990102/old-age-allowance"
OF_CASE = 'WHERE "case" = %s'
LETTERS_TO_COME = (
    "SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = 'case.letter')"
    " + (SELECT count(*) FROM exchange_sealrequest WHERE state <> 'done')"
)


def elder() -> dict[str, Any]:
    """What Bai Xiuzhen answers."""
    found: dict[str, Any] = json.loads((ROOT / "services/benefit/old-age-allowance/stories/elder.json").read_text())
    return found


def killed(city: RunningCity, name: str, table: str, page: Any, button: str) -> None:
    """Presses a button whose act reaches `table` in the process `name`, which dies there."""
    with city.stopped_at(table, name) as reached:
        page.locator(button).first.click(no_wait_after=True)
        reached()
        city.kill(name)


def test_the_public_site_dies_twice_and_one_case_is_made(running_city: RunningCity, citizen: Any) -> None:
    person: Citizen = citizen("19900000105")
    page = person.page
    person.begin(KEY)
    for _ in range(2):  # who applies, the older person
        fill(page, elder())
        press(page)
    fill(page, elder())
    second = page.url
    killed(running_city, "public", "cases_draft", page, MAIN)
    page.goto(second)
    assert page.locator('[name="bank_account"]').input_value() == ""
    page.goto(second.replace("payment", "elder"))
    assert "柏秀珍" in page.locator("#elder_name").inner_text()
    press(page)
    assert person.fill_pages(elder()) == ["payment"]
    person.upload_all(("卡.jpg", picture()))
    assert "/check/" in page.url

    other = page.context.new_page()
    other.goto(page.url)
    before = running_city.asked("SELECT count(*) FROM cases_case")
    killed(running_city, "public", "cases_revision", page, MAIN)
    assert running_city.asked("SELECT count(*) FROM cases_case") == before
    page.goto(other.url)
    receipt = person.submit()
    press(other)  # the page that was open all the time sends the same form token once more
    assert tuple(other.locator(".panel strong.num").all_inner_texts()) == receipt
    assert running_city.asked("SELECT count(*) FROM cases_case") == before + 1
    assert running_city.asked("SELECT count(*) FROM cases_revision r JOIN cases_case c ON c.id = r.case_id"
                              " WHERE c.case_no = %s", receipt[0]) == 1  # fmt: skip
    other.close()
    page.goto(f"{person.site}/my/")
    assert page.locator("main td.num", has_text=receipt[0]).count() == 1


def test_office_worker_and_sealer_die_and_one_certificate_is_issued(
    running_city: RunningCity, citizen: Any, officer: Any, tmp_path: Path
) -> None:
    city = running_city
    person = citizen("19900000105")
    person.page.goto(f"{person.site}/my/")
    person.page.get_by_role("link", name="高龄津贴发放").first.click()
    mine = person.page.url.removeprefix(person.site)
    path, case = mine.removeprefix("/my"), mine.strip("/").rpartition("/")[2]
    desk, review, head = officer("feixinmin"), officer("chuwancang"), officer("chunyujing")
    desk.page.goto(desk.site + path)
    desk.act("accept")
    review.page.goto(review.site + path)
    review.task("核对户籍、年龄和生存状况", {"complete-verdict": "agree", "complete-reason": "都符合"})

    head.page.goto(head.site + path)
    fill(head.page, {"decide-outcome": "grant", "decide-reasons": "符合发放条件"})
    killed(city, "office", "cases_decision", head.page, "#act-decide form button")
    assert city.asked("SELECT count(*) FROM cases_decision WHERE case_id = %s", case) == 0

    with city.stopped_at("records_certificate", "worker") as drawing:
        head.page.goto(head.site + path)
        head.act("decide", {"outcome": "grant", "reasons": "符合发放条件"})
        assert "决定已作出" in head.page.locator("main").inner_text()
        drawing()
        city.kill("worker")
    assert city.asked(f"SELECT count(*) FROM records_certificate {OF_CASE}", case) == 0
    wait_for(lambda: city.asked(LETTERS_TO_COME) == 0, 60, "all letters are sealed")  # then only the face is drawn
    with city.stopped_at("kit_storedfile", "worker") as drawn:
        a_minute_later(city)
        drawn()  # the sealer has signed the code, and the face that bears it is about to be kept
        os.kill(city.child("sealer"), signal.SIGSTOP)  # so that it does not seal before the lock is there
    asked = f"SELECT array_agg(state) FROM exchange_sealrequest {OF_CASE} AND what = 'certificate'"
    wait_for(lambda: city.asked(asked, case) == ["asked"], 60, "the worker asks for the seal")
    with city.stopped_at("exchange_sealrequest", "sealer") as sealing:
        os.kill(city.child("sealer"), signal.SIGCONT)
        sealing()
        city.kill("sealer")

    person.see(mine, "下载并签收")
    with person.page.expect_download() as waiting:
        person.page.get_by_role("button", name="下载并签收").click()
    file = tmp_path / "notice.pdf"
    waiting.value.save_as(file)
    assert city.command("verify", str(file)).returncode == 0
    assert city.asked("SELECT array_agg(outcome) FROM cases_decision WHERE case_id = %s", case) == ["grant"]
    assert city.asked(f"SELECT array_agg(status) FROM records_certificate {OF_CASE}", case) == ["in_force"]
    for kind in ("case.decided", "certificate.drawn", "certificate.issued", "case.delivered", "case.closed"):
        assert city.asked(f"SELECT count(*) FROM kit_act {OF_CASE} AND kind = %s", case, kind) == 1, kind
    assert city.asked(asked, case) == ["done"]


def a_minute_later(city: RunningCity) -> None:
    """The queue takes back the job of a worker that has given no sign for a minute, without waiting for that minute."""
    city.asked("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    again = "from tongban.kit.jobs import retry_stalled; retry_stalled()"
    done = city.command("manage", "--role", "worker", "shell", "-c", again)
    assert done.returncode == 0, done.stderr
