"""An application through the browser when things go wrong: order, errors, leaving, strangers, an ended session."""

import pytest

from tests.portal.conftest import BACKEND
from tests.portal.filling_in import (
    answer_questions,
    begin,
    fill_pages,
    posted,
    step_of,
    story_answers,
    upload_all,
)
from tongban.cases.models import Case, Draft
from tongban.catalog.browsing import one_offer

KEY = "990102/open-restaurant"
SMALL = {"registered": False, "floor_area": 36, "signboard": False, "online": False}
LARGE = {"registered": True, "floor_area": 310, "signboard": True, "online": False}

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(browser):
    """A draft whose questions are answered and whose first page waits."""
    address = begin(browser, KEY)
    answer_questions(browser, address, SMALL)
    browser.post(f"{address}matters/")
    return address


def page_of(code):
    return one_offer(KEY).package.form.page(code)


def test_a_guide_only_service_cannot_be_started(browser):
    answer = browser.get("/services/990102/990709009000/start/")
    assert answer.status_code == 409
    assert "按办事指南到窗口办理" in answer.content.decode()


def test_a_later_page_sends_back_to_the_first_open_one(browser, draft):
    for later in ("page/food/", "materials/", "check/"):
        assert browser.get(f"{draft}{later}")["Location"] == f"{draft}page/firm/"


def test_a_page_that_is_not_asked_sends_back(browser, draft):
    assert browser.get(f"{draft}page/fire/")["Location"] == f"{draft}page/firm/"
    assert browser.get(f"{draft}page/nonsense/")["Location"] == f"{draft}page/firm/"


def test_a_page_posted_twice_is_saved_once_and_goes_on(browser, draft):
    data = posted(page_of("firm").fields, story_answers(KEY, "small-shop.json"))
    first, second = (browser.post(f"{draft}page/firm/", data) for _ in range(2))
    assert first["Location"] == second["Location"] == f"{draft}page/registration/"


