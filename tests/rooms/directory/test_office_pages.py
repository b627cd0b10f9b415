"""The office site over HTTP: sign-in, posts, and that the three administrators never overlap on any address."""

import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.rooms.directory.conftest import PASSWORD, SEED, appointed, code_now, make_ready, officer
from tongban.config.settings.sites import OFFICE
from tongban.directory.actions import officer_accounts
from tongban.directory.models import AccountRequest, Appointment, Officer, OneTimeLink
from tongban.kit import clock
from tongban.kit.access import SYSTEM
from tongban.kit.ledger.models import Access, Act
from tongban.workbench.administration import urls as administration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(settings):
    for name, value in OFFICE.items():
        setattr(settings, name, value)


def enter(login: str, **more: str) -> Client:
    client = Client()
    Officer.objects.filter(login=login).update(totp_last_step=0)
    answer = client.post("/sign-in/", {"login": login, "password": PASSWORD, "code": code_now(), **more})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.fixture
def administrators(city):
    for made in Officer.objects.exclude(administration=""):
        make_ready(made)
    worker = officer("wang")
    appointed(worker, city.counter)
    return {login: enter(login) for login in ("sysadmin", "secadmin", "auditadmin", "wang")} | {"": Client()}


ALLOWED = {
    "administration": {"sysadmin", "secadmin", "auditadmin"},
    "officers": {"sysadmin"}, "link": {"sysadmin"}, "close": {"sysadmin"}, "departments": {"sysadmin"},
    "add_department": {"sysadmin"}, "add_post": {"sysadmin"}, "calendar": {"sysadmin"}, "local_day": {"sysadmin"},
    "remove_day": {"sysadmin"}, "rights": {"secadmin"}, "substitute": {"secadmin"}, "end": {"secadmin"},
    "machines": {"secadmin"}, "end_machine": {"secadmin"}, "ledger": {"auditadmin"}, "ledger_export": {"auditadmin"},
    "conspicuous": {"auditadmin"}, "failed_jobs": {"sysadmin"}, "imprint": {"sysadmin"}, "webhooks": {"secadmin"},
    "webhook_again": {"secadmin"},
    "try_again": {"sysadmin"}, "ask": {"sysadmin"}, "requests": {"sysadmin", "secadmin", "auditadmin"},
    "answer": {"secadmin", "auditadmin"}, "take_link": {"sysadmin"},
}  # fmt: skip
ARGUMENTS = {"kind": "appointment", "job": 7, "act": "link"}


def test_every_address_belongs_to_exactly_its_administrators(administrators):
    assert {p.name.removeprefix("administration_") for p in administration.urlpatterns} == set(ALLOWED)
    for pattern in administration.urlpatterns:
        arguments = {name: ARGUMENTS.get(name) or uuid4() for name in pattern.pattern.converters}
        address = reverse(pattern.name, kwargs=arguments)
        may = ALLOWED[pattern.name.removeprefix("administration_")]
        for login, client in administrators.items():
            for method in (client.get, client.post):
                answer = method(address)
                if login == "":
                    assert answer.status_code == 302, address
                    assert answer["Location"].startswith("/sign-in/?next="), address
                elif login in may:
                    assert answer.status_code in (200, 302, 404, 405, 422), (login, address, answer.status_code)
                else:
                    assert answer.status_code == 403, (login, address, answer.status_code)
    assert Access.objects.filter(kind="page.refused").count() > 50


def test_one_post_is_taken_and_several_are_asked_for(city):
    made = officer("wang")
    appointed(made, city.counter)
    client = enter("wang")
    assert client.session["post"] == str(city.counter.id)
    appointed(made, city.reviewer)
    client = enter("wang")
    assert "post" not in client.session
    assert client.post("/sign-in/post/", {"post": str(uuid4())}).status_code == 200
    assert "post" not in client.session
    assert client.post("/sign-in/post/", {"post": str(city.reviewer.id)}).status_code == 302
    assert client.session["post"] == str(city.reviewer.id)


def test_sign_in_gives_the_session_a_new_key_and_refuses_foreign_next(city):
    officer("wang")
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = 1
    session.save()
    old = session.session_key
    form = {"login": "wang", "password": PASSWORD, "code": code_now()}
    answer = client.post("/sign-in/?next=//evil.example/", form)
    assert answer["Location"] == "/"
    assert client.session.session_key != old
    assert "planted" not in client.session


def test_a_failed_sign_in_shows_one_message_and_no_secret(city):
    officer("wang")
    pages = [
        Client().post("/sign-in/", {"login": login, "password": password, "code": "12 34"})
        for login, password in (("wang", "S3cret-typed"), ("nobody", "S3cret-typed"), ("wang", PASSWORD))
    ]
    assert [page.status_code for page in pages] == [422, 422, 422]
    for page in pages:
        assert "登录名、密码或动态码不对" in page.content.decode()
        assert "S3cret-typed" not in page.content.decode()


