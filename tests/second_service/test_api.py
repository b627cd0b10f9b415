"""The same business through the API: a firm's client uploads, files, follows; officers of two departments act."""

import pytest
from django.test import override_settings

from tests.api.conftest import PDF, Caller, caller_for
from tests.api.test_office_api import signed_in
from tests.portal.browsers import jpeg
from tests.second_service.conftest import SimpleUploadedFile, answers, kinds, on
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case
from tongban.config.settings import sites
from tongban.directory.models import Appointment
from tongban.records.models import Certificate

pytestmark = pytest.mark.django_db


def upload(firm, slot, content=PDF, name="纸.pdf"):
    fields = {"region": "990102", "service": "street-fair", "slot": slot, "file": SimpleUploadedFile(name, content)}
    return firm.form("/uploads", fields)


@pytest.fixture
def firm(city):
    return caller_for(city.organisations["green-grain"])


def body(firm, story="spring-fair", **changes):
    """A filing with fresh uploads, each question for files answered by the ids."""
    given = {**answers(story), "site_plan": upload(firm, "/site_plan").json()["id"]}
    if given["hot_food"]:
        given["health_papers"] = [upload(firm, "/health_papers", jpeg()).json()["id"]]
    materials = {"crowd-plan": [upload(firm, "crowd-plan").json()["id"]]}
    return {"region": "990102", "service": "street-fair", "answers": {**given, **changes}, "materials": materials}


def file(firm, new, key="k"):
    return firm.post("/cases", new, **{"Idempotency-Key": key})


def problems(answer):
    assert answer.status_code == 422, answer.content.decode()
    return [one["pointer"] for one in answer.json()["problems"]]


def test_what_it_asks_for_is_told(firm):
    told = firm.get("/services/990102/street-fair").json()
    assert (told["limits"]["promised"]["n"], told["limits"]["statutory"]["n"]) == (6, 15)
    assert [one["id"] for one in told["materials"]] == ["crowd-plan"]
    (fee,) = told["fees"]
    assert (fee["name"]["zh"], fee["basis"]["en"]) == ("摊位费", "Anlan Rules on Street Fairs, article 11")
    form = firm.get("/services/990102/street-fair/form").json()
    assert form["schema"]["properties"]["site_plan"]["format"] == "file"


def test_a_file_is_checked_for_its_question(firm):
    assert upload(firm, "/site_plan").json()["slot"] == "/site_plan"
    assert upload(firm, "/health_papers").json()["code"] == "type"
    assert upload(firm, "/site_plan", PDF + b" " * (5 << 20)).json()["code"] == "large"
    assert upload(firm, "/stalls").json()["code"] == "slot"
    assert upload(firm, "site_plan").json()["code"] == "slot"


def test_only_own_files_of_the_question_answer_it(firm, city):
    other = caller_for(city.organisations["pine-bakery"])
    right = body(firm)
    wrong = [upload(other, "/site_plan").json()["id"], right["materials"]["crowd-plan"][0], "plan.pdf",
             "01980000-0000-7000-8000-00000000000a"]  # fmt: skip
    for given in wrong:
        new = {**right, "answers": {**right["answers"], "site_plan": given}}
        assert problems(file(firm, new)) == ["/site_plan"]
    twice = [right["answers"]["health_papers"][0]] * 2
    assert problems(file(firm, {**right, "answers": {**right["answers"], "health_papers": twice}})) == [
        "/health_papers"
    ]
    assert problems(file(firm, {**right, "materials": {"/site_plan": [right["answers"]["site_plan"]]}})) == [
        "/materials//site_plan"
    ]
    without = {name: value for name, value in right["answers"].items() if name != "site_plan"}
    assert problems(file(firm, {**right, "answers": without})) == ["/site_plan"]
    assert not Case.objects.exists()


def officer(post):
    """A caller with a token of the holder of the post."""
    held = Appointment.objects.select_related("post").filter(post__code=post).order_by("officer__login")[0]
    return signed_in(Caller("office"), held.officer, held.post.roles[0])


def test_filed_worked_by_two_departments_and_granted(firm):
    new = body(firm, hot_food=False)
    receipt = file(firm, new)
    assert receipt.status_code == 201, receipt.content.decode()
    assert file(firm, new).json() == receipt.json()
    case = Case.objects.get(case_no=receipt.json()["number"])
    assert not {"food_lead", "health_papers"} & set(case.current.answers)
    assert sorted(case.current.materials.values_list("slot", flat=True)) == ["/site_plan", "crowd-plan"]
    catch_up(hold=("case.issue",))
    with override_settings(**sites.OFFICE):
        with on(3):
            accepted = officer("hedong-hall-desk1").post(f"/cases/{case.id}/accept", {})
            assert accepted.json()["station"] == "work", accepted.content.decode()
        for day, post, node in (
            (4, "hedong-police-review", "safety_review"),
            (5, "hedong-urban-review", "site_review"),
        ):
            with on(day):
                caller = officer(post)
                (task,) = [one for one in caller.get("/tasks").json()["items"] if one["case"] == str(case.id)]
                assert task["node"] == node
                done = caller.post(f"/tasks/{task['id']}/complete", {"give": {"verdict": "agree"}})
                assert done.status_code == 200, done.content.decode()
        with on(6):
            decided = officer("hedong-urban-decide").post(f"/cases/{case.id}/decide", {"outcome": "grant"})
            assert decided.status_code == 200, decided.content.decode()
    with on(6):
        catch_up()
        certificate = Certificate.objects.get(case=case.id)
        shown = Caller().get(f"/certificates/verify?number={certificate.number}&code={certificate.data['code']}").json()
        assert (shown["name"]["zh"], shown["status"]) == ("社区集市许可证", "in_force")
        assert receipt.json()["query_code"]
    assert (case.decision.facts, certificate.data["fair"]) == ({"pitch-fee": 9300}, "清风春日手作集市")
    assert [kind for kind in kinds(case) if kind.startswith(("case.", "task."))] == [
        "case.submitted", "case.accepted", "task.completed", "task.completed", "case.proposed", "case.decided",
    ]  # fmt: skip


def test_a_refusal_through_the_api_has_reasons_and_remedies(firm):
    case = Case.objects.get(case_no=file(firm, body(firm, "book-fair")).json()["number"])
    catch_up(hold=("case.issue",))
    with override_settings(**sites.OFFICE):
        with on(3):
            officer("hedong-hall-desk1").post(f"/cases/{case.id}/accept", {})
        with on(4):
            for post, give in (("hedong-urban-review", {"verdict": "disagree", "reason": "堵了消防通道。"}),
                               ("hedong-police-review", {"verdict": "agree"})):  # fmt: skip
                caller = officer(post)
                (task,) = [one for one in caller.get("/tasks").json()["items"] if one["case"] == str(case.id)]
                caller.post(f"/tasks/{task['id']}/complete", {"give": give})
        with on(6):
            decider = officer("hedong-urban-decide")
            assert decider.post(f"/cases/{case.id}/decide", {"outcome": "refuse"}).json()["code"] == "reasons-needed"
            given = {"outcome": "refuse", "reasons": "堵了消防通道。"}
            assert decider.post(f"/cases/{case.id}/decide", given).status_code == 200
    case.refresh_from_db()
    assert (case.station, case.decision.outcome, len(case.decision.remedies)) == ("deliver", "refuse", 1)
