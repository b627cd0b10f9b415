"""Acting for an organisation: who, in what, until when, asked again at every act; offers that tell nobody's secrets."""

from datetime import date, timedelta

import pytest

from tests.rooms.directory.conftest import acting, citizen
from tongban.directory.actions import attempts, machines, mandates, organisations
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Invitation, Mandate
from tongban.directory.queries import mandate_in_force, may_act_for, organisations_of
from tongban.directory.queries.mandates import agents_of, invitations_for, open_invitations
from tongban.kit import clock
from tongban.kit.access import ANONYMOUS, SYSTEM, NotAllowed
from tongban.kit.ledger.models import Access, Act

HERE = "192.0.2.1"
DAY = date(2026, 5, 6)
BOSS, AGENT, STRANGER = "13800138000", "13900139000", "13700137000"


@pytest.fixture
def noodles(city):
    """An organisation with a representative."""
    city.boss, city.agent = citizen(BOSS, "周老板"), citizen(AGENT, "吴代办")
    city.organisation = organisations.register_organisation(
        uscc="91350100M000100Y43", name="云溪面馆", kind="individual", since=date(2026, 1, 1), by=SYSTEM
    )
    mandates.make_representative(city.boss, city.organisation, by=SYSTEM, since=date(2026, 1, 1))
    return city


def offer(place, phone=AGENT, packages=("food-business",), until=None):
    return mandates.grant_mandate(
        place.organisation, by=acting(place.boss), phone=phone, packages=list(packages), until=until
    )


def test_a_representative_acts_in_everything_and_a_stranger_in_nothing(noodles):
    boss = acting(noodles.boss).acting_for(noodles.organisation.id)
    stranger = acting(noodles.agent).acting_for(noodles.organisation.id)
    assert may_act_for(boss, "any-package", DAY)
    assert not may_act_for(stranger, "any-package", DAY)
    assert may_act_for(acting(noodles.agent), "any-package", DAY)
    assert not may_act_for(ANONYMOUS.acting_for(noodles.organisation.id), "any-package", DAY)
    assert not may_act_for(boss, "any-package", date(2025, 12, 31))
    assert [m.organisation.name for m in organisations_of(noodles.boss, DAY)] == ["云溪面馆"]
    assert organisations_of(noodles.agent, DAY) == []


def test_an_agent_acts_in_the_named_packages_until_the_last_day(noodles):
    today = clock.today()
    last = today + timedelta(days=30)
    invitation = offer(noodles, until=last)
    mandates.answer_invitation(invitation, citizen=noodles.agent, accept=True, by=acting(noodles.agent))
    agent = acting(noodles.agent).acting_for(noodles.organisation.id)
    answers = [may_act_for(agent, package, day) for package, day in (
        ("food-business", today), ("food-business", last), ("food-business", last + timedelta(days=1)),
        ("food-business", today - timedelta(days=1)), ("outdoor-sign", today),
    )]  # fmt: skip
    assert answers == [True, True, False, False, False]
    assert mandate_in_force(noodles.agent, noodles.organisation.id, None, today).granted_by == noodles.boss
    assert [m.citizen.name for m in agents_of(noodles.organisation.id, today)] == ["周老板", "吴代办"]


def test_a_revoked_mandate_is_refused_at_the_next_act(noodles):
    mandates.answer_invitation(offer(noodles), citizen=noodles.agent, accept=True, by=acting(noodles.agent))
    agent = acting(noodles.agent).acting_for(noodles.organisation.id)
    assert may_act_for(agent, "food-business", clock.today())
    mandate = Mandate.objects.get(citizen=noodles.agent)
    mandates.revoke_mandate(mandate, by=acting(noodles.boss))
    mandates.revoke_mandate(mandate, by=acting(noodles.boss))
    assert not may_act_for(agent, "food-business", clock.today())
    assert Act.objects.filter(kind="mandate.revoked", subject=noodles.agent.id).count() == 1


def test_only_the_representative_offers_and_revokes(noodles):
    mandates.answer_invitation(offer(noodles), citizen=noodles.agent, accept=True, by=acting(noodles.agent))
    with pytest.raises(NotAllowed, match="not-representative"):
        mandates.grant_mandate(
            noodles.organisation, by=acting(noodles.agent), phone=STRANGER, packages=["a"], until=None
        )
    stranger = citizen(STRANGER)
    for mandate in Mandate.objects.all():
        with pytest.raises(NotAllowed, match="not-representative"):
            mandates.revoke_mandate(mandate, by=acting(stranger))
    assert Mandate.objects.filter(revoked_at__isnull=True).count() == 2
    assert Access.objects.filter(kind="mandate.refused").count() == 3
    # the agent may lay the mandate down; nobody revokes a representative here
    mandates.revoke_mandate(Mandate.objects.get(citizen=noodles.agent), by=acting(noodles.agent))
    with pytest.raises(Refuse, match="changed at the register"):
        mandates.revoke_mandate(Mandate.objects.get(citizen=noodles.boss), by=acting(noodles.boss))


