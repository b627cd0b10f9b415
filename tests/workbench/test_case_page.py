"""The case page: what it shows, what it hides, and the acts done from it."""

from django.urls import reverse

from tests.workbench.conftest import kinds, version
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Decision, Opinion, Task


def url(case, name="case", **more):
    return reverse(name, kwargs={"case_id": case.id, **more})


def act(client, case, verb, **given):
    data = {f"{verb}-{key}": value for key, value in given.items()} | {"version": version(case)}
    return client.post(url(case, "case_act", verb=verb), data)


def test_a_case_goes_from_the_task_list_to_its_decision(at, sign):
    counter, reviewer, decider = at("hedong-hall-desk1"), at("hedong-urban-review"), at("hedong-urban-decide")
    page = counter.get(reverse("tasks"))
    assert sign.case_no in page.content.decode()
    answer = act(counter, sign, "accept")
    assert answer.status_code == 302 and answer["Location"] == url(sign)
    catch_up(hold=("case.issue",))
    task = Task.objects.get(case=sign, is_open=True)
    answer = reviewer.post(
        url(sign, "case_complete"), {"task": task.id, "version": version(sign), "complete-verdict": "agree"}
    )
    assert answer.status_code == 302, answer.content.decode()
    opinion = Opinion.objects.get(case=sign)
    assert opinion.verdict == "agree" and "material:sign-picture" in opinion.relied_on
    page = decider.get(url(sign)).content.decode()
    assert "同意" in page and "准予" in page
    answer = act(decider, sign, "decide", outcome="grant")
    assert answer.status_code == 302, answer.content.decode()
    assert Decision.objects.get(case=sign).outcome == "grant"
    assert Case.objects.get(pk=sign.pk).station == "issue"
    assert [one for one in kinds(sign) if one.startswith(("case.", "task."))] == [
        "case.submitted", "case.accepted", "task.completed", "case.proposed", "case.decided",
    ]  # fmt: skip
