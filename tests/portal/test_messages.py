"""The inbox of a citizen and how they want to be told, as a browser without JavaScript sees them."""

import re
from datetime import date
from typing import Any

import pytest

from tests.guards.running import undrawn
from tests.portal.browsers import PublicClient
from tests.portal.conftest import BACKEND
from tests.roles import as_role
from tests.stories.people import PACKAGES
from tongban.cases import notices
from tongban.cases.models import Case, Notice
from tongban.kit import clock
from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Act
from world.running import StoryRun

pytestmark = pytest.mark.django_db
DAY = clock.on(date(2026, 3, 2))


@pytest.fixture
def case(citizen: Any) -> Case:
    """A restaurant, handed in: its receipt has been told."""
    package = PACKAGES["open-restaurant"]
    run = StoryRun(package, package.stories["granted"], {"citizen": citizen})
    with clock.simulated(DAY), undrawn():
        run.begin()
    return Case.objects.get(pk=run.root)


def text(page: Any) -> str:
    return page.content.decode()


def test_a_message_is_counted_opened_and_leads_on(case: Case, browser: PublicClient) -> None:
    assert re.search(r'<b class="badge">1<', text(browser.get("/")))
    listed = text(browser.get("/my/messages/"))
    assert "已收到您的申请：" in listed and "未读" in listed and case.case_no in listed
    notice = Notice.objects.get()
    opened = text(browser.get(f"/my/messages/{notice.id}/"))
    assert f'href="/my/cases/{case.id}/"' in opened
    assert "收件凭证" in opened
    assert "badge" not in text(browser.get("/"))
    assert Act.objects.filter(kind="notice.read", case=case.id, actor=case.citizen_id).count() == 1
    browser.cookies["language"] = "en"
    assert "We have your application: " in text(browser.get(f"/my/messages/{notice.id}/"))


def test_a_message_of_the_law_says_that_it_is_no_service(case: Case, browser: PublicClient) -> None:
    child = Case.objects.filter(parent=case).order_by("position")[0]
    with clock.simulated(DAY), as_role("worker"):
        notice = notices.tell(child.id, "accepted", child.id)
    assert notice is not None
    assert "不是文书的送达" in text(browser.get(f"/my/messages/{notice.id}/"))
    child.refresh_from_db()
    assert child.station == "submit"


def test_anothers_message_does_not_exist(case: Case, visitor: PublicClient, city: Any) -> None:
    visitor.force_login(city.citizens["meng"], backend=BACKEND)
    notice = Notice.objects.get()
    assert visitor.get(f"/my/messages/{notice.id}/").status_code == 404
    assert case.case_no not in text(visitor.get("/my/messages/"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_as_read_by_a_button(case: Case, browser: PublicClient) -> None:
    assert browser.get("/my/messages/read/").status_code == 405
    assert browser.post("/my/messages/read/").url == "/my/messages/"
    assert Notice.objects.filter(read_at=None).count() == 0


def test_who_has_not_signed_in_is_asked_to(visitor: PublicClient) -> None:
    assert visitor.get("/my/messages/").url.startswith("/accounts/login/")
    assert visitor.get("/my/account/notices/").url.startswith("/accounts/login/")


def test_how_to_be_told_is_chosen_on_the_personal_page(browser: PublicClient, citizen: Any) -> None:
    page = text(browser.get("/my/account/notices/"))
    assert re.search(r'value="sms"[^>]*checked|checked[^>]*value="sms"', page)
    assert re.search(r'value="site"[^>]*checked|checked[^>]*value="site"', page)
    kept = {"channel": "email", "language": "en", "optional": "no"}
    assert browser.post("/my/account/notices/", kept).url == "/my/account/"
    citizen.refresh_from_db()
    assert (citizen.notice_channel, citizen.notice_language, citizen.wants_optional_notices) == ("email", "en", False)
    assert browser.post("/my/account/notices/", kept | {"channel": "pigeon"}).status_code == 422
    assert browser.post("/my/account/notices/", {}).status_code == 422
    citizen.refresh_from_db()
    assert citizen.notice_channel == "email"
    browser.post("/my/account/notices/", kept | {"language": "site"})
    citizen.refresh_from_db()
    assert citizen.notice_language == ""


def test_the_list_goes_on_where_the_page_ended(case: Case, browser: PublicClient) -> None:
    row = Notice.objects.get()
    said = row.said
    for _ in range(24):
        row.id, row.about, row.said = new_id(), new_id(), said
        row.save(force_insert=True)
    first = text(browser.get("/my/messages/"))
    (more,) = re.findall(r'href="\?after=([0-9a-f-]+)" rel="next"', first)
    second = text(browser.get(f"/my/messages/?after={more}"))
    links = [re.findall(r"/my/messages/([0-9a-f-]{36})/", page) for page in (first, second)]
    assert [len(one) for one in links] == [20, 5]
    assert not set(links[0]) & set(links[1])