def test_an_offer_looks_the_same_for_a_known_and_an_unknown_number(noodles):
    known, unknown = offer(noodles, AGENT), offer(noodles, "159 0000 0001")
    assert (known.answer, known.packages) == (unknown.answer, unknown.packages)
    assert [i.phone for i in open_invitations(noodles.organisation.id)] == [AGENT, "15900000001"]
    assert Mandate.objects.count() == 1
    assert invitations_for(noodles.agent) == [known]
    newcomer = citizen("15900000001", "新用户")
    assert invitations_for(newcomer) == [unknown]


def test_only_the_holder_of_the_number_answers_and_once(noodles):
    invitation = offer(noodles)
    stranger = citizen(STRANGER)
    for person, by in ((stranger, stranger), (noodles.agent, stranger)):
        with pytest.raises(NotAllowed, match="not-your-invitation"):
            mandates.answer_invitation(invitation, citizen=person, accept=True, by=acting(by))
    assert mandates.answer_invitation(invitation, citizen=noodles.agent, accept=False, by=acting(noodles.agent)) is None
    with pytest.raises(Refuse, match="has ended"):
        mandates.answer_invitation(invitation, citizen=noodles.agent, accept=True, by=acting(noodles.agent))
    assert Mandate.objects.filter(citizen=noodles.agent).count() == 0


def test_an_offer_ends_by_time_withdrawal_a_newer_one_and_with_its_giver(noodles):
    first, second = offer(noodles), offer(noodles, packages=["outdoor-sign"])
    first.refresh_from_db()
    assert first.answer == Invitation.Answer.WITHDRAWN
    with clock.simulated(clock.now() + timedelta(days=7, minutes=1)):
        assert invitations_for(noodles.agent) == []
        with pytest.raises(Refuse):
            mandates.answer_invitation(second, citizen=noodles.agent, accept=True, by=acting(noodles.agent))
    Mandate.objects.filter(citizen=noodles.boss).update(revoked_at=clock.now())
    with pytest.raises(Refuse, match="has ended"):
        mandates.answer_invitation(second, citizen=noodles.agent, accept=True, by=acting(noodles.agent))


def test_a_new_mandate_replaces_the_old_one_but_never_a_representatives(noodles):
    for package in ("food-business", "outdoor-sign"):
        invitation = offer(noodles, packages=[package])
        mandates.answer_invitation(invitation, citizen=noodles.agent, accept=True, by=acting(noodles.agent))
    assert mandate_in_force(noodles.agent, noodles.organisation.id, None, clock.today()).packages == ["outdoor-sign"]
    own = offer(noodles, BOSS)
    kept = mandates.answer_invitation(own, citizen=noodles.boss, accept=True, by=acting(noodles.boss))
    assert kept.is_representative


def test_what_is_wrong_with_an_offer_is_said_by_field(noodles):
    with pytest.raises(Refuse) as refused:
        offer(noodles, "123", [], clock.today() - timedelta(days=1))
    assert sorted(refused.value.problems) == ["packages", "phone", "until"]
    assert not Invitation.objects.exists()


def test_the_offered_number_is_not_in_the_row(noodles):
    from django.db import connection

    offer(noodles)
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM directory_invitation i")
        text = cursor.fetchone()[0]
    assert AGENT not in text
    assert AGENT.encode().hex() not in text


def test_a_machine_acts_for_its_own_organisation_while_it_is_active(noodles):
    client, secret = machines.create_client(
        name="accounting", scopes=["cases.submit"], organisation=noodles.organisation, by=noodles.secadmin
    )
    assert machines.issue_token(client.id, "wrong", HERE) is None
    token, _ = machines.issue_token(client.id, secret, HERE)
    actor = machines.actor_of_token(token)
    assert (actor.kind, actor.on_behalf_of, actor.scopes) == ("machine", noodles.organisation.id, {"cases.submit"})
    assert may_act_for(actor, "any-package", DAY)
    with clock.simulated(clock.now() + machines.TOKEN_LASTS):
        assert machines.actor_of_token(token) is None
    machines.end_client(client, by=noodles.secadmin)
    assert machines.actor_of_token(token) is None
    assert machines.issue_token(client.id, secret, HERE) is None
    assert not may_act_for(actor, "any-package", DAY)
    with pytest.raises(NotAllowed):
        machines.create_client(name="x", scopes=["cases.read"], organisation=None, by=noodles.sysadmin)


def test_who_knows_the_id_of_a_machine_locks_out_their_own_network_only(noodles):
    client, secret = machines.create_client(
        name="accounting", scopes=["cases.submit"], organisation=noodles.organisation, by=noodles.secadmin
    )
    for _ in range(machines.MAX_FAILURES):
        assert machines.issue_token(client.id, "wrong", "198.51.100.7") is None
    with pytest.raises(attempts.Locked):
        machines.issue_token(client.id, secret, "198.51.100.7")
    assert machines.issue_token(client.id, secret, HERE) is not None
