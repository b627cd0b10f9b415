"""Pages: what they show in a bounded number of statements, what stays masked, what is a fact when it is read."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.portal.browsers import jpeg
from tests.workbench.conftest import holder, material
from tests.workbench.test_case_page import act, url
from tongban.cases.actions import drafting
from tongban.cases.jobs import catch_up
from tongban.cases.models import RevisionMaterial, Task
from tongban.kit.ledger.models import Access
from tongban.records.models import Letter

TASKS = "/tasks/"


def statements(client, address):
    """How many statements a page costs once caches are warm."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    return len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SET ROLE", "RESET"))])


def test_the_task_list_costs_the_same_for_one_case_and_for_four(at, file_case):
    desk = at("hedong-hall-desk1")
    one = ("990102/outdoor-sign", "green-grain.json", {}, ("sign-picture", "sign-structure"), "tao", "green-grain")
    file_case(*one)
    few = statements(desk, TASKS)
    for _ in range(3):
        file_case(*one)
    assert desk.get(TASKS).content.decode().count("data-row") == 4
    assert statements(desk, TASKS) == few
    assert few < 25


def test_the_page_of_a_bundle_costs_the_same_as_it_grows(at, file_case):
    desk = at("hedong-hall-desk1")
    slots = ("premises-proof", "layout", "safety-rules", "sign-picture", "sign-structure")
    small = file_case("990102/open-restaurant", "noodle-shop.json",
                      {"registered": False, "floor_area": 86, "signboard": False, "online": False}, slots)  # fmt: skip
    large = file_case("990102/open-restaurant", "hot-pot.json",
                      {"registered": False, "floor_area": 420, "signboard": True, "online": True},
                      (*slots, "articles", "platform-page", "fire-plan", "fire-rules", "fire-training"))  # fmt: skip
    assert (small.children.count(), large.children.count()) == (2, 4)
    few = statements(desk, url(small))
    assert statements(desk, url(large)) == few
    assert few < 50


def test_the_bundle_shows_each_matter_with_its_department_and_state(at, restaurant):
    page = at("hedong-hall-desk1").get(url(restaurant)).content.decode()
    for text in ("食品经营许可", "河东区市场监督管理局", "前置事项未办结，尚未提交", "户外招牌", restaurant.case_no):
        assert text in page
    assert "受理期限" in page


def test_people_are_masked_in_lists_and_personal_answers_until_opened(at, restaurant):
    desk = at("hedong-hall-desk1")
    for address in (TASKS, url(restaurant)):
        page = desk.get(address).content.decode()
        for secret in ("卢建明", "990102198506122130", "19900000101", "柳荫街"):
            assert secret not in page, (address, secret)
        assert "卢**" in page
    assert desk.post(url(restaurant, "case_personal"), {"open-reason": " "}).status_code == 422
    assert not Access.objects.filter(kind="case.personal_opened").exists()
    assert desk.post(url(restaurant, "case_personal"), {"open-reason": "核对身份"}).status_code == 302
    page = desk.get(url(restaurant)).content.decode()
    assert "卢建明" in page and "990102198506122130" in page
    fact = Access.objects.get(kind="case.personal_opened")
    assert (fact.case, fact.subject, fact.purpose) == (restaurant.id, restaurant.citizen_id, "核对身份")
    # another officer of the same desk still sees the masked page
    assert "卢建明" not in at("hedong-hall-desk2").get(url(restaurant)).content.decode()


def test_a_paper_is_an_attachment_and_its_reading_a_fact(at, sign):
    desk = at("hedong-hall-desk1")
    row = RevisionMaterial.objects.get(revision=sign.current, slot="sign-picture")
    answer = desk.get(url(sign, "case_material", material_id=row.material_id))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content == b"%PDF-1.7 paper"
    assert Access.objects.get(kind="material.read").body == {"material": str(row.material_id)}
    letter = Letter.objects.filter(case=sign.id).first()
    assert letter is not None
    assert desk.get(url(sign, "case_letter", letter_id=letter.id)).content.startswith(b"%PDF")
    # nobody else's paper, and no paper for another department
    assert desk.get(url(sign, "case_material", material_id=material(sign.citizen, "x"))).status_code == 404
    other = at("hedong-fire-decide")
    assert other.get(url(sign, "case_material", material_id=row.material_id)).status_code == 404
    assert Access.objects.filter(kind="material.read").count() == 1


def test_a_letter_is_read_by_who_handles_the_case_and_else_with_a_reason(at, sign):
    desk = at("hedong-hall-desk1")
    letter = Letter.objects.filter(case=sign.id).first()
    assert letter is not None
    address = url(sign, "case_letter", letter_id=letter.id)
    assert desk.get(address).status_code == 200, "a task lies with the desk"
    Task.objects.filter(case=sign).update(is_open=False)
    asked = desk.get(address)
    assert (asked.status_code, asked["Location"]) == (302, url(sign) + "#open-personal")
    assert "请先写明查看个人信息的事由" in desk.get(url(sign)).content.decode()
    assert Access.objects.filter(kind="letter.read").count() == 1, "what was not read is no reading"
    assert desk.post(url(sign, "case_personal"), {"open-reason": "补打受理通知书"}).status_code == 302
    assert desk.get(address).status_code == 200