@pytest.mark.parametrize(("login", "minutes"), [("wang", 30), ("auditadmin", 15)])
def test_an_idle_session_ends(city, monkeypatch, login, minutes):
    officer("wang")
    make_ready(Officer.objects.get(login="auditadmin"))
    client = enter(login)
    now = time.time()
    monkeypatch.setattr("tongban.workbench.actor.time.time", lambda: now + minutes * 60 - 5)
    assert client.get("/sign-in/password/").status_code == 200
    monkeypatch.setattr("tongban.workbench.actor.time.time", lambda: now + 2 * minutes * 60 + 60)
    assert client.get("/sign-in/password/").status_code == 302


def test_an_old_password_opens_only_its_own_change(city):
    made = officer("sun")
    Officer.objects.filter(pk=made.pk).update(must_change_password=True)
    client = enter("sun")
    assert client.get("/sign-in/post/")["Location"] == "/sign-in/password/"
    form = {"present": PASSWORD, "new": "Brand-new-77"}
    assert client.post("/sign-in/password/", form)["Location"] == "/"
    assert client.get("/sign-in/post/").status_code == 200


def test_a_closed_account_is_out_at_its_next_request(city):
    made = officer("wang")
    client = enter("wang")
    officer_accounts.deactivate(made, by=city.sysadmin)
    assert client.get("/sign-in/post/").status_code == 302


def test_the_set_up_page_shows_code_and_seed_and_works_once(city):
    made = officer("wang", set_up=False)
    address = f"/set-up/{officer_accounts.issue_link(made, by=SYSTEM)}/"
    client = Client()
    page = client.get(address).content.decode()
    seed = client.session["set-up-seed"]
    assert "<svg" in page
    assert seed in page.replace(" ", "")
    assert client.post(address, {"password": "short", "code": "1"}).status_code == 422
    assert client.session["set-up-seed"] == seed
    import pyotp

    answer = client.post(address, {"password": PASSWORD, "code": pyotp.TOTP(seed).now()})
    assert answer.status_code == 200
    assert client.get(address).status_code == 404
    assert Officer.objects.get(pk=made.pk).password != ""
    assert seed != SEED


def test_the_system_administrator_makes_an_account_and_the_link_is_shown_once(administrators):
    page = administrators["sysadmin"].post("/administration/officers/", {"login": "liu", "name": "刘工"})
    secret = re.search(r"/set-up/([\w-]+)/", page.content.decode()).group(1)
    assert officer_accounts.officer_of_link(secret).login == "liu"
    assert secret not in administrators["sysadmin"].get("/administration/officers/").content.decode()
    assert OneTimeLink.objects.filter(officer__login="liu").count() == 1


def test_a_link_for_an_officer_goes_by_request_over_the_pages(administrators):
    wang = Officer.objects.get(login="wang")
    asks, answers = administrators["sysadmin"], administrators["secadmin"]
    page = asks.post(f"/administration/officers/{wang.pk}/link/", follow=True).content.decode()
    assert "请提出申请" in page
    address = f"/administration/officers/{wang.pk}/ask/link/"
    assert "安全管理员" in asks.get(address).content.decode()
    assert asks.post(address, {"reason": "短"}).status_code == 422
    assert asks.post(address, {"reason": "本人手机遗失"})["Location"] == "/administration/requests/"
    row = AccountRequest.objects.get(officer=wang)
    answer, take = f"/administration/requests/{row.pk}/answer/", f"/administration/requests/{row.pk}/link/"
    assert "1 项账号申请待处理" in answers.get("/administration/").content.decode()
    assert "项账号申请待处理" not in administrators["auditadmin"].get("/administration/").content.decode()
    page = answers.get("/administration/requests/").content.decode()
    assert page.count(answer) == 2
    assert "本人手机遗失" in page
    assert answer not in asks.get("/administration/requests/").content.decode()
    assert administrators["auditadmin"].post(answer, {"answer": "confirm"}).status_code == 403
    assert answers.post(answer, {"answer": "refuse", "reason": ""}).status_code == 422
    assert asks.post(take).status_code == 422
    told = answers.post(answer, {"answer": "confirm"})
    assert told.status_code == 200 and "no-store" in told["Cache-Control"]
    assert re.search(r"<code>[2-9A-Z]{5}-[2-9A-Z]{5}</code>", told.content.decode())
    assert take not in answers.get("/administration/requests/").content.decode()
    assert take in asks.get("/administration/requests/").content.decode()
    secret = re.search(r"/set-up/([\w-]+)/", asks.post(take).content.decode()).group(1)
    assert officer_accounts.officer_of_link(secret) == wang
    assert asks.post(take).status_code == 422
    assert answers.post(answer, {"answer": "confirm"}).status_code == 422
    assert "已办" in asks.get("/administration/requests/").content.decode()


