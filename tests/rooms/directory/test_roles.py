"""Signing up and in works with what the database lets the process of each site do, and no more."""

import re
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from tests.rooms.directory.conftest import PASSWORD, citizen, code_now, mailbox, officer
from tests.rooms.directory.test_identity import province, through_the_province
from tongban.config.settings.sites import OFFICE
from tongban.directory.models import Citizen, Officer

__all__ = ["province", "through_the_province"]
PHONE = "13800138000"


@contextmanager
def as_role(role: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def test_the_public_process_signs_people_up_and_in(city):
    client = Client()
    form = {"name": "李四", "phone": PHONE, "citizen_id": "", "password1": PASSWORD}
    with as_role("tongban_public"):
        assert client.post("/accounts/signup/", form).status_code == 302
        code = re.search(r"\d{6}", mailbox(PHONE)[0].text).group()
        assert client.post("/accounts/phone/verify/", {"code": code}).status_code == 302
        assert client.get("/my/account/").status_code == 200
        assert client.post("/accounts/logout/").status_code == 302
        assert client.post("/accounts/login/", {"login": PHONE, "password": PASSWORD}).status_code == 302
        assert client.get("/my/organisations/").status_code == 200
    assert Citizen.objects.get().phone_verified


def test_the_public_process_takes_people_from_the_province(through_the_province):
    with as_role("tongban_public"):
        client = through_the_province()
        assert client.get("/my/account/").status_code == 200


def test_the_public_process_knows_no_officer(city):
    with as_role("tongban_public"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Officer.objects.count()


def test_the_office_process_signs_officers_in(city, settings):
    for name, value in OFFICE.items():
        setattr(settings, name, value)
    officer("wang")
    citizen(PHONE)
    client = Client()
    form = {"login": "wang", "password": PASSWORD, "code": code_now()}
    with as_role("tongban_office"):
        assert client.post("/sign-in/", form).status_code == 302
        assert client.get("/sign-in/password/").status_code == 200
        assert client.post("/sign-in/", {**form, "password": "no"}).status_code == 422
