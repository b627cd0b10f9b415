"""Finding services, following cases and verifying certificates, all as the public site's role."""

from typing import Any

import pytest

from tests.api.conftest import ANSWERS, Caller, filed, new_case, upload
from tests.api.test_public_filing import code_of
from tests.roles import as_role
from tongban.cases.actions import accepting, correcting, deciding, delivering, working
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Task
from tongban.catalog import browsing, searching
from tongban.directory.models import Officer, Organisation
from tongban.directory.queries import actor_of_officer, officers_in, posts_of
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Access
from tongban.records.models import Certificate
from world.running import acting


def officer_for(department: Any, role: str, but: tuple[Any, ...] = ()) -> Actor:
    """Somebody who holds the role in the department, and is none of `but`."""
    officer: Officer = next(one for one in officers_in(department, role, clock.today()) if one.id not in but)
    held = next(one.post for one in posts_of(officer, clock.today()) if role in one.post.roles)
    return actor_of_officer(officer, held, today=clock.today())


def case_of(receipt: dict[str, str]) -> Case:
    return Case.objects.get(case_no=receipt["number"])


# services


def test_search_ranks_as_the_page_does(city: Any, nobody: Caller) -> None:
    answer = nobody.get("/services?q=开饭馆&region=990102").json()
    expected = [hit.version.implementation.key for hit in searching.search("开饭馆", region="990102")]
    assert [f"{one['region']['code']}/{one['code']}" for one in answer["items"]] == expected
    first = answer["items"][0]
    assert first["code"] == "open-restaurant"
    assert first["name"]["zh"]
    assert first["name"]["en"]
    assert first["url"].endswith("/services/990102/open-restaurant/")
    assert answer["count"] == len(expected)


def test_without_words_everything_is_listed(city: Any, nobody: Caller) -> None:
    offers = browsing.everything(size=1000).offers
    everything = nobody.get("/services?limit=100").json()
    assert [one["code"] for one in everything["items"]] == [one.key.split("/")[1] for one in offers]
    county = nobody.get("/services?limit=100&region=990121").json()
    assert {one["region"]["code"] for one in county["items"]} == {"990121"}
    first = nobody.get("/services?limit=2").json()
    assert first["count"] == 2
    second = nobody.get(f"/services?limit=100&after={first['next']}").json()
    assert [*first["items"], *second["items"]] == everything["items"]
    assert second["next"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "q=" + "长" * 101])
def test_bad_search_input_is_named(city: Any, nobody: Caller, query: str) -> None:
    answer = nobody.get(f"/services?{query}")
    assert code_of(answer) == (422, "input")
    assert answer.json()["problems"][0]["pointer"] == "/" + query.split("=")[0]


def test_one_service_and_its_form(city: Any, nobody: Caller) -> None:
    service = nobody.get("/services/990102/food-business").json()
    assert service["limits"]["statutory"] == {
        "n": 10,
        "unit": "workday",
        "basis": service["limits"]["statutory"]["basis"],
    }
    assert "layout" in {one["id"] for one in service["materials"]}
    assert service["bundle"] is False
    form = nobody.get("/services/990102/food-business/form").json()
    assert form["schema"]["properties"]["staff_count"]
    assert form["ui"]["pages"]
    assert form["code"] == "food-business"


def test_a_bundle_shows_the_files_of_its_children(city: Any, nobody: Caller) -> None:
    bundle = nobody.get("/services/990102/open-restaurant").json()
    assert bundle["bundle"] is True
    assert "food-business" in bundle["children"]
    assert "layout" in {one["id"] for one in bundle["materials"]}


@pytest.mark.parametrize("path", ["/services/990102/none", "/services/000000/food-business", "/services/1/x/form"])
def test_what_is_not_offered_is_not_found(city: Any, nobody: Caller, path: str) -> None:
    assert code_of(nobody.get(path)) == (404, "not-found")


def test_guide_only_services_have_no_form(city: Any, nobody: Caller) -> None:
    guide_only = next(one for one in browsing.everything(size=1000).offers if one.package is None)
    assert nobody.get(f"/services/{guide_only.key}").json()["can_be_filed"] is False
    assert code_of(nobody.get(f"/services/{guide_only.key}/form")) == (404, "not-found")


# cases


def test_number_and_code_show_the_state_and_nothing_that_was_answered(firm: Caller, nobody: Caller) -> None:
    receipt = filed(firm)
    answer = nobody.get(f"/cases/{receipt['number']}?code={receipt['query_code'].lower()}")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["station"], shown["status"]["zh"] != "", shown["due_on"]) == ("submit", True, "2026-03-09")
    assert [one["kind"] for one in shown["timeline"]] == ["case.submitted"]
    assert ANSWERS["manager_name"] not in answer.content.decode()
    assert Access.objects.filter(kind="case.looked_up", body__found=True).count() == 1


