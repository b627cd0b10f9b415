"""Notices at the office site: what is new for a post, how a message travelled, send again or ring, and the texts."""

import re

import pytest

from tests.roles import as_role
from tests.workbench.test_case_page import url
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, DeskNotice, Notice
from tongban.cases.notices import desk
from tongban.exchange.models import OutgoingMessage
from tongban.kit.ledger.models import Act

pytestmark = pytest.mark.django_db


def text(page):
    return page.content.decode()


@pytest.fixture
def failed(sign: Case) -> OutgoingMessage:
    """The message of the receipt reached nobody."""
    message = OutgoingMessage.objects.filter(case=sign.id).get()
    OutgoingMessage.objects.filter(pk=message.pk).update(state="failed", reason="no-address")
    return message


def test_what_is_new_is_counted_listed_and_read_with_the_case(at, sign):
    with as_role("worker"):
        desk.note_tasks()
    hall = at("hedong-hall-desk1")
    page = text(hall.get("/news/"))
    assert "新任务" in page and "受理审查" in page and sign.case_no in page
    assert re.search(r"动态 <b>1<", page)
    hall.get(url(sign))
    page = text(hall.get("/news/"))
    assert sign.case_no in page
    assert not re.search(r"动态 <b>", page)
    other = at("hedong-urban-review")
    assert sign.case_no not in text(other.get("/news/"))


def test_the_list_of_news_goes_on(at, sign):
    with as_role("worker"):
        desk.note_tasks()
    row = DeskNotice.objects.get(case=sign)
    hall = at("hedong-hall-desk1")
    assert 'rel="next"' not in text(hall.get("/news/"))
    later = f"?after={row.at.timestamp() - 1:.6f}_{row.id}"
    assert sign.case_no not in text(hall.get(f"/news/{later}"))
    assert sign.case_no in text(hall.get(f"/news/?after={row.at.timestamp() + 1:.6f}_{row.id}"))
    assert sign.case_no in text(hall.get("/news/?after=nonsense"))


def test_how_a_message_went_stands_on_the_case_page(at, sign, failed):
    hall = at("hedong-hall-desk1")
    page = text(hall.get(url(sign)))
    assert "没有手机号，也没有邮箱" in page
    assert "只是提醒，不是送达" in page
    person = sign.citizen
    assert f"{person.phone[:3]}****{person.phone[-4:]}" in page
    assert person.phone not in page
    listed = text(hall.get("/department/"))
    assert f'{url(sign)}#notices"' in listed


def test_an_officer_rings_and_the_line_is_gone(at, sign, failed):
    hall, notice = at("hedong-hall-desk1"), Notice.objects.get(case=sign)
    ring = f"{url(sign)}notices/{notice.id}/rang/"
    assert hall.get(ring).status_code == 405
    hall.post(ring, {"outcome": "no-answer"})
    assert "#notices" in text(hall.get("/department/"))
    hall.post(ring, {"outcome": "reached"})
    assert "#notices" not in text(hall.get("/department/"))
    rung = Act.objects.filter(kind="notice.rang", case=sign.id).order_by("id")
    assert [one.body["outcome"] for one in rung] == ["no-answer", "reached"]
    assert "电话联系申请人" in text(hall.get(url(sign)))


def test_an_officer_sends_again(at, sign, failed):
    hall, notice = at("hedong-hall-desk1"), Notice.objects.get(case=sign)
    again = f"{url(sign)}notices/{notice.id}/again/"
    hall.post(again)
    assert "#notices" not in text(hall.get("/department/"))
    catch_up(hold=("case.issue",), sweeping=False)
    states = OutgoingMessage.objects.filter(notice=notice.id).order_by("id").values_list("state", flat=True)
    assert list(states) == ["failed", "sent"]
    assert "再次发送通知" in text(hall.get(url(sign)))


def test_who_has_nothing_to_do_with_the_case_does_nothing_here(at, sign, failed):
    notice = Notice.objects.get(case=sign)
    elsewhere = at("hedong-market-review")
    for act in ("again", "rang"):
        assert elsewhere.post(f"{url(sign)}notices/{notice.id}/{act}/", {"outcome": "reached"}).status_code == 404
    failed.refresh_from_db()
    assert failed.settled_at is None


def test_the_texts_are_shown_filled_in(at):
    hall = at("hedong-hall-desk1")
    page = text(hall.get("/notices/food-business/"))
    assert "【通办】您的“食品经营许可（餐饮服务）”申请已受理，期限为2026年12月31日。" in page
    assert "{" not in re.sub(r"<(style|script).*?</\1>", "", page, flags=re.S)
    assert hall.get("/notices/").status_code == 200
    assert hall.get("/notices/no-such/").status_code == 404
