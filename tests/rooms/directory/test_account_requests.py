"""No administrator alone comes into an account, or ends another administrator: requests and who answers them."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from tests.rooms.directory.conftest import SEED, appointed, code_now, make_ready, officer
from tongban.directory.actions import account_requests, officer_accounts
from tongban.directory.actions.rights import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN, Refuse
from tongban.directory.models import AccountRequest, Officer, OneTimeLink
from tongban.kit import clock
from tongban.kit.access import SYSTEM, Actor, NotAllowed
from tongban.kit.ledger.models import Access, Act

WHY = "手机遗失，要重设动态码"


def second(kind: str, role: str, login: str) -> tuple[Officer, Actor]:
    """One more administrator of a kind."""
    made = officer_accounts.create_officer(login=login, name="副职", by=SYSTEM, administration=kind)
    make_ready(made)
    return made, Actor(kind="officer", id=made.id, roles=frozenset({role}))


def facts() -> list[str]:
    return [
        one.removeprefix("officer.request-")
        for one in Act.objects.filter(kind__startswith="officer.request-").order_by("id").values_list("kind", flat=True)
    ]


def test_one_system_administrator_alone_comes_into_no_account(city):
    used, held = officer("wang"), officer("zhao", set_up=False)
    appointed(held, city.counter)
    auditor = Officer.objects.get(pk=city.auditadmin.id)
    for target in (used, held, auditor):
        before = OneTimeLink.objects.count()
        with pytest.raises(Refuse, match="Another administrator confirms this"):
            officer_accounts.issue_link(target, by=city.sysadmin)
        assert OneTimeLink.objects.count() == before
    with pytest.raises(Refuse, match="The last administrator of a kind"):
        officer_accounts.deactivate(auditor, by=city.sysadmin)
    asked = account_requests.ask(used, "link", reason=WHY, by=city.sysadmin)
    with pytest.raises(Refuse, match="has ended"):
        account_requests.take_link(asked.pk, by=city.sysadmin)
    with pytest.raises(NotAllowed):
        account_requests.confirm(asked.pk, by=city.sysadmin)
    assert Access.objects.filter(kind="directory.refused", body__attempt="officer.request-answer").count() == 1


def test_a_confirmed_link_is_taken_once_by_who_asked(city):
    made = officer("wang")
    asked = account_requests.ask(made, "link", reason=f" {WHY} ", by=city.sysadmin)
    before = OneTimeLink.objects.count()
    account_requests.confirm(asked.pk, by=city.secadmin)
    assert OneTimeLink.objects.count() == before
    with pytest.raises(NotAllowed, match="not-your-answer"):
        account_requests.give_word(asked.pk, by=city.sysadmin)
    other = Actor(kind="officer", id=officer("other").id, roles=frozenset({SYSTEM_ADMIN}))
    with pytest.raises(NotAllowed, match="not-your-request"):
        account_requests.take_link(asked.pk, by=other)
    found, secret = account_requests.take_link(asked.pk, by=city.sysadmin)
    assert (found, officer_accounts.officer_of_link(secret)) == (made, made)
    with pytest.raises(Refuse, match="The link was taken"):
        account_requests.take_link(asked.pk, by=city.sysadmin)
    for half in ("", "AAAAA-AAAAA"):  # who holds the link alone, before and after the word was given
        with pytest.raises(Refuse) as alone:
            officer_accounts.set_up(secret, password="Another-8-word", seed=SEED, code=code_now(), word=half)
        assert list(alone.value.problems) == ["word"]
    word = account_requests.give_word(asked.pk, by=city.secadmin)
    with pytest.raises(Refuse, match="The word was given"):
        account_requests.give_word(asked.pk, by=city.secadmin)
    with pytest.raises(Refuse):
        officer_accounts.set_up(secret, password="Another-8-word", seed=SEED, code=code_now(), word="AAAAA-AAAAA")
    spoken = word.replace("-", " ").lower()
    officer_accounts.set_up(secret, password="Another-8-word", seed=SEED, code=code_now(), word=spoken)
    row = AccountRequest.objects.get(pk=asked.pk)
    assert (row.state, row.reason, row.asked_by_id, row.answered_by_id) == (
        "done",
        WHY,
        city.sysadmin.id,
        city.secadmin.id,
    )
    assert facts() == ["asked", "confirmed", "link-taken", "word-given"]


def test_a_refusal_needs_a_reason_and_ends_the_request(city):
    made = officer("wang")
    asked = account_requests.ask(made, "link", reason=WHY, by=city.sysadmin)
    with pytest.raises(Refuse) as short:
        account_requests.refuse(asked.pk, reason=" 不 ", by=city.secadmin)
    assert list(short.value.problems) == ["answer"]
    account_requests.refuse(asked.pk, reason="本人说没有遗失", by=city.secadmin)
    for act in (
        lambda: account_requests.confirm(asked.pk, by=city.secadmin),
        lambda: account_requests.take_link(asked.pk, by=city.sysadmin),
    ):
        with pytest.raises(Refuse):
            act()
    assert AccountRequest.objects.get(pk=asked.pk).answer == "本人说没有遗失"
    assert facts() == ["asked", "refused"]
    account_requests.ask(made, "link", reason=WHY, by=city.sysadmin)


def test_nobody_answers_about_oneself_and_the_auditor_answers_about_the_security_administrator(city):
    asked = account_requests.ask(Officer.objects.get(pk=city.secadmin.id), "link", reason=WHY, by=city.sysadmin)
    _deputy, deputy_actor = second("security", SECURITY_ADMIN, "secadmin2")
    for actor in (city.secadmin, deputy_actor, SYSTEM):
        with pytest.raises(NotAllowed, match=AUDIT_ADMIN):
            account_requests.confirm(asked.pk, by=actor)
    assert account_requests.confirm(asked.pk, by=city.auditadmin).state == "confirmed"
    about_auditor = account_requests.ask(
        Officer.objects.get(pk=city.auditadmin.id), "link", reason=WHY, by=city.sysadmin
    )
    with pytest.raises(NotAllowed, match=SECURITY_ADMIN):
        account_requests.confirm(about_auditor.pk, by=city.auditadmin)
    assert account_requests.confirm(about_auditor.pk, by=deputy_actor).state == "confirmed"


def test_the_database_itself_refuses_an_answer_by_who_asked_or_whom_it_is_about(city):
    made = officer("wang")
    asked = account_requests.ask(made, "link", reason=WHY, by=city.sysadmin)
    for answerer in (city.sysadmin.id, made.id):
        with pytest.raises(IntegrityError, match="request_answered_by_another"), transaction.atomic():
            AccountRequest.objects.filter(pk=asked.pk).update(
                state="confirmed", answered_by_id=answerer, answered_at=clock.now()
            )
    with pytest.raises(IntegrityError, match="request_answered"), transaction.atomic():
        AccountRequest.objects.filter(pk=asked.pk).update(state="confirmed")


def test_an_administrator_is_closed_by_request_and_never_the_last_of_a_kind(city):
    first = Officer.objects.get(pk=city.auditadmin.id)
    deputy, _actor = second("audit", AUDIT_ADMIN, "auditadmin2")
    with pytest.raises(Refuse, match="Another administrator confirms this"):
        officer_accounts.deactivate(deputy, by=city.sysadmin)
    one = account_requests.ask(deputy, "close", reason=WHY, by=city.sysadmin)
    two = account_requests.ask(first, "close", reason=WHY, by=city.sysadmin)
    assert account_requests.confirm(one.pk, by=city.secadmin).state == "done"
    with pytest.raises(Refuse, match="The last administrator of a kind"):
        account_requests.confirm(two.pk, by=city.secadmin)
    assert list(Officer.objects.filter(administration="audit", is_active=True)) == [first]
    assert AccountRequest.objects.get(pk=two.pk).state == "open"
    with pytest.raises(Refuse, match="You cannot close your own account"):
        account_requests.ask(Officer.objects.get(pk=city.sysadmin.id), "close", reason=WHY, by=city.sysadmin)


def test_a_closed_account_is_reopened_by_request_and_its_old_link_stays_dead(city):
    made = officer("wang", set_up=False)
    secret = officer_accounts.issue_link(made, by=city.sysadmin)
    with pytest.raises(Refuse, match="not in a state"):
        account_requests.ask(made, "reopen", reason=WHY, by=city.sysadmin)
    officer_accounts.deactivate(made, by=city.sysadmin)
    with pytest.raises(Refuse, match="not in a state"):
        account_requests.ask(made, "link", reason=WHY, by=city.sysadmin)
    asked = account_requests.ask(made, "reopen", reason=WHY, by=city.sysadmin)
    assert not Officer.objects.get(pk=made.pk).is_active
    account_requests.confirm(asked.pk, by=city.secadmin)
    assert Officer.objects.get(pk=made.pk).is_active
    assert officer_accounts.officer_of_link(secret) is None
    assert Act.objects.filter(kind="officer.reopened", actor=city.secadmin.id).count() == 1


def test_requests_are_asked_by_the_system_administrator_one_at_a_time_with_a_reason(city):
    made = officer("wang")
    for actor in (city.secadmin, city.auditadmin):
        with pytest.raises(NotAllowed, match=SYSTEM_ADMIN):
            account_requests.ask(made, "link", reason=WHY, by=actor)
    with pytest.raises(Refuse) as empty:
        account_requests.ask(made, "link", reason=" ", by=city.sysadmin)
    assert list(empty.value.problems) == ["reason"]
    account_requests.ask(made, "link", reason=WHY, by=city.sysadmin)
    with pytest.raises(Refuse, match="under way"):
        account_requests.ask(made, "close", reason=WHY, by=city.sysadmin)


def test_requests_end_after_their_days_answered_or_not(city, settings):
    settings.ACCOUNT_REQUEST_DAYS = 3
    asked = account_requests.ask(officer("wang"), "link", reason=WHY, by=city.sysadmin)
    confirmed = account_requests.ask(officer("zhao"), "link", reason=WHY, by=city.sysadmin)
    account_requests.confirm(confirmed.pk, by=city.secadmin)
    with clock.simulated(clock.now() + timedelta(days=3, minutes=-1)):
        assert account_requests.end_old() == 0
    with clock.simulated(clock.now() + timedelta(days=3, minutes=1)):
        with pytest.raises(Refuse, match="has ended"):
            account_requests.confirm(asked.pk, by=city.secadmin)
        with pytest.raises(Refuse, match="has ended"):
            account_requests.take_link(confirmed.pk, by=city.sysadmin)
        # asking again ends the old one first; the hourly work ends the rest
        account_requests.ask(Officer.objects.get(login="wang"), "link", reason=WHY, by=city.sysadmin)
        assert account_requests.end_old() == 1
    assert AccountRequest.objects.filter(state="ended").count() == 2
    assert facts() == ["asked", "asked", "confirmed", "ended", "asked", "ended"]


def test_breaking_the_glass_is_a_fact_and_only_for_administrators(city):
    officer("wang")
    out = StringIO()
    call_command("administrator_link", "secadmin", protocol="云政数〔2026〕7号", stdout=out)
    secret = out.getvalue().strip().removeprefix("/set-up/").rstrip("/")
    assert officer_accounts.officer_of_link(secret).login == "secadmin"
    fact = Act.objects.get(kind="officer.break-glass")
    assert (fact.actor_kind, fact.body["protocol"]) == ("system", "云政数〔2026〕7号")
    assert fact.body["officer"] == str(city.secadmin.id)
    with pytest.raises(CommandError, match="No active administrator"):
        call_command("administrator_link", "wang", protocol="7")
    with pytest.raises(CommandError, match="number of the record"):
        call_command("administrator_link", "secadmin", protocol=" ")


def at_once(*acts) -> list[str]:  # type: ignore[no-untyped-def]
    """Each act in a thread with its own connection, all at one moment: "done", or what it raised."""
    results, gate = [], threading.Barrier(len(acts))

    def run(act) -> None:  # type: ignore[no-untyped-def]
        gate.wait()
        try:
            act()
            results.append("done")
        except Exception as error:
            results.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def people() -> dict[str, Actor]:
    """Two administrators of each kind, committed."""
    kinds = {"system": SYSTEM_ADMIN, "security": SECURITY_ADMIN, "audit": AUDIT_ADMIN}
    return {f"{kind}{n}": second(kind, role, f"{kind}-{n}")[1] for kind, role in kinds.items() for n in (1, 2)}


def test_at_once_one_asks_one_confirms_and_one_link_is_taken(committed):
    made, who = officer("worker.test"), people()
    ask = [lambda by=who[f"system{n}"]: account_requests.ask(made, "link", reason=WHY, by=by) for n in (1, 2, 1)]
    assert at_once(*ask) == ["Refuse", "Refuse", "done"]
    asked = AccountRequest.objects.get(officer=made)
    sure = [lambda by=who[f"security{n}"]: account_requests.confirm(asked.pk, by=by) for n in (1, 2, 2)]
    assert at_once(*sure) == ["Refuse", "Refuse", "done"]
    owner = next(actor for actor in who.values() if actor.id == asked.asked_by_id)
    assert at_once(*[lambda: account_requests.take_link(asked.pk, by=owner)] * 3) == ["Refuse", "Refuse", "done"]
    assert OneTimeLink.objects.filter(officer=made, used_at__isnull=True).count() == 1


def test_at_once_two_closings_leave_one_of_the_kind(committed):
    who = people()
    Officer.objects.filter(administration="audit").exclude(login__startswith="audit-").update(is_active=False)
    try:
        rows = [
            account_requests.ask(Officer.objects.get(login=f"audit-{n}"), "close", reason=WHY, by=who["system1"])
            for n in (1, 2)
        ]
        acts = [
            lambda k=row.pk, n=n: account_requests.confirm(k, by=who[f"security{n}"]) for n, row in enumerate(rows, 1)
        ]
        assert at_once(*acts) == ["Refuse", "done"]
        assert Officer.objects.filter(administration="audit", is_active=True).count() == 1
    finally:
        Officer.objects.filter(administration="audit").exclude(login__startswith="audit-").update(is_active=True)


def test_a_successor_is_made_on_the_server_and_the_one_who_leaves_may_then_be_closed(city):
    out = StringIO()
    call_command("administrator_link", "sysnew", new="system", name="新任", protocol="8", stdout=out)
    made = Officer.objects.get(login="sysnew")
    assert (made.administration, made.password) == ("system", "")
    assert officer_accounts.officer_of_link(out.getvalue().strip().split("/")[2]) == made
    fact = Act.objects.get(kind="officer.break-glass")
    assert fact.body == {"officer": str(made.id), "protocol": "8"}
    with pytest.raises(CommandError, match="system, security and audit"):
        call_command("administrator_link", "other", new="chief", name="甲", protocol="9")
    assert not Officer.objects.filter(login="other").exists()