def test_wrong_number_and_wrong_code_are_answered_alike(firm: Caller, nobody: Caller) -> None:
    receipt = filed(firm)
    wrong_code = nobody.get(f"/cases/{receipt['number']}?code=AAAAA-AAAAA")
    wrong_number = nobody.get(f"/cases/1{receipt['number'][1:]}?code={receipt['query_code']}")
    no_code = nobody.get(f"/cases/{receipt['number']}")
    assert code_of(wrong_code) == (404, "not-found")
    assert wrong_code.content == wrong_number.content == no_code.content


def test_look_ups_are_throttled_in_the_database(firm: Caller, nobody: Caller) -> None:
    receipt = filed(firm)
    for _ in range(10):
        assert nobody.get(f"/cases/{receipt['number']}?code=2").status_code == 404
    right = f"/cases/{receipt['number']}?code={receipt['query_code']}"
    assert code_of(nobody.get(right)) == (429, "too-many")
    for _ in range(10):
        assert Caller().get("/certificates/verify?number=1&code=2").status_code == 404
    assert code_of(Caller().get("/certificates/verify?number=1&code=2")) == (429, "too-many")
    assert firm.get(right).status_code == 200  # a client is counted by itself


def test_own_cases_by_keyset_and_never_those_of_others(firm: Caller, other_firm: Caller) -> None:
    numbers = [filed(firm, f"k-{one}")["number"] for one in range(3)]
    first = firm.get("/cases?limit=2").json()
    assert [one["number"] for one in first["items"]] == numbers[:0:-1]
    second = firm.get(f"/cases?limit=2&after={first['next']}").json()
    assert [one["number"] for one in second["items"]] == numbers[:1]
    assert second["next"] is None
    assert other_firm.get("/cases").json() == {"items": [], "next": None}
    assert code_of(other_firm.get(f"/cases/{numbers[0]}")) == (404, "not-found")
    assert code_of(other_firm.post(f"/cases/{numbers[0]}/withdraw", {})) == (404, "not-found")


def test_a_citizens_case_is_not_the_firms(city: Any, firm: Caller) -> None:
    receipt = filed(firm)
    Case.objects.filter(case_no=receipt["number"]).update(citizen=city.citizens["tao"], organisation=None)
    assert code_of(firm.get(f"/cases/{receipt['number']}")) == (404, "not-found")


def test_withdrawn_once(firm: Caller) -> None:
    receipt = filed(firm)
    answer = firm.post(f"/cases/{receipt['number']}/withdraw", {"reason": "不开了"})
    assert (answer.json()["station"], answer.json()["outcome"]) == ("close", "withdrawn")
    assert code_of(firm.post(f"/cases/{receipt['number']}/withdraw", {})) == (409, "decided")


def test_a_correction_is_told_and_answered(firm: Caller) -> None:
    receipt = filed(firm)
    path = f"/cases/{receipt['number']}"
    assert code_of(firm.post(f"{path}/corrections/answer", {})) == (409, "no-correction")
    case = case_of(receipt)
    desk = officer_for(case.accepting_body_id, "counter")
    correcting.request_correction(case.id, actor=desk, items=[{"slot": "layout", "text": "图纸看不清"}])
    shown = firm.get(path).json()
    assert shown["to_correct"] == [{"slot": "layout", "text": "图纸看不清"}]
    same = firm.post(f"{path}/corrections/answer", {})
    assert code_of(same) == (422, "unchanged")
    assert [one["pointer"] for one in same.json()["problems"]] == ["/explanation"]
    new = upload(firm, "layout").json()["id"]
    body = {"answers": {**ANSWERS, "staff_count": 14}, "materials": {"layout": [new]}}
    answer = firm.post(f"{path}/corrections/answer", body)
    assert answer.status_code == 200, answer.content
    case.refresh_from_db()
    assert case.current.number == 2
    assert case.current.answers["staff_count"] == 14
    slots = {row.slot: str(row.material_id) for row in case.current.materials.all() if row.material_id}
    assert slots["layout"] == new
    assert {"layout", "safety-rules", "platform-page"} <= set(slots)


def test_a_paper_that_may_follow_is_owed_by_a_day_and_supplied(firm: Caller) -> None:
    body = new_case(firm)
    del body["materials"]["safety-rules"]
    receipt = firm.post("/cases", body, **{"Idempotency-Key": "k-owing"}).json()
    path, case = f"/cases/{receipt['number']}", case_of(receipt)
    file = {"materials": {"safety-rules": [upload(firm, "safety-rules").json()["id"]]}}
    assert code_of(firm.post(f"{path}/supplement", file)) == (409, "wrong-station")
    accepting.accept(case.id, actor=officer_for(case.accepting_body_id, "counter"), supplement_workdays=2)
    shown = firm.get(path).json()
    assert shown["owed"] == ["safety-rules"]
    assert {one["kind"]: one["due_on"] for one in shown["clocks"]}["supplement"] == "2026-03-04"
    other = {"materials": {"layout": [upload(firm, "layout").json()["id"]]}}
    assert code_of(firm.post(f"{path}/supplement", other)) == (409, "nothing-owed")
    after = firm.post(f"{path}/supplement", file)
    assert after.status_code == 200, after.content
    assert after.json()["owed"] == []
    stopped = {one["kind"]: one["stopped_on"] for one in after.json()["clocks"]}
    assert (stopped["supplement"], stopped["promised"]) == ("2026-03-02", None)
    case.refresh_from_db()
    slots = {row.slot: str(row.material_id) for row in case.current.materials.all() if row.material_id}
    assert case.current.number == 2
    assert slots["safety-rules"] == file["materials"]["safety-rules"][0]
    assert {"layout", "platform-page"} <= set(slots)
    assert code_of(firm.post(f"{path}/supplement", file)) == (409, "nothing-owed")


