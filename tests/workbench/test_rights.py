"""Who may not: every act address for everybody it does not belong to. Nothing is written but the attempt."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, reverse

from tests.workbench.conftest import OfficeClient, kinds, seat, version
from tongban.cases.actions import accepting
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Opinion, Task
from tongban.directory.models import Officer
from tongban.directory.queries import officers_in
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Access, Act
from tongban.workbench import urls
from tongban.workbench.case_page import urls as case_urls
from tongban.workbench.case_page.acts import ACTS

POSTED = {
    "refuse_acceptance-ground": "other_by_law", "refuse_acceptance-reason": "理由", "note-0-text": "缺一页",
    "request_correction-0-text": "缺一页", "suspend-kind": "expert_review", "suspend-workdays": "5",
    "resume-result": "通过", "extend-n": "3", "extend-reason": "复杂", "decide-outcome": "grant",
    "deliver-mode": "counter", "deliver-proof": "签收", "terminate-reason": "注销",
}  # fmt: skip


OF_CERTIFICATES = {"ask_change": 422, "propose_end": 422, "state_case": 422, "decide_change": 409}
# No character is missing and no certificate is there: what the right would be asked for does not exist.
WITHOUT_OBJECT = {"retry": 422, "rewrite": 422, **OF_CERTIFICATES}


def rows() -> dict[str, int]:
    """How many rows each table of cases, records and exchange has."""
    found = {}
    for room in ("cases", "records", "exchange"):
        for model in apps.get_app_config(room).get_models():
            found[model._meta.db_table] = model.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        found["jobs"] = cursor.fetchone()[0]
    return found


def state(case: Case) -> tuple[object, ...]:
    return Case.objects.values_list("station", "reason", "version", "outcome").get(pk=case.pk)


@pytest.fixture
def nobody(city, at):
    """Everybody who may do nothing with the case: the status they get, and how many acts and accesses tell of it."""
    administrators = {row.login: seat(row) for row in Officer.objects.exclude(administration="")}
    return {
        "anonymous": (OfficeClient(), 302, (0, 0)),
        "other department": (at("hedong-fire-decide"), 404, (1, 0)),
        "wrong role": (at("hedong-hall-head"), 403, (1, 0)),
        **{login: (client, 403, (0, 1)) for login, client in administrators.items()},
    }


@pytest.mark.parametrize("verb", sorted(ACTS))
def test_who_has_no_right_writes_nothing_but_the_attempt(verb, nobody, sign):
    address = reverse("case_act", kwargs={"case_id": sign.id, "verb": verb})
    for name, (client, status, told) in nobody.items():
        before, stood, acts, accesses = rows(), state(sign), Act.objects.count(), Access.objects.count()
        answer = client.post(address, {**POSTED, "version": version(sign)})
        if name == "wrong role":
            status = WITHOUT_OBJECT.get(verb, status)
            told = (0, 0) if verb in OF_CERTIFICATES else told
        assert answer.status_code == status, (name, answer.status_code)
        assert rows() == before, name
        assert state(sign) == stood, name
        assert (Act.objects.count() - acts, Access.objects.count() - accesses) == told, name
        if status == 302:
            assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", ["case_complete", "case_take", "case_personal", "counter_correction"])
def test_other_posts_of_a_case_are_refused_too(name, nobody, sign):
    task = Task.objects.get(case=sign, is_open=True)
    address = reverse(name, kwargs={"case_id": sign.id})
    given = {"task": task.id, "version": version(sign), "complete-verdict": "agree"}
    for who, (client, status, _) in nobody.items():
        before, stood = rows(), state(sign)
        answer = client.post(address, given)
        # the head of the hall sees the case; without a reason nothing personal opens, and nothing waits to be answered
        wanted = {"case_personal": 422, "counter_correction": 409}.get(name, 403) if who == "wrong role" else status
        assert answer.status_code == wanted, (who, answer.status_code)
        assert (rows(), state(sign)) == (before, stood), who


def test_every_page_of_the_office_has_a_door():
    patterns = [one for one in urls.urlpatterns if isinstance(one, URLPattern)] + case_urls.urlpatterns
    assert len(patterns) > 25
    assert [one.name for one in patterns if not hasattr(one.callback, "door")] == []


def test_an_anonymous_visitor_sees_no_page(city):
    for one in [*[p for p in urls.urlpatterns if isinstance(p, URLPattern)], *case_urls.urlpatterns]:
        if one.callback.door == "all":
            continue
        given = {name: "decide" if name in ("verb", "slot", "step") else uuid4() for name in one.pattern.converters}
        answer = OfficeClient().get(reverse(one.name, kwargs=given))
        assert (answer.status_code, answer.get("Location", "")[:9]) == (302, "/sign-in/"), one.name


def accepted(sign: Case) -> Task:
    """The sign is accepted; its review waits."""
    desk = officers_in(sign.accepting_body_id, "counter", clock.today())[0]
    actor = Actor(kind="officer", id=desk.id, department=sign.accepting_body_id, roles=frozenset({"counter"}))
    accepting.accept(sign.id, actor=actor)
    catch_up(hold=("case.issue",))
    return Task.objects.get(case=sign, is_open=True)


def test_two_officers_complete_one_task_and_one_is_told(at, sign):
    task = accepted(sign)
    first, second = at("hedong-urban-review"), at("hedong-urban-review")
    given = {"task": task.id, "version": version(sign), "complete-verdict": "agree", "complete-reason": "符合规定"}
    address = reverse("case_complete", kwargs={"case_id": sign.id})
    assert first.post(address, given).status_code == 302
    answer = second.post(address, given)
    assert answer.status_code == 409
    assert "已被他人更新" in answer.content.decode()
    assert Opinion.objects.filter(case=sign).count() == 1
    assert kinds(sign)[-1] == "attempt.refused"
    # even with the newest version, a task is done once
    answer = second.post(address, {**given, "version": version(sign)})
    assert answer.status_code == 409
    assert "已经由他人办理完毕" in answer.content.decode()
    assert Opinion.objects.filter(case=sign).count() == 1


def test_who_gave_the_opinion_does_not_decide(at, sign):
    task = accepted(sign)
    reviewer = at("hedong-urban-review")
    reviewer.post(
        reverse("case_complete", kwargs={"case_id": sign.id}),
        {"task": task.id, "version": version(sign), "complete-verdict": "agree"},
    )
    address = reverse("case_act", kwargs={"case_id": sign.id, "verb": "decide"})
    answer = reviewer.post(address, {"decide-outcome": "grant", "version": version(sign)})
    assert answer.status_code == 403
    assert Case.objects.get(pk=sign.pk).station == "decide"