def test_unanswered_questions_are_told_with_anchors(browser):
    address = begin(browser, KEY)
    answer = browser.post(f"{address}questions/", {"scenario-floor_area": "很大", "scenario-registered": "false"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#scenario-floor_area"' in html
    assert 'value="很大"' in html
    assert 'href="#scenario-signboard"' in html
    wrong = {one["name"]: one["problem"]["zh"] for one in answer.context["problems"]}
    assert "请填写整数，不带单位和小数，例如 60" in wrong["scenario-floor_area"]  # not: 请回答
    assert wrong["scenario-signboard"].startswith("请回答")
    assert 'href="#scenario-registered"' not in html


def test_a_bad_checksum_is_refused_at_its_field_and_kept_as_typed(browser, draft):
    answers = story_answers(KEY, "small-shop.json")
    for page in ("firm", "registration"):
        browser.post(f"{draft}page/{page}/", posted(page_of(page).fields, answers))
    wrong = {**answers, "operator_id": "990102198506122131"}
    answer = browser.post(f"{draft}page/operator/", posted(page_of("operator").fields, wrong))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#operator_id"' in html
    assert 'value="990102198506122131"' in html
    assert step_of(browser, draft) == f"{draft}page/operator/"


def test_saved_for_later_with_errors_and_resumed(browser, draft):
    answer = browser.post(f"{draft}page/firm/", {"name": "面", "later": "1"})
    assert answer["Location"] == "/my/"
    mine = browser.get("/my/")
    assert mine.context["drafts"][0]["open"] == draft
    assert 'value="面"' in browser.get(step_of(browser, draft)).content.decode()


def test_other_answers_show_what_follows_anew(browser, draft):
    assert answer_questions(browser, draft, {**SMALL, "signboard": True})["Location"] == f"{draft}matters/"
    rows = browser.get(f"{draft}matters/").context["rows"]
    assert [row["commitment"] for row in rows] == [False, False, True]


def test_the_way_must_be_chosen_where_a_promise_is_offered(browser):
    address = begin(browser, KEY)
    answer_questions(browser, address, LARGE)
    assert browser.post(f"{address}matters/").status_code == 422
    assert browser.post(f"{address}matters/", {"commitment": "yes"}).status_code == 302
    assert Draft.objects.get().by_commitment is True


def test_a_choice_that_brings_questions_opens_them_without_blame(browser, city):
    browser.force_login(city.citizens["bai"], backend=BACKEND)
    page = f"{begin(browser, '990102/old-age-allowance')}page/applicant/"
    opened = browser.post(page, {"by_agent": "true"})
    assert opened.status_code == 200 and opened.context["problems"] == []
    assert opened.context["fresh"] == ["和老人的关系"]
    shown = opened.content.decode()
    assert "按您刚才的选择，还需要回答：" in shown and 'name="agent_relation"' in shown
    again = browser.post(page, {"by_agent": "true"})
    assert again.status_code == 422
    assert [one["problem"]["zh"] for one in again.context["problems"]] == ["请选择和老人的关系"]
    assert browser.post(page, {"by_agent": "true", "agent_relation": "child"}).status_code == 302


def test_who_does_not_qualify_is_told_the_conditions_first_and_the_rest_at_once(browser, citizen):
    start = browser.get("/services/990102/old-age-allowance/start/").content.decode()
    guide = browser.get("/services/990102/old-age-allowance/").content.decode()
    for page, later in ((start, "可能用到的材料"), (guide, "申请材料</h2>")):
        assert page.index("本地户籍，年满八十周岁，健在。") < page.index(later)
    draft = begin(browser, "990102/old-age-allowance")
    elder = browser.post(f"{draft}page/applicant/", {"by_agent": "false"})["Location"]
    page = browser.get(elder)
    assert page.context["unfit"] == ["按身份号码里的生日，老人还没有满 80 周岁，不能申请"]
    assert "现在可能还不符合条件" in page.content.decode() and page.context["problems"] == []


def test_rows_of_a_group_are_added_and_taken_away(browser):
    address = begin(browser, KEY)
    answer_questions(browser, address, {**SMALL, "floor_area": 420, "signboard": True, "online": True})
    browser.post(f"{address}matters/", {"commitment": "no"})
    answers = story_answers(KEY, "hot-pot.json")
    for page in ("firm", "registration", "operator"):
        assert browser.post(f"{address}page/{page}/", posted(page_of(page).fields, answers)).status_code == 302
    data = posted(page_of("capital").fields, answers)
    more = browser.post(f"{address}page/capital/", {**data, "add:owners": "1"})
    assert more.status_code == 200
    assert 'name="owners-2-name"' in more.content.decode()
    fewer = browser.post(f"{address}page/capital/", {**data, "remove:owners:0": "1"})
    assert "owners-1-name" not in fewer.content.decode()
    assert 'value="卢建明"' in fewer.content.decode()


def test_a_strangers_draft_does_not_exist(browser, draft, city):
    browser.force_login(city.citizens["meng"], backend="tongban.portal.accounts.backend.CitizenBackend")
    assert browser.get(f"{draft}page/firm/").status_code == 404
    assert browser.post(f"{draft}discard/").status_code == 404
    assert Draft.objects.count() == 1


def test_nothing_typed_is_lost_when_the_session_has_ended(browser, draft, citizen):
    browser.logout()
    answer = browser.post(f"{draft}page/firm/", {"name": "河东区新面馆"})
    assert answer["Location"] == f"/accounts/login/?next={draft}page/firm/"
    browser.force_login(citizen, backend="tongban.portal.accounts.backend.CitizenBackend")
    page = browser.get(f"{draft}page/firm/").content.decode()
    assert 'value="河东区新面馆"' in page
    assert "刚才填的内容还在" in page
    assert "刚才填的内容还在" not in browser.get(f"{draft}page/firm/").content.decode()


def test_what_was_typed_is_shown_on_no_other_page_and_to_nobody_else(browser, draft, city):
    browser.logout()
    browser.post(f"{draft}page/firm/", {"name": "河东区新面馆"})
    browser.force_login(city.citizens["meng"], backend="tongban.portal.accounts.backend.CitizenBackend")
    own = begin(browser, KEY)
    answer_questions(browser, own, SMALL)
    browser.post(f"{own}matters/")
    assert "河东区新面馆" not in browser.get(f"{own}page/firm/").content.decode()
    assert "河东区新面馆" not in browser.get(f"{draft}page/firm/").content.decode()


def test_pressing_submit_with_an_ended_session_leads_back_to_the_check(browser, draft):
    browser.logout()
    assert browser.post(f"{draft}submit/")["Location"] == f"/accounts/login/?next={draft}check/"
    assert not Case.objects.exists()


def test_submit_before_all_is_there_tells_what_is_missing(browser, draft):
    fill_pages(browser, draft, KEY, story_answers(KEY, "small-shop.json"))
    answer = browser.post(f"{draft}submit/")
    assert answer.status_code == 422
    assert "请上传" in answer.content.decode()
    assert not Case.objects.exists()


def test_the_check_page_leads_back_to_every_page_and_keeps_the_rest(browser, draft):
    answers = story_answers(KEY, "small-shop.json")
    fill_pages(browser, draft, KEY, answers)
    upload_all(browser, draft)
    browser.post(f"{draft}materials/")
    check = browser.get(f"{draft}check/").content.decode()
    for page in ("firm", "registration", "operator", "premises", "food"):
        assert f'href="{draft}page/{page}/"' in check
    changed = {**answers, "name": "河东区卢记牛肉面馆"}
    back = browser.post(f"{draft}page/firm/", posted(page_of("firm").fields, changed))
    assert back["Location"] == f"{draft}check/"
    assert "河东区卢记牛肉面馆" in browser.get(f"{draft}check/").content.decode()


def test_a_draft_is_deleted_after_asking_once_more(browser, draft):
    assert "都不能恢复" in browser.get(f"{draft}discard/").content.decode()
    assert Draft.objects.exists()
    assert "<form" not in browser.get("/my/").content.decode().split("没有提交的草稿")[1].split("</section>")[0]
    assert browser.post(f"{draft}discard/")["Location"] == "/my/"
    assert not Draft.objects.exists()


def test_the_number_of_steps_is_the_same_on_every_page(browser):
    address = begin(browser, KEY)
    seen = [browser.get(f"{address}questions/").context]
    answer_questions(browser, address, LARGE)
    seen.append(browser.get(f"{address}matters/").context)
    browser.post(f"{address}matters/", {"commitment": "no"})
    for page in fill_pages(browser, address, KEY, story_answers(KEY, "existing-firm.json")):
        seen.append(browser.get(f"{address}page/{page}/").context)
    seen.append(browser.get(f"{address}materials/").context)
    upload_all(browser, address)
    browser.post(f"{address}materials/")
    seen.append(browser.get(f"{address}check/").context)
    assert {one["total"] for one in seen} == {5}
    numbers = [one["number"] for one in seen]
    assert numbers == sorted(numbers)
    asked = [(one["page_number"], one["page_total"]) for one in seen if one["number"] == 3]
    assert asked == [(at, len(asked)) for at in range(1, len(asked) + 1)] and len(asked) > 3
    moved = [float(one["moved"]) for one in seen]
    assert moved == sorted(moved) and len(set(moved)) == len(moved)
    assert set(numbers) == {1, 2, 3, 4, 5}
