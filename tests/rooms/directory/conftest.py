"""A small city of three administrators, one department and a few people, made by the real actions."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest
from django.db import connection, connections

from tongban.directory.actions import appointments, founding, government, officer_accounts, one_time_codes
from tongban.directory.actions.citizens import describe, prove_phone
from tongban.directory.models import Citizen, Department, Officer, Region
from tongban.directory.queries import actor_of_officer
from tongban.exchange.messages.sending import mailbox_key
from tongban.exchange.models import OutgoingMessage
from tongban.kit import clock
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ids import new_id
from tongban.kit.models import VaultKey
from tongban.kit.vault import keys

PASSWORD = "Fern-and-7-owls"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def static_folder(settings: Any) -> None:
    """Pages may be asked for before any asset is built."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def city(db: None) -> Iterator[SimpleNamespace]:
    """The city: `.sysadmin`, `.secadmin`, `.auditadmin` (actors), `.bureau`, `.counter` and `.reviewer` (posts).

    It is founded in place of the demo city, inside the transaction of the test.
    """
    keys.forget()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kit_act DISABLE TRIGGER USER")
        cursor.execute(
            "TRUNCATE kit_act, kit_access, kit_installation, directory_region, directory_officer, directory_citizen,"
            " directory_organisation, directory_lockout, directory_calendarday CASCADE"
        )
        cursor.execute("ALTER TABLE kit_act ENABLE TRIGGER USER")
    secrets = founding.empty_city(name_zh="云溪市", name_en="Yunxi", region="990100")
    place = SimpleNamespace(links={link.administration: link.secret for link in secrets})
    for officer in Officer.objects.exclude(administration=""):
        setattr(place, officer.login, actor_of_officer(officer, None, today=clock.today()))
    place.region = Region.objects.get(pk="990100")
    place.bureau = bureau(place.region)
    place.counter = post(place.bureau, "window", ["counter"])
    place.reviewer = post(place.bureau, "review", ["reviewer", "inspector"])
    yield place
    keys.forget()


def mailbox(recipient: str) -> list[OutgoingMessage]:
    """What was sent to them, newest first. A real city has no mailbox to look into, so the table is read as its owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
        found = list(OutgoingMessage.objects.filter(recipient_index=mailbox_key(recipient)).order_by("-id"))
        cursor.execute(f"SET ROLE {role}")
    return found


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real commits, seen by other connections and processes; afterwards what was added is gone.

    (Django's own way flushes every table, which the ledger refuses even to its owner.)
    """
    with django_db_blocker.unblock():
        keys.forget()
        if not VaultKey.objects.exists():
            keys.create_data_key()
        before = new_id()
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE kit_act DISABLE TRIGGER USER")
                for table in (
                    "kit_act",
                    "kit_access",
                    "directory_onetimelink",
                    "directory_accountrequest",
                    "directory_officer",
                ):
                    cursor.execute(f"DELETE FROM {table} WHERE id > %s", [before])
                cursor.execute("DELETE FROM directory_lockout")
                cursor.execute("ALTER TABLE kit_act ENABLE TRIGGER USER")
            connections.close_all()
            keys.forget()


def bureau(region: Region, code: str = "market", number: str = "101") -> Department:
    return government.add_department(
        code=code, number=number, region=region, name_zh="市场监督管理局", name_en="Market Office", by=SYSTEM,
        since=date(2020, 1, 1),
    )  # fmt: skip


def post(department: Department, code: str, roles: list[str]):  # type: ignore[no-untyped-def]
    return government.add_post(
        code=f"{department.code}.{code}", department=department, name_zh="岗位", name_en="Post", roles=roles,
        by=SYSTEM, since=date(2020, 1, 1),
    )  # fmt: skip


def officer(login: str, *, name: str = "王工", set_up: bool = True) -> Officer:
    """An officer who can sign in with PASSWORD and the codes of SEED."""
    made = officer_accounts.create_officer(login=login, name=name, by=SYSTEM)
    if set_up:
        make_ready(made)
    return made


def make_ready(made: Officer) -> None:
    secret = officer_accounts.issue_link(made, by=SYSTEM)
    officer_accounts.set_up(secret, password=PASSWORD, seed=SEED, code=code_now())
    made.refresh_from_db()
    Officer.objects.filter(pk=made.pk).update(totp_last_step=0)  # so that a test may use the present step


def code_now(steps: int = 0) -> str:
    """The code of this step, or of a step before or after."""
    return pyotp.TOTP(SEED).generate_otp(int(clock.now().timestamp()) // one_time_codes.STEP_SECONDS + steps)


def appointed(made: Officer, held, since: date = date(2024, 1, 1), until: date | None = None):  # type: ignore[no-untyped-def]
    return appointments.appoint(made, held, by=SYSTEM, since=since, until=until)


def citizen(phone: str, name: str = "李四", citizen_id: str = "") -> Citizen:
    """A person who has proved this number."""
    made = Citizen()
    made.set_password(PASSWORD)
    describe(made, name=name, citizen_id=citizen_id)
    prove_phone(made, phone)
    return made


def acting(person: Citizen) -> Actor:
    return Actor(kind="citizen", id=person.id)
