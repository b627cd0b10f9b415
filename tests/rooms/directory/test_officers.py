"""Accounts of officers: rules of passwords, one-time links, rights given and ended, posts of a day."""

from datetime import date, timedelta

import pytest

from tests.rooms.directory.conftest import PASSWORD, SEED, appointed, code_now, make_ready, officer
from tongban.directory.actions import appointments, officer_accounts, officer_sign_in, passwords
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Appointment, Officer, OldPassword, OneTimeLink
from tongban.directory.queries import actor_of_officer, officers_in, posts_of
from tongban.kit import clock
from tongban.kit.access import SYSTEM, Actor, NotAllowed
from tongban.kit.ledger.models import Access, Act


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Ab1!xyz", "Use at least 8 characters"),
        ("abcdefg1", "Use at least three of"),
        ("Xiaowang-99", "must not contain the sign-in name"),
        ("Good-enough-1", None),
        ("goodenough-1", None),
        ("A1-" + "x" * 126, "at most 128"),
    ],
)
def test_a_password_must_be_long_and_mixed(city, password, reason):
    problem = passwords.password_problem(Officer(login="xiaowang"), password)
    assert (problem is None) if reason is None else reason in problem[1]


def test_an_administrator_needs_ten_characters(city):
    assert passwords.password_problem(Officer(login="wang", administration="audit"), "Abcdef-12")[1].endswith(
        "10 characters"
    )
    assert passwords.password_problem(Officer(login="wang", administration="audit"), "Abcdefg-12") is None


def test_a_link_works_once_and_sets_password_and_codes(city):
    made = officer("wang", set_up=False)
    secret = officer_accounts.issue_link(made, by=city.sysadmin)
    assert officer_accounts.officer_of_link(secret) == made
    officer_accounts.set_up(secret, password=PASSWORD, seed=SEED, code=code_now())
    made.refresh_from_db()
    assert made.totp_seed == SEED
    assert officer_accounts.officer_of_link(secret) is None
    with pytest.raises(Refuse, match="This link has ended"):
        officer_accounts.set_up(secret, password="Another-1-word", seed=SEED, code=code_now())
    # the step used to enrol cannot be used again to sign in
    with pytest.raises(officer_sign_in.SignInRefused):
        officer_sign_in.sign_in(login="wang", password=PASSWORD, code=code_now())


def test_a_wrong_code_at_enrolment_uses_nothing_up(city):
    made = officer("wang", set_up=False)
    secret = officer_accounts.issue_link(made, by=city.sysadmin)
    with pytest.raises(Refuse) as refused:
        officer_accounts.set_up(secret, password="short", seed=SEED, code="000 00")
    assert sorted(refused.value.problems) == ["code", "password"]
    assert officer_accounts.officer_of_link(secret) == made
    assert Officer.objects.get(pk=made.pk).password == ""


def test_a_link_ends_by_time_by_a_newer_one_and_with_the_account(city):
    made = officer("wang", set_up=False)
    first = officer_accounts.issue_link(made, by=city.sysadmin)
    second = officer_accounts.issue_link(made, by=city.sysadmin)
    assert officer_accounts.officer_of_link(first) is None
    with clock.simulated(clock.now() + officer_accounts.LINK_LASTS - timedelta(minutes=1)):
        assert officer_accounts.officer_of_link(second) == made
    with clock.simulated(clock.now() + officer_accounts.LINK_LASTS):
        assert officer_accounts.officer_of_link(second) is None
    officer_accounts.deactivate(made, by=city.sysadmin)
    assert officer_accounts.officer_of_link(second) is None
    assert OneTimeLink.objects.filter(officer=made, used_at__isnull=False).count() == 0


def test_the_link_itself_is_not_in_the_database(city):
    made = officer("wang", set_up=False)
    secret = officer_accounts.issue_link(made, by=city.sysadmin)
    row = OneTimeLink.objects.get(officer=made)
    assert secret.encode() not in bytes(row.secret_hash)
    assert len(bytes(row.secret_hash)) == 32


