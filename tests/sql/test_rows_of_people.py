"""Accounts, mandates, machine clients, messages and facts: the public process finds, changes and makes only its viewer's."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from tests.sql.sql import refusal, run
from tongban.directory.actions.machines import _hash
from tongban.directory.models import AccessToken, Citizen, Invitation, MachineClient, Mandate, Organisation
from tongban.exchange import messages
from tongban.exchange.messages.sending import mailbox_key
from tongban.kit import clock
from tongban.kit.ids import new_id
from tongban.kit.models import Installation

HIDDEN, DENIED = "42501", "42501"  # a policy does not let the row in; a grant is missing
SINCE = date(2025, 1, 1)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class People:
    boss: Citizen
    agent: Citizen
    stranger: Citizen
    firm: Organisation


def person(phone: str) -> Citizen:
    made = Citizen(name="某人")
    made.set_phone(phone, verified=True)
    made.set_citizen_id(f"11010519491231{phone[-4:]}")
    made.save(force_insert=True)
    return made


@pytest.fixture
def people(city: Any) -> People:
    """A firm with a representative and an agent, and somebody else."""
    firm = Organisation.objects.create(uscc="91990000000000001X", name="测试公司", kind="company", valid_from=SINCE)
    boss, agent, stranger = person("13900000001"), person("13900000002"), person("13900000003")
    Mandate.objects.create(citizen=boss, organisation=firm, is_representative=True, packages=["*"], valid_from=SINCE)
    Mandate.objects.create(citizen=agent, organisation=firm, packages=["x"], granted_by=boss, valid_from=SINCE)
    return People(boss, agent, stranger, firm)


def ids(table: str, **viewer: Any) -> set[Any]:
    return {row[0] for row in run("public", f"SELECT id FROM {table}", **viewer)}


def test_an_account_is_seen_by_its_person_and_by_who_knows_the_number(people: People) -> None:
    agent = people.agent
    assert ids("directory_citizen") == set()
    assert ids("directory_citizen", viewer=new_id(), person=new_id(), sought="00") == set()
    assert ids("directory_citizen", viewer=agent.id) == {agent.id}
    assert ids("directory_citizen", person=agent.id) == {agent.id}
    for index in (agent.phone_index, agent.citizen_id_index):
        assert ids("directory_citizen", sought=bytes(index or b"").hex()) == {agent.id}
    assert ids("directory_citizen", viewer=people.boss.id) == {people.boss.id, agent.id}  # whom it let act for it
    assert ids("directory_citizen", viewer=people.stranger.id) == {people.stranger.id}


def test_an_account_is_changed_and_made_by_its_person_only(people: People) -> None:
    change = "UPDATE directory_citizen SET assurance_level = 3 WHERE id = %s"
    other = people.agent
    assert run("public", change, [other.id], viewer=people.stranger.id) == [(0,)]
    assert run("public", change, [other.id], viewer=people.boss.id) == [(0,)]  # seen, yet not changed
    assert run("public", change, [other.id], sought=bytes(other.phone_index or b"").hex()) == [(0,)]
    assert run("public", change, [other.id], viewer=other.id) == [(1,)]
    take = "UPDATE directory_citizen SET id = %s WHERE id = %s"
    assert refusal("public", take, [new_id(), people.stranger.id], viewer=people.stranger.id) == HIDDEN
    made = new_id()
    add = (
        "INSERT INTO directory_citizen (id, phone_verified, assurance_level, password, is_active, language, created_at)"
        " VALUES (%s, false, 1, '', true, 'en', now())"
    )
    assert refusal("public", add, [made], viewer=people.agent.id) == HIDDEN
    assert refusal("public", add, [made], person=made) == ""


def test_a_number_leaves_another_account_by_one_function(people: People) -> None:
    index = bytes(people.agent.phone_index or b"")
    assert run("public", "SELECT directory_pass_on_phone(%s, false)", [index]) == [(None,)]  # it is proved
    assert run("public", "SELECT directory_pass_on_phone(%s, true)", [index]) == [(people.agent.id,)]
    left = Citizen.objects.get(pk=people.agent.id)
    assert (left.phone, left.phone_index, left.phone_verified, left.name) == (None, None, False, "某人")
    assert refusal("worker", "SELECT directory_pass_on_phone(%s, true)", [index]) == DENIED


def test_mandates_are_seen_by_both_sides(people: People) -> None:
    both = set(Mandate.objects.filter(organisation=people.firm).values_list("id", flat=True))
    own = set(Mandate.objects.filter(citizen=people.agent).values_list("id", flat=True))
    assert ids("directory_mandate", viewer=people.boss.id) == both
    assert ids("directory_mandate", viewer=people.agent.id) == own
    assert ids("directory_mandate", viewer=people.stranger.id) == set()
    assert ids("directory_mandate", organisation=people.firm.id) == set()
    revoke = "UPDATE directory_mandate SET revoked_at = now() WHERE organisation_id = %s"
    assert run("public", revoke, [people.firm.id], viewer=people.stranger.id) == [(0,)]
    assert run("public", revoke, [people.firm.id], viewer=people.agent.id) == [(1,)]


def invited(people: People, answer: str) -> Invitation:
    now = clock.now()
    return Invitation.objects.create(
        organisation=people.firm, invited_by=people.boss, phone="13900000003",
        phone_index=people.stranger.phone_index, packages=["a", "b"], invited_at=now,
        expires_at=now + timedelta(days=7), answer=answer,
    )  # fmt: skip


def take_up(people: People, packages: str = "{a}", valid_to: str | None = None) -> str:
    """What stops the stranger from making a mandate of their own."""
    add = (
        "INSERT INTO directory_mandate (id, citizen_id, organisation_id, is_representative, packages, granted_by_id,"
        " valid_from, valid_to) VALUES (%s, %s, %s, false, %s, %s, '2025-01-01', %s)"
    )
    values = [new_id(), people.stranger.id, people.firm.id, packages, people.boss.id, valid_to]
    return refusal("public", add, values, viewer=people.stranger.id)


def test_a_mandate_comes_from_an_invitation_that_was_taken_up(people: People) -> None:
    assert take_up(people) == HIDDEN
    invitation = invited(people, "open")
    assert take_up(people) == HIDDEN
    Invitation.objects.filter(pk=invitation.pk).update(answer="accepted")
    assert take_up(people, "{a,c}") == HIDDEN  # more than was offered
    assert take_up(people, valid_to="2030-01-01") == HIDDEN
    Invitation.objects.filter(pk=invitation.pk).update(phone_index=b"another number..")
    assert take_up(people) == HIDDEN
    Invitation.objects.filter(pk=invitation.pk).update(phone_index=people.stranger.phone_index)
    assert take_up(people) == ""


def test_invitations_are_seen_by_who_offers_and_who_holds_the_number(people: People) -> None:
    invitation = invited(people, "open")
    assert ids("directory_invitation", viewer=people.boss.id) == {invitation.id}
    assert ids("directory_invitation", viewer=people.stranger.id) == {invitation.id}
    assert ids("directory_invitation", viewer=people.agent.id) == set()
    answer = "UPDATE directory_invitation SET answer = 'accepted'"
    assert run("public", answer, viewer=people.agent.id) == [(0,)]
    Citizen.objects.filter(pk=people.stranger.id).update(phone_verified=False)
    assert run("public", answer, viewer=people.stranger.id) == [(0,)]
    offer = (
        "INSERT INTO directory_invitation (id, organisation_id, invited_by_id, phone, phone_index, packages,"
        " invited_at, expires_at, answer) VALUES (gen_random_uuid(), %s, %s, '', '', '{}', now(), now(), 'open')"
    )
    values = [people.firm.id, people.boss.id]
    assert refusal("public", offer, values, viewer=people.agent.id) == HIDDEN
    assert refusal("public", offer, values, viewer=people.boss.id) == ""


def test_a_machine_client_sees_itself_by_its_token(people: People) -> None:
    clients = [
        MachineClient.objects.create(name=name, organisation=people.firm, secret_hash=_hash(name))
        for name in ("a", "b")
    ]
    hashes = [_hash(f"token {one.name}") for one in clients]
    for one, hashed in zip(clients, hashes, strict=True):
        AccessToken.objects.create(client=one, token_hash=hashed, expires_at=clock.now())
    for table in ("directory_machineclient", "directory_accesstoken"):
        assert ids(table) == ids(table, viewer=people.boss.id, organisation=people.firm.id) == set()
    assert ids("directory_machineclient", sought=hashes[0].hex()) == {clients[0].id}
    assert ids("directory_machineclient", client=clients[1].id) == {clients[1].id}
    add = "INSERT INTO directory_accesstoken (id, client_id, token_hash, expires_at) VALUES (%s, %s, %s, now())"
    values = [new_id(), clients[1].id, b"new"]
    assert refusal("public", add, values, client=clients[0].id) == HIDDEN
    assert refusal("public", add, values, client=clients[1].id) == ""


def test_the_province_names_the_account_it_vouches_for(people: People) -> None:
    row = SocialAccount.objects.create(user=people.agent, provider="openid_connect", uid="subject-1")
    assert ids("socialaccount_socialaccount", viewer=people.stranger.id) == set()
    assert ids("socialaccount_socialaccount", identity="subject-2") == set()
    assert ids("socialaccount_socialaccount", identity="subject-1") == {row.id}
    assert ids("directory_citizen", identity="subject-1") == {people.agent.id}
    add = (
        "INSERT INTO socialaccount_socialaccount (user_id, provider, uid, last_login, date_joined, extra_data)"
        " VALUES (%s, 'openid_connect', 'subject-3', now(), now(), '{}')"
    )
    assert refusal("public", add, [people.agent.id], person=people.stranger.id) == HIDDEN


def test_messages_are_written_and_not_read_back(city: Any) -> None:
    messages.text_message("13900000009", "一二三四", kind="test")
    key = mailbox_key("13900000009")
    assert refusal("public", "SELECT id FROM exchange_outgoingmessage") == DENIED
    assert refusal("office", "SELECT text FROM exchange_outgoingmessage") == DENIED
    assert len(run("public", "SELECT id FROM exchange_mailbox(%s)", [key])) == 1
    assert run("public", "SELECT id FROM exchange_mailbox(%s)", [b"x"]) == []
    Installation.objects.update(demo=False)
    assert run("public", "SELECT id FROM exchange_mailbox(%s)", [key]) == []


@pytest.mark.parametrize("table", ["kit_act", "kit_access"])
def test_facts_are_told_in_nobody_elses_name(people: People, table: str) -> None:
    columns = "(id, at, recorded_at, kind, actor_kind, actor, channel, purpose, body)"
    add = f"INSERT INTO {table} {columns} VALUES (gen_random_uuid(), now(), {{}}, 'x', %s, %s, 'web', '', '{{{{}}}}')"
    now = add.format("clock_timestamp()")
    mine = {"viewer": people.agent.id}
    assert refusal("public", now, ["citizen", people.agent.id], **mine) == ""
    assert refusal("public", now, ["citizen", people.boss.id], **mine) == HIDDEN
    assert refusal("public", now, ["officer", None], **mine) == HIDDEN
    assert refusal("public", now, ["system", None], **mine) == HIDDEN
    assert refusal("public", now, ["anonymous", None]) == ""


def test_the_office_sees_everybody_but_no_password(people: People) -> None:
    assert run("office", "SELECT count(*) FROM directory_citizen")[0][0] == Citizen.objects.count()
    assert refusal("office", "SELECT password FROM directory_citizen") == DENIED
    assert refusal("office", "UPDATE directory_citizen SET phone_index = NULL") == DENIED
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_policies WHERE 'tongban_office' = ANY(roles) AND qual <> 'true'"
            " AND tablename <> 'directory_lockout'"
        )  # each site counts its own attempts
        assert cursor.fetchone() == (0,)
