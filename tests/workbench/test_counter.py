"""The counter: a walk-in citizen is found or registered, and the officer files for them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.portal.browsers import jpeg
from tests.portal.filling_in import posted, story_answers
from tests.workbench.conftest import kinds
from tests.workbench.test_case_page import act, url
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Draft
from tongban.catalog.browsing import one_offer
from tongban.directory.models import Citizen
from tongban.kit.ledger.models import Access, Act

KEY = "990102/open-restaurant"
SCENARIO = {"registered": False, "floor_area": 86, "signboard": True, "online": False}


def begin(desk, citizen, key=KEY, **more):
    """A new draft for the person; where it begins."""
    answer = desk.post(reverse("counter_start", kwargs={"person": citizen.id}), {"service": key, **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def where(desk, draft):
    return desk.get(draft)["Location"]


def fill(desk, draft, key, scenario, answers):
    """Through all steps up to the check."""
    package = one_offer(key).package
    if scenario:
        given = {f"scenario-{name}": str(value).lower() for name, value in scenario.items()}
        assert desk.post(f"{draft}steps/questions/", given).status_code == 302
    if "matters" in where(desk, draft):
        assert desk.post(f"{draft}steps/matters/", {"commitment": "no"}).status_code == 302
    while "/steps/page-" in (step := where(desk, draft)):
        page = package.form.page(step.split("page-")[1].strip("/"))
        answer = desk.post(step, posted(page.fields, answers))
        assert answer.status_code == 302, answer.content.decode()
    page = desk.get(where(desk, draft))
    for slot in [one["id"] for one in page.context["slots"] if one["required"] and not one["held"]]:
        file = SimpleUploadedFile("纸.jpg", jpeg())
        assert desk.post(f"{draft}files/{slot}/", {f"materials-{slot}": file}).status_code == 302
    assert desk.post(f"{draft}steps/materials/").status_code == 302


def test_a_walk_in_citizen_is_registered_and_a_case_filed_for_them(at, city):
    desk = at("hedong-hall-desk1")
    nobody = desk.post(reverse("counter"), {"number": "990102199001010018"})
    assert nobody.status_code == 422
    assert nobody.context["unknown"].values == {"citizen_id": "990102199001010018"}, "typed once"
    assert f'action="{reverse("counter_register")}"' in nobody.content.decode()
    assert desk.post(reverse("counter"), {"number": "19900009999"}).context["unknown"].values == {
        "phone": "19900009999"
    }
    wrong = {"name": "白", "citizen_id": "990102199001010010", "phone": "123"}
    answer = desk.post(reverse("counter_register"), wrong)
    assert answer.status_code == 422 and answer.content.decode().count('class="govuk-error-message"') == 3
    right = {"name": "白晓青", "citizen_id": "11010519491231002X", "phone": "19912345678"}
    assert desk.post(reverse("counter_register"), {**right, "name": "白晓青🦄"}).status_code == 422
    answer = desk.post(reverse("counter_register"), right)
    citizen = Citizen.objects.with_citizen_id("11010519491231002X")
    assert answer["Location"] == reverse("counter_person", kwargs={"person": citizen.id})
    assert (citizen.assurance_level, citizen.phone_verified, citizen.has_usable_password()) == (2, False, False)
    assert "开办餐饮店" in desk.get(answer["Location"], {"q": "开饭馆"}).content.decode()

    draft = begin(desk, citizen)
    fill(desk, draft, KEY, SCENARIO, story_answers(KEY, "noodle-shop.json"))
    assert "卢记面馆" in desk.get(where(desk, draft)).content.decode()
    answer = desk.post(f"{draft}submit/")
    case = Case.objects.get(citizen=citizen, parent=None)
    assert answer["Location"] == reverse("case_receipt", kwargs={"case_id": case.id})
    assert desk.post(f"{draft}submit/")["Location"] == answer["Location"]
    assert Case.objects.filter(citizen=citizen, parent=None).count() == 1
    fact = Act.objects.get(case=case.id, kind="case.submitted")
    assert (fact.actor_kind, fact.subject, fact.body["channel"]) == ("officer", citizen.id, "counter")
    receipt = desk.get(answer["Location"]).content.decode()
    assert case.case_no in receipt and case.query_code in receipt
    assert Access.objects.filter(kind="receipt.printed", case=case.id, subject=citizen.id).count() == 1


def test_a_person_is_found_by_the_exact_number_only(at, city):
    desk, lu = at("hedong-hall-desk1"), city.citizens["lu"]
    page = reverse("counter_person", kwargs={"person": lu.id})
    for number in ("19900000101", "990102198506122130", " 199-0000-0101 "):
        assert desk.post(reverse("counter"), {"number": number})["Location"] == page
    assert desk.post(reverse("counter"), {"number": "1990000010"}).status_code == 422
    assert Access.objects.filter(kind="citizen.searched").count() == 4
    assert "990102198506122130" not in desk.get(page).content.decode()
    for post in ("hedong-market-decide", "hedong-hall-head"):
        assert at(post).post(reverse("counter"), {"number": "19900000101"}).status_code == 403
        assert at(post).get(page).status_code == 403


def test_a_desk_files_only_what_it_receives_and_only_its_own_drafts(at, city):
    desk, other = at("hedong-hall-desk1"), at("linjiang-market-counter")
    draft = begin(other, city.citizens["lu"])
    assert desk.get(draft).status_code == 404
    assert desk.post(f"{draft}submit/").status_code == 404
    fill(other, draft, KEY, SCENARIO, story_answers(KEY, "noodle-shop.json"))
    answer = other.post(f"{draft}submit/")
    assert answer.status_code == 409 and "没有办理此步骤的权限" in answer.content.decode()
    assert not Case.objects.exists() and Draft.objects.filter(pk=draft.split("/")[3]).exists()
    assert Act.objects.get(kind="attempt.refused").body == {"verb": "submit", "code": "not-yours"}


def test_pages_out_of_order_lead_to_the_first_open_one_and_a_bad_file_costs_nothing(at, city):
    desk = at("hedong-hall-desk1")
    draft = begin(desk, city.citizens["lu"])
    assert desk.get(f"{draft}steps/check/")["Location"] == f"{draft}steps/questions/"
    answer = desk.post(f"{draft}steps/questions/", {"scenario-registered": "false", "scenario-floor_area": "many"})
    assert answer.status_code == 422 and "many" in answer.content.decode()
    fill(desk, draft, KEY, SCENARIO, story_answers(KEY, "noodle-shop.json"))
    answer = desk.post(f"{draft}files/layout/", {"materials-layout": SimpleUploadedFile("a.pdf", b"MZ not a pdf")})
    assert answer.status_code == 422 and "不是可以接收的文件类型" in answer.content.decode()
    assert Draft.objects.get().materials.filter(slot="layout").count() == 1


def test_a_correction_is_answered_at_the_counter(at, restaurant):
    desk = at("hedong-hall-desk1")
    answer = desk.post(url(restaurant, "counter_correction"))
    assert answer.status_code == 409
    assert (
        act(
            desk, restaurant, "request_correction", **{"0-what": "pointer:/premises", "0-text": "写到门牌号"}
        ).status_code
        == 302
    )
    draft = desk.post(url(restaurant, "counter_correction"))["Location"]
    step = where(desk, draft)
    page = desk.get(step)
    assert "写到门牌号" in page.content.decode()
    package = one_offer(KEY).package
    own = package.form.page(step.split("page-")[1].strip("/"))
    answers = {**story_answers(KEY, "noodle-shop.json"), "premises": "安澜市河东区解放路18号一层102室"}
    assert desk.post(step, posted(own.fields, answers)).status_code == 302
    assert desk.post(f"{draft}submit/").status_code == 302
    catch_up(hold=("case.issue",))
    restaurant.refresh_from_db()
    assert (restaurant.station, restaurant.reason, restaurant.current.number) == ("submit", "", 2)
    assert restaurant.current.answers["premises"].endswith("102室")
    assert "case.correction_answered" in kinds(restaurant)


def test_who_has_no_mobile_number_is_registered_without(at, city):
    desk = at("hedong-hall-desk1")
    given = {"name": "白晓青", "citizen_id": "11010519491231002X", "phone": "19900000101"}
    shared = desk.post(reverse("counter_register"), given)
    assert shared.status_code == 422 and "没有自己的手机可以不填" in shared.content.decode()
    assert desk.post(reverse("counter_register"), {**given, "phone": ""}).status_code == 302
    citizen = Citizen.objects.with_citizen_id("11010519491231002X")
    assert (citizen.phone, citizen.phone_index) == (None, None)