def test_a_login_is_unique_and_plain(city):
    officer("wang", set_up=False)
    with pytest.raises(Refuse) as taken:
        officer_accounts.create_officer(login=" WANG ", name="王二", by=city.sysadmin)
    assert taken.value.problems == {"login": ("这个登录名已有人用", "This sign-in name is taken")}
    with pytest.raises(Refuse) as wrong:
        officer_accounts.create_officer(login="王", name=" ", by=city.sysadmin)
    assert sorted(wrong.value.problems) == ["login", "name"]


def test_no_administrator_is_made_after_the_founding(city):
    with pytest.raises(Refuse) as refused:
        officer_accounts.create_officer(login="second", name="张", by=city.sysadmin, administration="system")
    assert list(refused.value.problems) == ["administration"]


def test_only_the_security_administrator_gives_rights(city):
    made = officer("wang", set_up=False)
    for actor in (city.sysadmin, city.auditadmin, Actor(kind="officer", id=made.id, roles=frozenset({"head"}))):
        with pytest.raises(NotAllowed):
            appointments.appoint(made, city.counter, by=actor, since=date(2026, 1, 1))
    assert not Appointment.objects.exists()
    assert Access.objects.filter(kind="directory.refused", body__attempt="post.appoint").count() == 3
    appointments.appoint(made, city.counter, by=city.secadmin, since=date(2026, 1, 1))
    fact = Act.objects.get(kind="post.appointed")
    assert fact.actor == city.secadmin.id
    assert fact.body == {
        "officer": str(made.id), "held_post": str(city.counter.id), "since": "2026-01-01", "until": None
    }  # fmt: skip


def test_the_security_administrator_cannot_appoint_himself_or_an_administrator(city):
    himself = Officer.objects.get(pk=city.secadmin.id)
    with pytest.raises(Refuse, match="You cannot give rights to yourself"):
        appointments.appoint(himself, city.counter, by=city.secadmin, since=date(2026, 1, 1))
    other = Officer.objects.get(pk=city.auditadmin.id)
    with pytest.raises(Refuse, match="The three administrators hold no post"):
        appointments.substitute(other, city.counter, by=city.secadmin, since=date(2026, 1, 1), until=date(2026, 1, 2))


def test_the_same_right_is_not_given_twice_for_a_day(city):
    made = officer("wang", set_up=False)
    appointed(made, city.counter, date(2026, 1, 1), date(2026, 3, 31))
    with pytest.raises(Refuse, match="already given"):
        appointed(made, city.counter, date(2026, 3, 31))
    appointed(made, city.counter, date(2026, 4, 1))
    assert Appointment.objects.count() == 2


def test_posts_hold_from_their_first_to_their_last_day(city):
    made, stand_in = officer("wang", set_up=False), officer("zhao", set_up=False)
    appointed(made, city.counter, date(2026, 1, 5), date(2026, 1, 9))
    appointments.substitute(
        stand_in, city.counter, by=city.secadmin, since=date(2026, 1, 7), until=date(2026, 1, 8), reason="AB 岗"
    )
    held = {day: [h.post.code for h in posts_of(made, date(2026, 1, day))] for day in (4, 5, 9, 10)}
    assert held == {4: [], 5: ["market.window"], 9: ["market.window"], 10: []}
    assert [(h.post.code, h.stands_in) for h in posts_of(stand_in, date(2026, 1, 8))] == [("market.window", True)]
    assert posts_of(stand_in, date(2026, 1, 9)) == []
    names = [[o.login for o in officers_in(city.bureau, "counter", date(2026, 1, day))] for day in (5, 7, 10)]
    assert names == [["wang"], ["wang", "zhao"], []]
    assert officers_in(city.bureau, "reviewer", date(2026, 1, 7)) == []