def test_the_clock_shows_each_counted_and_skipped_day(at, sign):
    page = at("hedong-hall-desk1").get(url(sign)).content.decode()
    days = re.search(r'<ol class="clock__days">(.*?)</ol>', page, re.S).group(1)
    lines = [" ".join(re.sub("<.*?>", " ", one).split()) for one in re.findall(r"<li.*?>(.*?)</li>", days, re.S)]
    assert len(lines) == 7
    assert (
        lines[0] == "1 2026年3月3日 周二"
        and lines[4].startswith("— 2026年3月7日 ")
        and lines[6].startswith("5 2026年3月9日")
    )


def test_filters_stand_in_the_address(at, sign):
    desk = at("hedong-hall-desk1")
    assert sign.case_no in desk.get(TASKS, {"light": "green"}).content.decode()
    assert sign.case_no not in desk.get(TASKS, {"light": "red"}).content.decode()
    assert sign.case_no in desk.get(TASKS, {"station": "submit"}).content.decode()
    assert sign.case_no not in desk.get(TASKS, {"station": "decide"}).content.decode()
    assert sign.case_no not in desk.get(TASKS, {"taken": "me"}).content.decode()
    answer = desk.post(reverse("task_take"), {"task": sign.tasks.get(is_open=True).id})
    assert answer["Location"] == url(sign)
    assert sign.case_no in desk.get(TASKS, {"taken": "me", "service": "outdoor-sign"}).content.decode()
    assert sign.case_no not in desk.get(TASKS, {"service": "food-business"}).content.decode()
    assert "户外招牌" in desk.get(TASKS).context["form"].rows[1].field.options["outdoor-sign"]["zh"]


def test_a_department_sees_its_counts_and_what_is_late(at, sign):
    from tongban.kit import clock

    head = at("hedong-urban-head")
    page = head.get(reverse("department")).content.decode()
    assert "待受理" in page and "没有超期的办件" in page
    with clock.simulated(clock.on(clock.today().replace(day=11))):
        page = head.get(reverse("department")).content.decode()
        assert sign.case_no in page and "已超 2 个工作日" in page


def test_a_department_sees_who_holds_what_how_old_it_is_and_what_comes_due(at, sign):
    page = at("hedong-urban-head").get(reverse("department"))
    assert [one["name"] for one in page.context["holders"]] == []  # the hall has it still
    assert [count for _, count in page.context["ages"]] == [1, 0, 0, 0]
    desk = at("hedong-hall-desk1")
    before = desk.get(reverse("department")).context
    assert [(one["name"], one["total"], one["late"]) for one in before["holders"]] == [("尚无人领取", 1, 0)]
    assert [one["number"] for one in before["soon"]] == [sign.case_no]
    assert before["late"] == []
    desk.post(reverse("task_take"), {"task": sign.tasks.get(is_open=True).id})
    assert [(one["name"], one["total"]) for one in desk.get(reverse("department")).context["holders"]] == [
        (holder("hedong-hall-desk1").name, 1)
    ]
    from tongban.kit import clock

    with clock.simulated(clock.on(clock.today().replace(month=clock.today().month % 12 + 1, day=28))):
        later = desk.get(reverse("department")).context
        assert [one["late"] for one in later["holders"]] == [1]
        assert later["soon"] == [] and [one["number"] for one in later["late"]] == [sign.case_no]


def test_packages_show_versions_places_running_cases_and_the_process(at, sign):
    desk = at("hedong-hall-desk1")
    listed = desk.get(reverse("packages")).context["rows"]
    assert [one["code"] for one in listed if one["bundle"]] == ["open-restaurant"]
    page = desk.get(reverse("package", args=["outdoor-sign"]))
    assert page.context["versions"][0]["running"] == 1
    assert {one["usage"] for one in page.context["places"]} == {"在用"}
    assert page.context["problems"] == [] and "检查通过" in page.content.decode()
    assert "<svg" in page.content.decode()
    bundle = desk.get(reverse("package", args=["open-restaurant"])).context
    assert bundle["children"][0]["code"] == "business-registration" and bundle["flow"] == {}
    assert desk.get(reverse("package", args=["nothing"])).status_code == 404


def test_a_case_is_found_by_its_exact_number_by_those_who_may_see_it(at, sign):
    address = reverse("find_case")
    answer = at("hedong-urban-review").get(address, {"number": f" {sign.case_no} "})
    assert answer["Location"] == url(sign)
    answer = at("hedong-fire-review").get(address, {"number": sign.case_no})
    assert answer.status_code == 404
    assert at("hedong-urban-review").get(address, {"number": sign.case_no[:-1]}).status_code == 404
    assert list(Access.objects.filter(kind="case.searched").values_list("body__found", flat=True)) == [
        True,
        False,
        False,
    ]


