"""Citizens sign up and in over HTTP; pages do not tell who exists; no number or address is in the tables in clear."""

import re
import time

import pytest
from django.db import connection
from django.test import Client

from tests.rooms.directory.conftest import PASSWORD, citizen, mailbox
from tongban.directory.actions import attempts
from tongban.directory.models import Citizen, PublicSession
from tongban.directory.sessions.sealed import stored_key

PHONE, OTHER, MAIL = "13800138000", "13900139000", "li.si@example.cn"
CITIZEN_ID = "11010519491231002X"


def code_for(recipient: str) -> str:
    return re.search(r"\d{6}", mailbox(recipient)[0].text).group()


def sign_up(client: Client, phone: str = PHONE, **more: str):
    form = {"name": "李四", "phone": phone, "citizen_id": CITIZEN_ID, "password1": PASSWORD, **more}
    return client.post("/accounts/signup/", form)


def signed_in(client: Client) -> bool:
    return client.get("/my/account/").status_code == 200


def dump(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_sign_up_proves_the_number_before_it_signs_in(city, client):
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/phone/verify/")
    assert not signed_in(client)
    assert Citizen.objects.get().phone_verified is False
    answer = client.post("/accounts/phone/verify/", {"code": code_for(PHONE)})
    assert answer.status_code == 302
    assert signed_in(client)
    made = Citizen.objects.get()
    assert (made.name, made.phone, made.phone_verified, made.citizen_id) == ("李四", PHONE, True, CITIZEN_ID)


def test_what_was_left_empty_at_sign_up_is_named_and_optional_is_said_once(city, client):
    answer = client.post("/accounts/signup/", {})
    page = answer.content.decode()
    for text in ("请填写姓名", "请填写手机号", "请填写密码"):
        assert page.count(f"{text}<") == 2  # in the summary and at the field
    assert page.count("（可不填）") == 1


def test_nothing_a_person_gave_is_in_the_tables_in_clear(city, client):
    sign_up(client)
    text = "\n".join(
        dump(table) for table in ("directory_citizen", "directory_public_session", "exchange_outgoingmessage",
                                  "kit_act", "kit_access", "account_emailaddress", "procrastinate_jobs")
    )  # fmt: skip
    for secret in (PHONE, "李四", CITIZEN_ID, code_for(PHONE)):
        assert secret not in text
        assert secret.encode().hex() not in text
    stored = PublicSession.objects.get(session_key=stored_key(client.session.session_key))
    assert client.session["account_login"]["state"]
    assert "account_login" not in str(stored.get_decoded.__self__.session_data)


def test_signing_up_with_a_known_number_looks_the_same(city, client):
    citizen(PHONE)
    known, unknown = sign_up(client), sign_up(Client(), OTHER, citizen_id="")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Citizen.objects.count() == 2
    assert "已经注册" in mailbox(PHONE)[0].text
    page = client.post("/accounts/phone/verify/", {"code": "123456"})
    assert page.status_code == 200
    assert not signed_in(client)


def test_a_citizen_id_of_somebody_else_is_left_out_without_a_word(city, client):
    citizen(OTHER, citizen_id=CITIZEN_ID)
    assert sign_up(client).status_code == 302
    assert Citizen.objects.with_phone(PHONE).citizen_id is None


def test_an_unproved_claim_on_a_number_gives_way_to_its_holder(city, client):
    sign_up(client, password1="Squatter-owns-1", citizen_id="")
    holder = Client()
    sign_up(holder, citizen_id="")
    holder.post("/accounts/phone/verify/", {"code": code_for(PHONE)})
    assert signed_in(holder)
    assert Client().post("/accounts/login/", {"login": PHONE, "password": "Squatter-owns-1"}).status_code == 200
    assert Citizen.objects.filter(phone_verified=True).count() == 1


@pytest.mark.parametrize("typed", [PHONE, "138 0013 8000", "+86 138-0013-8000", MAIL, MAIL.upper()])
def test_password_sign_in_by_number_or_address(city, client, typed):
    made = citizen(PHONE)
    made.set_email(MAIL)
    made.save()
    before = client.get("/accounts/login/") and client.session.session_key
    answer = client.post("/accounts/login/", {"login": typed, "password": PASSWORD})
    assert answer.status_code == 302
    assert signed_in(client)
    assert client.session.session_key != before


def test_wrong_and_unknown_say_the_same_and_five_lock(city, client):
    citizen(PHONE)
    pages = [client.post("/accounts/login/", {"login": login, "password": "no"}) for login in (PHONE, OTHER)]
    assert all("手机号、邮箱或密码不对" in page.content.decode() for page in pages)
    for _ in range(4):
        client.post("/accounts/login/", {"login": PHONE, "password": "no"})
    page = Client().post("/accounts/login/", {"login": PHONE, "password": PASSWORD})
    assert "30 分钟后再试" in page.content.decode()
    assert page.status_code == 200


@pytest.mark.parametrize("typed", [PHONE, MAIL])
def test_sign_in_by_code(city, client, typed):
    made = citizen(PHONE)
    made.set_email(MAIL)
    made.save()
    answer = client.post("/accounts/login/code/", {"login": typed})
    assert answer["Location"] == "/accounts/login/code/confirm/"
    wrong = "000000" if code_for(typed) != "000000" else "000001"
    assert client.post("/accounts/login/code/confirm/", {"code": wrong}).status_code == 200
    assert not signed_in(client)
    client.post("/accounts/login/code/confirm/", {"code": code_for(typed)})
    assert signed_in(client)


def test_a_code_for_an_unknown_number_looks_the_same_and_opens_nothing(city, client):
    answer = client.post("/accounts/login/code/", {"login": OTHER})
    assert answer["Location"] == "/accounts/login/code/confirm/"
    assert "还没有注册" in mailbox(OTHER)[0].text
    for guess in ("", "000000"):
        client.post("/accounts/login/code/confirm/", {"code": guess})
    assert not signed_in(client)


def test_codes_to_one_number_are_few(city):
    citizen(PHONE)
    answers = [Client().post("/accounts/login/code/", {"login": PHONE}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [200]
    assert len(mailbox(PHONE)) == 5


def test_an_address_is_bound_only_after_its_code(city, client):
    made = citizen(PHONE)
    client.force_login(made)
    client.post("/my/account/email/", {"email": MAIL})
    made.refresh_from_db()
    assert made.email is None
    client.post("/my/account/email/confirm/", {"code": "x"})
    client.post("/my/account/email/confirm/", {"code": code_for(MAIL)})
    assert Citizen.objects.with_email(MAIL) == made


def test_an_idle_session_ends(city, client, monkeypatch):
    client.force_login(citizen(PHONE))
    assert signed_in(client)
    later = time.time() + 31 * 60
    monkeypatch.setattr("tongban.portal.actor.time.time", lambda: later)
    assert not signed_in(client)


def test_signing_out_needs_a_post(city, client):
    client.force_login(citizen(PHONE))
    assert client.get("/accounts/logout/").status_code == 405
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


def test_the_mailbox_is_only_in_a_demo_city(city, client):
    assert client.get("/stand-in/mailbox/").status_code == 404


def test_counted_attempts_do_not_hold_numbers(city):
    attempts.begin(attempts.key_of("public", PHONE))
    assert PHONE not in dump("directory_lockout")


@pytest.mark.parametrize("name", ["🦄", "李四🦄", "李\u200b四"])
def test_a_name_that_no_letter_could_bear_is_not_signed_up(city, client, name):
    page = sign_up(client, name=name)
    assert page.status_code == 200
    assert "姓名只能由文字组成" in page.content.decode()
    assert not Citizen.objects.exists()