def test_an_actor_has_the_roles_of_the_post_of_that_day_only(city):
    made = officer("wang", set_up=False)
    appointed(made, city.reviewer, date(2026, 1, 5), date(2026, 1, 9))
    actor = actor_of_officer(made, city.reviewer, today=date(2026, 1, 9))
    assert (actor.post, actor.department) == (city.reviewer.id, city.bureau.id)
    assert actor.roles == {"reviewer", "inspector"}
    for post, day in ((city.reviewer, date(2026, 1, 10)), (city.counter, date(2026, 1, 9))):
        with pytest.raises(NotAllowed, match="not-your-post"):
            actor_of_officer(made, post, today=day)
    officer_accounts.deactivate(made, by=city.sysadmin)
    with pytest.raises(NotAllowed, match="officer-inactive"):
        actor_of_officer(made, city.reviewer, today=date(2026, 1, 9))
    assert officers_in(city.bureau, "reviewer", date(2026, 1, 9)) == []


def test_a_right_ends_the_day_it_is_ended(city):
    made = officer("wang", set_up=False)
    today = clock.today()
    old = appointed(made, city.counter, today - timedelta(days=3))
    new = appointed(made, city.reviewer, today)
    assert len(posts_of(made, today)) == 2
    appointments.end(old, by=city.secadmin)
    appointments.end(new, by=city.secadmin)
    assert posts_of(made, today) == []
    assert [h.post.code for h in posts_of(made, today - timedelta(days=1))] == ["market.window"]
    assert posts_of(made, today + timedelta(days=1)) == []


def test_a_post_of_a_closed_department_gives_nothing(city):
    from tongban.directory.actions.government import close_department

    made = officer("wang", set_up=False)
    appointed(made, city.counter, date(2026, 1, 1))
    close_department(city.bureau, by=city.sysadmin, last_day=date(2026, 2, 1))
    assert len(posts_of(made, date(2026, 2, 1))) == 1
    assert posts_of(made, date(2026, 2, 2)) == []


def test_nobody_closes_his_own_account(city):
    with pytest.raises(Refuse, match="your own account"):
        officer_accounts.deactivate(Officer.objects.get(pk=city.sysadmin.id), by=city.sysadmin)


def test_a_password_is_changed_with_the_present_one_and_lasts_90_days(city):
    made = officer("wang")
    actor = Actor(kind="officer", id=made.id)
    with pytest.raises(Refuse) as wrong:
        officer_sign_in.change_password(made, present="no", new="Another-1-word", actor=actor)
    assert list(wrong.value.problems) == ["present"]
    with pytest.raises(Refuse) as same:
        officer_sign_in.change_password(made, present=PASSWORD, new=PASSWORD, actor=actor)
    assert list(same.value.problems) == ["new"]
    officer_sign_in.change_password(made, present=PASSWORD, new="Another-1-word", actor=actor)
    assert not passwords.must_change(made)
    with clock.simulated(made.password_set_at + timedelta(days=90)):
        assert not passwords.must_change(made)
    with clock.simulated(made.password_set_at + timedelta(days=90, minutes=1)):
        assert passwords.must_change(made)


def test_founding_again_makes_links_only_for_those_not_set_up(city):
    from tongban.directory.actions import founding

    make_ready(Officer.objects.get(administration="audit"))
    again = founding.empty_city(name_zh="云溪市", name_en="Yunxi", region="990100")
    assert [link.administration for link in again] == ["system", "security"]
    assert Officer.objects.exclude(administration="").count() == 3
    assert officer_accounts.officer_of_link(city.links["system"]) is None
    with pytest.raises(Refuse, match="real city"):
        founding.found_city(name_zh="云溪市", name_en="Yunxi", region="990100", demo=True)
    assert SYSTEM.is_system


def test_none_of_the_last_five_passwords_is_taken_again(city):
    made = officer("wang")
    actor = Actor(kind="officer", id=made.id)
    words = [PASSWORD, *(f"Another-{number}-word" for number in range(1, 6))]
    for number, word in enumerate(words[1:], 1):
        for used in words[max(0, number - 5) : number]:
            assert "最近 5 次" in passwords.password_problem(made, used)[0]
        with clock.simulated(clock.now() + timedelta(minutes=number)):
            officer_sign_in.change_password(made, present=words[number - 1], new=word, actor=actor)
    assert passwords.password_problem(made, PASSWORD) is None  # the sixth before
    assert OldPassword.objects.filter(officer=made).count() == 4  # no more is kept
    assert not OldPassword.objects.filter(password__contains="Another").exists()