def test_a_refused_request_tells_why_to_who_asked(administrators):
    wang = Officer.objects.get(login="wang")
    officer_accounts.deactivate(wang, by=SYSTEM)
    asks, answers = administrators["sysadmin"], administrators["secadmin"]
    assert f"/administration/officers/{wang.pk}/ask/reopen/" in asks.get("/administration/officers/").content.decode()
    asks.post(f"/administration/officers/{wang.pk}/ask/reopen/", {"reason": "借调结束"})
    row = AccountRequest.objects.get(officer=wang)
    answers.post(f"/administration/requests/{row.pk}/answer/", {"answer": "refuse", "reason": "还没有接到人事通知"})
    assert "还没有接到人事通知" in asks.get("/administration/requests/").content.decode()
    assert not Officer.objects.get(pk=wang.pk).is_active
    assert asks.get(f"/administration/officers/{wang.pk}/ask/promote/").status_code == 404


def test_lists_of_accounts_and_requests_take_as_many_statements_however_long(
    administrators, django_assert_max_num_queries
):
    sysadmin = Officer.objects.get(login="sysadmin")
    for n in range(30):
        made = officer(f"many{n}", set_up=False)
        AccountRequest.objects.create(
            officer=made, act="close", reason="离职停用", asked_by=sysadmin, asked_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    for address in ("/administration/officers/", "/administration/requests/"):
        with django_assert_max_num_queries(12):
            assert administrators["sysadmin"].get(address).content.decode().count("many") >= 30


def test_the_security_administrator_appoints_over_the_page(administrators, city):
    made = officer("liu", set_up=False)
    form = {"officer": made.pk, "post": city.counter.pk, "since-year": "2026", "since-month": "3", "since-day": "1"}
    assert administrators["secadmin"].post("/administration/rights/", form).status_code == 302
    row = Appointment.objects.get(officer=made)
    assert (row.valid_from.isoformat(), row.valid_to) == ("2026-03-01", None)
    wrong = administrators["secadmin"].post("/administration/rights/", {**form, "since-day": "31", "since-month": "2"})
    assert wrong.status_code == 422
    assert Appointment.objects.filter(officer=made).count() == 1


def test_the_ledger_pages_by_key_and_keeps_its_filters(administrators):
    for n in range(60):
        officer_accounts.create_officer(login=f"many{n}", name="多", by=SYSTEM)
    auditor = administrators["auditadmin"]
    page = auditor.get("/administration/ledger/?kind=officer.created").content.decode()
    older = re.search(r'href="\?(kind=officer\.created(?:&amp;|&)before=[\w-]+)"', page).group(1).replace("&amp;", "&")
    second = auditor.get(f"/administration/ledger/?{older}").content.decode()
    assert page.count("<td>建立人员账号</td>") == 50
    assert second.count("<td>建立人员账号</td>") == Act.objects.filter(kind="officer.created").count() - 50
    assert Access.objects.filter(kind="ledger.read").count() == 2


def test_the_overview_is_red_where_nobody_is(administrators, city):
    page = administrators["sysadmin"].get("/administration/departments/").content.decode()
    assert "没有人担任角色" in page
    assert "现场核查人员、审查人员" in page
    officer_accounts.deactivate(Officer.objects.get(login="wang"), by=SYSTEM)
    assert "没有在岗人员" in administrators["sysadmin"].get("/administration/departments/").content.decode()


def test_closing_and_ending_are_asked_about_first(administrators):
    wang = Officer.objects.get(login="wang")
    close = f"/administration/officers/{wang.pk}/close/"
    assert close in administrators["sysadmin"].get("/administration/officers/").content.decode()
    assert "（wang）的账号？" in administrators["sysadmin"].get(close).content.decode()
    held = Appointment.objects.get(officer=wang)
    end = f"/administration/rights/appointment/{held.pk}/end/"
    assert end in administrators["secadmin"].get("/administration/rights/").content.decode()
    assert "的任职？" in administrators["secadmin"].get(end).content.decode()
    assert Officer.objects.get(pk=wang.pk).is_active and Appointment.objects.get(pk=held.pk).valid_to is None
    assert administrators["secadmin"].post(end).status_code == 302
    assert administrators["sysadmin"].post(close).status_code == 302
    assert not Officer.objects.get(pk=wang.pk).is_active
    assert Appointment.objects.get(pk=held.pk).valid_to is not None
