"""What a taken-over office process cannot do to officers' accounts and posts, and that the acts of the product still pass."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.db import DatabaseError, connection, transaction

from tests.roles import as_role
from tests.sql.sql import refusal
from tongban.directory.actions import account_requests, appointments, officer_accounts, officer_sign_in
from tongban.directory.models import Appointment, Officer, OneTimeLink, Post
from tongban.directory.queries import actor_of_officer
from tongban.kit import clock, ledger
from tongban.kit.access import Actor
from tongban.kit.ids import new_id
from tongban.kit.models import Installation

DENIED = "42501"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_time(db: None) -> None:
    """The clocks of the sites are those of the database."""
    Installation.objects.update(clock_moves=False)


def as_office(act: Callable[[], Any]) -> str:
    """What stops an act of the office site, at its statement or at its commit; "" when nothing does."""
    try:
        with as_role("office"), transaction.atomic(), connection.cursor() as cursor:
            act()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", "?"))
    return ""


def administrator(kind: str) -> Actor:
    return actor_of_officer(Officer.objects.get(administration=kind), None, today=clock.today())


def set_up(secret: str, password: str, word: str = "", seed: str = SEED) -> Officer:
    return officer_accounts.set_up(secret, password=password, seed=seed, code=pyotp.TOTP(seed).now(), word=word)


@pytest.mark.parametrize(
    "change",
    ["administration = 'system'", "password = 'x'", "totp_seed = totp_seed || 'x'", "login = login || 'x'", "name = 'x'",
     "must_change_password = NOT must_change_password", "totp_last_step = totp_last_step - 1",
     "password_set_at = now() + interval '1 day'", "password = ''", "is_active = false WHERE administration = 'audit'"],
)  # fmt: skip
def test_no_account_is_rewritten(change: str) -> None:
    assert refusal("office", f"UPDATE directory_officer SET {change}") == DENIED


@pytest.mark.parametrize(
    "statement",
    ["UPDATE directory_onetimelink SET used_at = NULL", "UPDATE directory_onetimelink SET officer_id = officer_id",
     "UPDATE directory_appointment SET officer_id = officer_id", "UPDATE directory_appointment SET post_id = post_id",
     "UPDATE directory_appointment SET valid_to = NULL", "UPDATE directory_post SET roles = '{head}'",
     "UPDATE directory_department SET region_id = region_id"],
)  # fmt: skip
def test_no_right_and_no_link_is_rewritten(statement: str) -> None:
    assert refusal("office", statement) == DENIED


def test_nobody_is_made_an_administrator_or_set_up_without_a_link() -> None:
    given = {"login": "new.one", "name": "新人", "created_at": clock.now()}
    for more in ({"administration": "system"}, {"password": "x"}, {"totp_seed": SEED}, {"must_change_password": False}):
        assert as_office(lambda more=more: Officer.objects.create(**given, **more)) == DENIED  # type: ignore[misc]
    assert as_office(lambda: Officer.objects.create(**given)) == DENIED, "and it is told who made it"
    reviewer, by = Officer.objects.get(login="xiahoudong"), administrator("system")
    for target in (reviewer, Officer.objects.get(administration="audit")):
        assert as_office(lambda target=target: officer_accounts.make_link(target, by=by)) == DENIED  # type: ignore[misc]
    asked = account_requests.ask(reviewer, "link", reason="手机遗失，要重设", by=by)
    assert as_office(lambda: officer_accounts.make_link(reviewer, by=by, request=asked)) == DENIED
    answer = (
        "UPDATE directory_accountrequest SET state = 'confirmed', answered_at = clock_timestamp(), answered_by_id = %s"
    )
    for who in (Officer.objects.get(login="feixinmin").id, Officer.objects.get(administration="audit").id):
        assert refusal("office", answer, [who]) == DENIED
    assert refusal("office", "UPDATE directory_accountrequest SET state = 'done'") != ""


def test_an_account_goes_its_way_under_the_role_of_the_office() -> None:
    system, security = administrator("system"), administrator("security")
    made: dict[str, Any] = {}

    def new() -> None:
        made["officer"] = officer_accounts.create_officer(login="new.one", name="新人", by=system)
        made["link"] = officer_accounts.issue_link(made["officer"], by=system)

    assert as_office(new) == ""
    assert refusal("office", "SELECT directory_open_link('x', '', clock_timestamp())") == ""
    officer = made["officer"]
    Officer.objects.filter(pk=officer.pk).update(totp_last_step=0)
    wrong = "UPDATE directory_officer SET password = 'x', totp_seed = 'x', password_set_at = clock_timestamp() WHERE id = %s"
    assert refusal("office", wrong, [officer.id]) == DENIED, "a live link lets in who holds its secret"
    assert as_office(lambda: set_up(made["link"], "Fern-and-7-owls")) == ""
    assert OneTimeLink.objects.get(officer=officer).used_at is not None
    held = Officer.objects.with_secrets().get(pk=officer.pk)
    own = Actor(kind="officer", id=officer.id)
    assert as_office(
        lambda: officer_sign_in.change_password(held, present="Fern-and-7-owls", new="Otter-8-under-ice", actor=own)
    ) == ""  # fmt: skip
    post = Post.objects.order_by("code")[0]
    assert as_office(lambda: appointments.appoint(officer, post, by=security, since=clock.today())) == ""
    row = Appointment.objects.get(officer=officer)
    assert as_office(lambda: appointments.end(row, by=security)) == ""
    asked = account_requests.ask(officer, "link", reason="手机遗失，要重设", by=system)

    def answered() -> None:
        account_requests.confirm(asked.pk, by=security)
        made["word"] = account_requests.give_word(asked.pk, by=security)
        made["link"] = account_requests.take_link(asked.pk, by=system)[1]

    assert as_office(answered) == ""
    other = pyotp.random_base32()
    assert as_office(lambda: set_up(made["link"], "Heron-9-at-dawn", made["word"], other)) == ""
    assert as_office(lambda: officer_accounts.deactivate(Officer.objects.get(pk=officer.pk), by=system)) == ""
    again = account_requests.ask(officer, "reopen", reason="误停，要重新启用", by=system)
    open_up = "UPDATE directory_officer SET is_active = true WHERE id = %s"
    assert refusal("office", open_up, [officer.id]) == DENIED
    assert as_office(lambda: account_requests.confirm(again.pk, by=security)) == ""
    assert Officer.objects.get(pk=officer.pk).is_active


def test_a_right_is_given_by_the_security_administrator_who_tells_it() -> None:
    officer, post = (
        Officer.objects.get(login="xiahoudong"),
        Post.objects.exclude(appointments__officer__login="xiahoudong").order_by("code")[0],
    )
    system = administrator("system")
    row = {"officer": officer, "post": post, "valid_from": clock.today(), "valid_to": clock.today() + timedelta(days=9)}

    def given(by: Actor | None, about: Officer = officer) -> None:
        Appointment.objects.create(**{**row, "officer": about})
        if by is not None:
            ledger.act("post.appointed", actor=by, officer=str(about.id), held_post=str(post.id))

    assert as_office(lambda: given(None)) == DENIED
    assert as_office(lambda: given(system)) == DENIED
    assert as_office(lambda: given(Actor(kind="officer", id=new_id()))) == DENIED
    assert as_office(lambda: given(administrator("security"), Officer.objects.get(administration="audit"))) == DENIED
    assert as_office(lambda: given(administrator("security"))) == ""
