"""What the page of a case says without being asked: what comes next and by when, and after a refusal what can be done."""

import re

import pytest

from tests.portal.conftest import BACKEND
from tests.portal.filling_in import begin, fill_pages, story_answers, upload_all
from tests.portal.test_cases import PACKAGES, tell
from tongban.cases.actions import accepting
from tongban.cases.models import Case
from tongban.kit import clock
from tongban.kit.ledger.models import Act
from tongban.portal.words import day
from world.running import HELD, StoryRun, catch_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city, browser):
    """An allowance of Bai's, sent through the browser."""
    browser.force_login(city.citizens["bai"], backend=BACKEND)
    draft = begin(browser, "990102/old-age-allowance")
    fill_pages(browser, draft, "990102/old-age-allowance", story_answers("990102/old-age-allowance", "elder.json"))
    upload_all(browser, draft)
    browser.post(f"{draft}materials/")
    browser.post(f"{draft}submit/")
    return Case.objects.get()


def due(case):
    return day(case.clocks.get(stopped_on=None).due_on)


def test_each_page_says_by_when_the_next_thing_happens(browser, case):
    said = f"最迟 {due(case)} 告诉您是否受理。"
    for page in (f"/my/cases/{case.id}/", f"/my/cases/{case.id}/receipt/"):
        assert said in browser.get(page).content.decode()
    browser.post("/track/", {"number": case.case_no, "code": case.query_code})
    assert said in browser.get("/track/case/").content.decode()


def test_what_was_corrected_is_received_not_applied_for_again(browser, case):
    tell(case, {"slot": "bank-card", "text": "卡号不清楚"})
    draft = browser.post(f"/my/cases/{case.id}/correct/")["Location"]
    upload_all(browser, draft)
    browser.post(f"{draft}materials/")
    check = browser.get(f"{draft}check/").content.decode()
    assert "提交补正" in check and "提交申请" not in check
    page = browser.post(f"{draft}submit/", follow=True).content.decode()
    assert "补正材料已收到" in page and "申请已提交" not in page
    assert f"最迟 {due(case)} 告诉您是否受理。" in page
    assert "申请已提交" in browser.get(f"/my/cases/{case.id}/receipt/").content.decode()


def told(city, package, story):
    """The case of a story, run to its end by a citizen."""
    run = StoryRun(PACKAGES[package], PACKAGES[package].stories[story], {"citizen": city.citizens["lu"]})
    run.run()
    return Case.objects.get(pk=run.root)


def played(people, package, story, last):
    """The case of a story, run up to its first act of this kind."""
    run = StoryRun(PACKAGES[package], PACKAGES[package].stories[story], people)
    with clock.simulated(clock.on(run.story.start)):
        run.begin()
    for step in run.story.steps:
        with clock.simulated(clock.on(step.on or run.story.start, hour=10)):
            catch_up(hold=HELD)
            run.take(step)
        if step.act == last:
            break
    return Case.objects.get(pk=run.root)


def text_of(answer):
    return re.sub(r"<[^>]+>|\\s+", " ", answer.content.decode())


def test_a_refusal_says_why_and_what_can_be_done(browser, city):
    row = told(city, "open-restaurant", "registration-refused")
    page = browser.get(f"/my/cases/{row.id}/")
    (refused,) = page.context["refused"]
    assert refused["reasons"] == "名称与已登记的同行业名称相同，依据市场主体登记管理条例第十条不予登记。"
    assert refused["name"] == PACKAGES["business-registration"].service.name.zh
    assert "60 日内" in refused["remedies"][0] and "6 个月内" in refused["remedies"][0]
    assert refused["again"] == "/services/990102/business-registration/"
    assert browser.get(refused["letter"]).content.startswith(b"%PDF-")
    shown = page.content.decode()
    for part in ("为什么没有批准", refused["reasons"], refused["remedies"][0], refused["letter"], refused["again"]):
        assert part in shown


def test_a_refusal_is_told_before_its_letter_is_collected_in_the_words_of_its_service(browser, city):
    row = played({"citizen": city.citizens["lu"]}, "open-restaurant", "registration-refused", "decide")
    child = row.children.get(child_code="business-registration")
    assert (child.station, child.decision.outcome) == ("deliver", "refuse")
    shown = browser.get(f"/my/cases/{row.id}/").context["children"]
    assert [(one["status"], one["colour"]) for one in shown if one["number"] == child.case_no] == [
        ("不予登记，待送达", "bad")
    ]
    assert "作出决定：不予登记" in browser.get(f"/my/cases/{child.id}/").content.decode()


def test_a_special_procedure_says_which_why_until_when_and_that_it_does_not_count(browser, city):
    people = {"citizen": city.citizens["tao"], "organisation": city.organisations["green-grain"]}
    case = played(people, "food-business", "expert-review", "suspend")
    browser.force_login(city.citizens["tao"], backend=BACKEND)
    (one,) = browser.get(f"/my/cases/{case.id}/").context["pauses"]
    pause = case.pauses.get()
    assert (one["procedure"], one["workdays"], one["until"]) == ("专家评审", pause.expected_workdays, day(pause.until))
    page = browser.get(f"/my/cases/{case.id}/").content.decode()
    assert "现在暂停计时，恢复后会告诉您新的日期。" in page and "最迟" not in page
    assert "正在进行特别程序：专家评审" in page and "这些天不计入办理期限，结束后接着计算。" in page
    assert f"到 {day(pause.until)} 为止" in page


@pytest.mark.parametrize(("address", "names"), [("/track/", ("编号", "查询码")), ("/verify/", ("证照编号", "验证码"))])
def test_what_was_left_empty_is_named(browser, address, names):
    answer = browser.post(address, {"number": "", "code": " "})
    assert answer.status_code == 422
    assert [one["problem"][0] for one in answer.context["problems"]] == [f"请填写{name}" for name in names]
    assert answer.content.decode().count(f"请填写{names[0]}<") == 2  # in the summary and at the field


def test_what_was_not_accepted_says_why(browser, case):
    run = StoryRun.__new__(StoryRun)
    run.others = 0
    accepting.refuse_acceptance(
        case.id, actor=run.of_case(case, "refuse_acceptance"), ground="not_our_authority",
        reason="户籍不在本区。", authority="临江县民政局",
    )  # fmt: skip
    page = browser.get(f"/my/cases/{case.id}/")
    (refused,) = page.context["refused"]
    assert refused["reasons"] == "户籍不在本区。请向临江县民政局申请。"
    assert "60 日内" in refused["remedies"][0] and "6 个月内" in refused["remedies"][0]
    assert "为什么没有受理" in page.content.decode()


def test_a_granted_case_speaks_of_no_refusal(browser, city):
    row = told(city, "open-restaurant", "small-shop")
    assert browser.get(f"/my/cases/{row.id}/").context["refused"] == []


def test_a_slip_stays_in_the_log_and_out_of_the_applicants_story(browser, case):
    browser.post(f"/my/cases/{case.id}/withdraw/")
    before = browser.get(f"/my/cases/{case.id}/").context["timeline"]
    assert browser.post(f"/my/cases/{case.id}/withdraw/").status_code == 409
    assert Act.objects.filter(case=case.id, kind="attempt.refused").count() == 1
    page = browser.get(f"/my/cases/{case.id}/")
    assert page.context["timeline"] == before
    browser.post("/track/", {"number": case.case_no, "code": case.query_code})
    assert [one["what"] for one in browser.get("/track/case/").context["timeline"]] == [one["what"] for one in before]
