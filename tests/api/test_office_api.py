"""Officers' acts by bearer token, as the office site's role."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.auth.hashers import make_password
from django.test import override_settings

from tests.api.conftest import Caller, caller_for, filed
from tests.api.test_public_filing import code_of
from tests.api.test_public_following import case_of
from tongban.cases.models import Case
from tongban.config.settings import sites
from tongban.directory.models import Appointment, Officer, Post
from tongban.directory.queries import officers_in, posts_of
from tongban.kit import clock
from tongban.kit.ledger.models import Act

PASSWORD = "Fern-and-7-owls"


@pytest.fixture
def case(city: Any) -> Case:
    """A case just filed."""
    return case_of(filed(caller_for(city.organisations["green-grain"])))


@pytest.fixture
def office(case: Case) -> Iterator[Caller]:
    """The office site, nobody signed in."""
    with override_settings(**sites.OFFICE):
        yield Caller("office")


def credentials(officer: Officer, **changes: str) -> dict[str, str]:
    """What the officer types."""
    Officer.objects.filter(pk=officer.pk).update(password=make_password(PASSWORD), totp_last_step=0)
    officer.refresh_from_db()
    code = pyotp.TOTP(str(officer.totp_seed)).at(clock.now())
    return {"login": officer.login, "password": PASSWORD, "code": code, **changes}


def desk(case: Case) -> Officer:
    """Somebody of the desk that accepts the case."""
    return officers_in(case.accepting_body_id, "counter", clock.today())[0]


def signed_in(office: Caller, officer: Officer, role: str) -> Caller:
    """The same caller with a token of the officer's post that has the role."""
    post = next(one.post.code for one in posts_of(officer, clock.today()) if role in one.post.roles)
    answer = office.post("/token", credentials(officer, post=post))
    assert answer.status_code == 200, answer.content
    office.token = answer.json()["access_token"]
    return office


def test_accepting_and_working_through_a_case(case: Case, office: Caller) -> None:
    signed_in(office, desk(case), "counter")
    shown = office.get(f"/cases/{case.id}").json()
    assert (shown["number"], shown["station"], "accept" in shown["possible"]) == (case.case_no, "submit", True)
    assert str(case.id) in {one["case"] for one in office.get("/tasks").json()["items"]}
    answer = office.post(f"/cases/{case.id}/accept", {"version": shown["version"]})
    assert (answer.status_code, answer.json()["station"]) == (200, "work")
    assert code_of(office.post(f"/cases/{case.id}/accept", {"version": shown["version"]})) == (409, "changed")
    assert code_of(office.post(f"/cases/{case.id}/accept", {})) == (409, "wrong-station")
    assert code_of(office.post(f"/cases/{case.id}/decide", {"outcome": "grant"})) == (403, "not-yours")
    accepted = Act.objects.get(case=case.id, kind="case.accepted")
    assert (accepted.actor, accepted.channel, accepted.department) == (desk(case).id, "api", case.accepting_body_id)


def test_a_task_is_taken_and_completed(case: Case, office: Caller) -> None:
    signed_in(office, desk(case), "counter")
    office.post(f"/cases/{case.id}/accept", {})
    task = case.tasks.get(is_open=True, node="desk_review")
    reviewer = officers_in(task.department_id, task.role, clock.today())[0]
    office.token = ""
    signed_in(office, reviewer, task.role)
    assert office.post(f"/tasks/{task.id}/take", {}).json()["tasks"][0]["officers"] == [str(reviewer.id)]
    assert code_of(office.post(f"/tasks/{task.id}/complete", {"give": {}})) == (422, "verdict")
    assert office.post(f"/tasks/{task.id}/complete", {"give": {"verdict": "agree"}}).status_code == 200
    assert code_of(office.post(f"/tasks/{task.id}/complete", {"give": {"verdict": "agree"}})) == (409, "already-done")


@pytest.mark.parametrize("wrong", ["login", "password", "code"])
def test_what_was_wrong_is_not_told(case: Case, office: Caller, wrong: str) -> None:
    given = credentials(desk(case), **{wrong: "000000"})
    assert code_of(office.post("/token", given)) == (401, "credentials")


def test_five_failures_lock(case: Case, office: Caller) -> None:
    officer = desk(case)
    for _ in range(5):
        office.post("/token", credentials(officer, password="wrong"))
    assert code_of(office.post("/token", credentials(officer))) == (429, "locked")


def test_a_code_is_used_once(case: Case, office: Caller) -> None:
    given = credentials(desk(case))
    post = posts_of(desk(case), clock.today())[0].post.code
    assert office.post("/token", {**given, "post": post}).status_code == 200
    assert code_of(office.post("/token", {**given, "post": post})) == (401, "credentials")


def test_an_administrator_gets_no_token(case: Case, office: Caller) -> None:
    officer = Officer.objects.filter(administration="security").first()
    assert officer is not None
    assert code_of(office.post("/token", credentials(officer))) == (403, "post")


def test_an_unknown_post_or_an_old_password_gets_no_token(case: Case, office: Caller) -> None:
    assert code_of(office.post("/token", credentials(desk(case), post="no-such-post"))) == (403, "post")
    Officer.objects.filter(pk=desk(case).pk).update(password_set_at=clock.now() - timedelta(days=91))
    assert code_of(office.post("/token", credentials(desk(case)))) == (403, "password-old")


@pytest.mark.parametrize("how", ["account", "appointment", "password", "age"])
def test_a_right_that_ended_ends_the_token(
    case: Case, office: Caller, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = desk(case)
    signed_in(office, officer, "counter")
    assert office.get("/tasks").status_code == 200
    if how == "account":
        Officer.objects.filter(pk=officer.pk).update(is_active=False)
    elif how == "appointment":
        Appointment.objects.filter(officer=officer).update(valid_to=date(2026, 3, 1))
    elif how == "password":
        Officer.objects.filter(pk=officer.pk).update(password=make_password("another"))
    else:
        monkeypatch.setattr("tongban.api.office_bearer.LASTS", -1)
    assert code_of(office.get("/tasks")) == (401, "unauthenticated")


def test_cookies_and_made_up_tokens_open_nothing(case: Case, office: Caller) -> None:
    signed_in(office, desk(case), "counter")
    for token in ("", "x", office.token[:-1] + ("A" if office.token[-1] != "A" else "B")):
        office.token = token
        assert code_of(office.get("/tasks")) == (401, "unauthenticated")


def test_a_case_of_another_department_does_not_exist(case: Case, office: Caller) -> None:
    post = Post.objects.exclude(department__in=[case.authority_id, case.accepting_body_id]).filter(
        roles__contains=["counter"], department__region=case.region_id[:4] + "21"
    ).first()  # fmt: skip
    assert post is not None
    signed_in(office, officers_in(post.department_id, "counter", clock.today())[0], "counter")
    assert code_of(office.get(f"/cases/{case.id}")) == (404, "not-found")
    assert code_of(office.post(f"/cases/{case.id}/accept", {})) == (404, "not-found")
    assert code_of(office.post(f"/tasks/{case.tasks.first().id}/take", {})) == (404, "not-found")