def granted(receipt: dict[str, str], *, delivered: bool = True) -> Case:
    """The case goes through the office to its certificate, and is delivered at the counter."""
    case = case_of(receipt)
    accepting.accept(case.id, actor=officer_for(case.accepting_body_id, "counter"))
    everyone: set[Any] = set()
    while task := Task.objects.filter(case=case, is_open=True, token__isnull=False).order_by("opened_at", "id").first():
        team = officers_in(task.department_id, task.role, clock.today())[: max(task.officers_needed, 1)]
        everyone |= {one.id for one in team}
        done = {"checked_on": "2026-03-02", "accompanied_by": "陶立秋", "verdict": "agree"} | dict.fromkeys(
            ("layout_as_drawn", "clean_surroundings", "separate_raw_cooked", "washing_sinks", "cold_storage",
             "pest_control", "waste_bins"), True)  # fmt: skip
        give = done if task.officers_needed > 1 else {"verdict": "agree"}
        held = next(one.post for one in posts_of(team[0], clock.today()) if task.role in one.post.roles)
        actor = actor_of_officer(team[0], held, today=clock.today())
        for one in team[1:]:
            working.take(task.id, actor=acting(one, task.department_id, task.role))
        working.complete(task.id, actor=actor, give=give, officers=[one.id for one in team])
    deciding.decide(case.id, actor=officer_for(case.authority_id, "decider", tuple(everyone)), outcome="grant")
    catch_up()
    case.refresh_from_db()
    if not delivered:
        return case
    delivering.deliver(case.id, actor=officer_for(case.accepting_body_id, "counter"), mode="counter", proof="签收")
    return case


def test_certificate_is_verified_and_the_case_rated(city: Any, firm: Caller, nobody: Caller) -> None:
    receipt = filed(firm)
    path = f"/cases/{receipt['number']}"
    assert code_of(firm.post(f"{path}/rating", {"grade": 1})) == (409, "wrong-station")
    case = granted(receipt)
    certificate = Certificate.objects.get(case=case.id)
    assert firm.get(path).json()["certificates"] == [certificate.number]
    assert nobody.get(f"{path}?code={receipt['query_code']}").json()["certificates"] == []
    code = with_known_code(certificate)
    shown = nobody.get(f"/certificates/verify?number={certificate.number}&code={code}").json()
    assert (shown["number"], shown["status"], shown["holder"]) == (certificate.number, "in_force", "河东区青禾餐饮店")
    Certificate.objects.filter(pk=certificate.pk).update(
        valid_to="2026-03-01", organisation=None, citizen=city.citizens["tao"]
    )
    shown = nobody.get(f"/certificates/verify?number={certificate.number}&code={code}").json()
    assert (shown["status"], shown["holder"]) == ("expired", "陶**")
    wrong = nobody.get(f"/certificates/verify?number={certificate.number}&code=AAAA")
    unknown = nobody.get(f"/certificates/verify?number=X&code={code}")
    assert code_of(wrong) == (404, "not-found")
    assert wrong.content == unknown.content
    assert code_of(firm.post(f"{path}/rating", {"grade": 6})) == (422, "grade")
    assert firm.post(f"{path}/rating", {"grade": 1, "comment": "快"}).status_code == 200
    assert code_of(firm.post(f"{path}/rating", {"grade": 1})) == (409, "rated-already")


def with_known_code(certificate: Certificate) -> str:
    """The printed code is in no row: another one, known to the test, takes its place."""
    from tongban.cases.actions.issuing import code_index

    Certificate.objects.filter(pk=certificate.pk).update(code_index=code_index("K7Q2-M4XR"))
    return "K7Q2-M4XR"


def test_an_organisation_that_has_ended_can_do_nothing(city: Any, firm: Caller) -> None:
    receipt = filed(firm)
    Organisation.objects.filter(pk=city.organisations["green-grain"].pk).update(valid_to="2026-03-01")
    assert code_of(firm.post(f"/cases/{receipt['number']}/withdraw", {})) == (403, "mandate")


def test_what_was_opened_by_code_is_closed_with_the_request(firm: Caller, nobody: Caller) -> None:
    receipt = filed(firm)
    nobody.get(f"/cases/{receipt['number']}?code={receipt['query_code']}")
    nobody.get("/services/990102/food-business")
    with as_role("public"):
        assert not Case.objects.exists()
