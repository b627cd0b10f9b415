"""A session holds for the password it began with; the ledger page shows any body."""

import pytest

from tests.rooms.cases.playing import begun
from tests.workbench.conftest import holder, seat
from tongban.directory.models import Officer
from tongban.kit import clock

pytestmark = pytest.mark.django_db


def test_a_new_password_ends_every_other_session(at):  # type: ignore[no-untyped-def]
    desk = at("hedong-hall-desk1")
    assert desk.get("/tasks/").status_code == 200
    Officer.objects.update(password_set_at=clock.now())
    answer = desk.get("/tasks/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/")


def test_the_ledger_shows_a_correction_with_its_items(city):  # type: ignore[no-untyped-def]
    begun("open-restaurant", "corrected", steps=1)
    auditor = seat(Officer.objects.get(administration="audit"))
    page = auditor.get("/administration/ledger/", {"kind": "case.correction_asked"})
    assert page.status_code == 200
    assert "items=" in page.content.decode()


def test_the_ledger_says_acts_in_words_and_finds_a_case_and_an_officer(at, sign, django_assert_max_num_queries):  # type: ignore[no-untyped-def]
    desk = at("hedong-hall-desk1")
    desk.get(f"/cases/{sign.id}/")
    auditor = seat(Officer.objects.get(administration="audit"))
    page = auditor.get("/administration/ledger/", {"case": sign.case_no}).content.decode()
    assert "<td>提交申请</td>" in page and sign.case_no in page and "case.submitted</td>" not in page
    officer = holder("hedong-hall-desk1")
    read = {"table": "access", "actor": officer.login, "kind": "case.read"}
    page = auditor.get("/administration/ledger/", read).content.decode()
    assert page.count("<td>查看办件</td>") == 1 and f"<td>{officer.name} ({officer.login})</td>" in page
    wrong = auditor.get("/administration/ledger/", {"case": "0", "actor": "nobody"}).content.decode()
    assert "没有这个编号的办件" in wrong and "没有这个姓名或登录名的人员" in wrong and "没有符合的记录" in wrong
    with django_assert_max_num_queries(20):
        auditor.get("/administration/ledger/", {"table": "act"})