def test_a_changed_answer_and_an_older_paper_are_marked_after_a_correction(at, sign, city):
    desk = at("hedong-hall-desk1")
    given = {
        "0-what": "pointer:/sign_text",
        "0-text": "与营业执照一致",
        "1-what": "slot:sign-picture",
        "1-text": "看不清",
    }
    assert act(desk, sign, "request_correction", **given).status_code == 302
    assert [one["text"] for one in sign.corrections.get().items] == ["与营业执照一致", "看不清"]
    draft = drafting.start_correction(sign, actor=_tao(city))
    draft.answers = {**draft.answers, "sign_text": "青禾餐饮店"}
    draft.save()
    old = draft.materials.get(slot="sign-picture")
    drafting.remove_material(draft.id, actor=_tao(city), material=old.material_id)
    new = material(city.citizens["tao"], "sign-picture")
    draft.materials.create(slot="sign-picture", material_id=new)
    drafting.submit_draft(draft.id, actor=_tao(city))
    catch_up(hold=("case.issue",))
    page = desk.get(url(sign)).content.decode()
    assert page.count("补正后有变") == 1 and page.count("补正后更新") == 1
    assert str(old.material_id) in page and str(new) in page
    assert "已补正" in page


def _tao(city):
    from tongban.kit.access import Actor

    return Actor(kind="citizen", id=city.citizens["tao"].id, on_behalf_of=city.organisations["green-grain"].id)


def test_what_was_not_handed_in_is_told(at, file_case):
    answers = {"registered": False, "floor_area": 86, "signboard": False, "online": False}
    case = file_case("990102/open-restaurant", "noodle-shop.json", answers, ("premises-proof", "layout"))
    seen = at("hedong-hall-desk1").get(url(case))
    assert seen.context["wanting"] == [
        {"name": "食品安全规章制度目录", "state": "容缺，待补交", "look": "warn"},
        {"name": "油水分离设施照片", "state": "选交，未提交", "look": "neutral"},
    ]
    assert "容缺，待补交" in seen.content.decode()
    food = case.children.get(child_code="food-business")
    own = at("hedong-market-decide").get(url(food)).context["wanting"]
    assert {"name": "食品安全规章制度目录", "state": "容缺，待补交", "look": "warn"} in own


def test_acceptance_asks_by_when_a_missing_paper_follows(at, file_case):
    elder = ("990121/old-age-allowance", "agent.json", {}, ("bank-card",))
    case = file_case(*elder)
    desk = at("linjiang-civil-counter")
    page = desk.get(url(case)).content.decode()
    assert "容缺受理，尚缺：代办人与老人的关系证明。最多 15 个工作日" in page
    refused = act(desk, case, "accept", supplement_workdays="16")
    assert "不能超过本地规定的天数" in refused.content.decode()
    act(desk, case, "accept", supplement_workdays="10")
    case.refresh_from_db()
    clock = case.clocks.get(kind="supplement")
    assert (case.station, clock.n) == ("work", 10)
    catch_up()
    letter = Letter.objects.get(case=case.id, kind="acceptance").data
    assert [one["zh"] for one in letter["owed"]] == ["代办人与老人的关系证明"]
    assert letter["owed_by"] == clock.due_on.isoformat()
    wanting = desk.get(url(case)).context["wanting"]
    assert (wanting[0]["look"], wanting[0]["state"][:4]) == ("warn", "容缺，须")
    _handed_in_at_the_counter(at, desk, case, clock)


def _handed_in_at_the_counter(at, desk, case, clock):
    """The citizen brings the paper: the desk hands it in, and those who wait for it are told."""
    address = url(case, "counter_supplement")
    assert address in desk.get(url(case)).content.decode()
    others = at("linjiang-civil-review")
    assert address not in others.get(url(case)).content.decode()
    assert others.post(address).status_code == 409
    assert "代办人与老人的关系证明" in desk.get(address).content.decode()
    bad = desk.post(address, {"materials-kinship": SimpleUploadedFile("证明.pdf", b"MZ no paper")})
    assert bad.status_code == 422 and "不是可以接收的文件类型" in bad.content.decode()
    assert desk.post(address, {}).status_code == 422
    paper = SimpleUploadedFile("证明.jpg", jpeg())
    assert desk.post(address, {"materials-kinship": paper})["Location"] == url(case)
    clock.refresh_from_db()
    assert clock.stopped_on is not None
    assert address not in desk.get(url(case)).content.decode()
    assert desk.get(address).status_code == 409
    catch_up()
    news = others.get("/news/").content.decode()
    assert "容缺材料已补齐" in news and case.case_no in news
