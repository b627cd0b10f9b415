"""Following a case: corrections, papers, withdrawal, rating, what strangers and people with the code may see."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.browsers import jpeg
from tests.portal.filling_in import answer_questions, begin, fill_pages, step_of, story_answers, upload, upload_all
from tongban.cases.actions import accepting, correcting
from tongban.cases.models import Case, Rating
from tongban.cases.queries.cases import LOOK_UPS_A_MINUTE, LOOK_UPS_AN_ADDRESS
from tongban.kit import clock
from tongban.portal.words import day
from tongban.records.holding import letters_of
from tongban.records.models import Certificate, Letter
from world.build import all_packages
from world.running import StoryRun

KEY = "990102/open-restaurant"
SMALL = {"registered": False, "floor_area": 36, "signboard": False, "online": False}
PACKAGES = {package.code: package for package in all_packages()}

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(browser):
    """A small restaurant's application, sent by Lu through the browser."""
    draft = begin(browser, KEY)
    answer_questions(browser, draft, SMALL)
    browser.post(f"{draft}matters/")
    fill_pages(browser, draft, KEY, story_answers(KEY, "small-shop.json"))
    upload_all(browser, draft)
    browser.post(f"{draft}materials/")
    browser.post(f"{draft}submit/")
    return Case.objects.get(parent__isnull=True)


@pytest.fixture
def granted(city):
    """The same, told by the story of the package up to its end: certificates are there."""
    run = StoryRun(PACKAGES["open-restaurant"], PACKAGES["open-restaurant"].stories["small-shop"],
                   {"citizen": city.citizens["lu"]})  # fmt: skip
    run.run()
    return Case.objects.get(pk=run.root)


def tell(case, *items):
    """The desk tells what is missing."""
    run = StoryRun.__new__(StoryRun)
    run.others = 0
    officer = run.of_case(case, "request_correction")
    correcting.request_correction(case.id, actor=officer, items=list(items))


def test_a_correction_is_answered_from_what_was_told(browser, case):
    tell(
        case,
        {"pointer": "/premises", "child": "food-business", "text": "地址请写到房间号"},
        {"slot": "layout", "child": "food-business", "text": "布局图缺排烟口"},
    )
    page = browser.get(f"/my/cases/{case.id}/")
    assert "收件凭证" in page.context["making"]["names"], "sent just now, its receipt is still to be written"
    assert page.context["told"]["items_"] == [
        {"where": "食品经营许可（餐饮服务） · 经营场所地址", "text": "地址请写到房间号"},
        {"where": "食品经营许可（餐饮服务） · 主要设备设施布局图和操作流程", "text": "布局图缺排烟口"},
    ]
    draft = browser.post(f"/my/cases/{case.id}/correct/")["Location"]
    assert step_of(browser, draft) == f"{draft}page/premises/"
    form = browser.get(f"{draft}page/premises/").content.decode()
    assert "地址请写到房间号" in form
    assert "安澜市河东区解放路18号一层" in form
    data = {"premises": "安澜市河东区解放路18号一层101室", "premises_right": "rented"}
    assert browser.post(f"{draft}page/premises/", data)["Location"] == f"{draft}materials/"
    upload(browser, draft, "layout")
    assert browser.post(f"{draft}materials/")["Location"] == f"{draft}check/"
    assert browser.post(f"{draft}submit/")["Location"] == f"/my/cases/{case.id}/corrected/"
    case.refresh_from_db()
    assert (case.reason, case.current.number) == ("", 2)
    assert case.current.answers["premises"].endswith("101室")


def test_what_was_told_and_stays_as_it_is_is_sent_only_with_a_word_why(browser, case):
    tell(
        case,
        {"pointer": "/premises", "child": "food-business", "text": "地址请写到房间号"},
        {"slot": "layout", "child": "food-business", "text": "布局图缺排烟口"},
    )
    draft = browser.post(f"/my/cases/{case.id}/correct/")["Location"]
    upload(browser, draft, "layout")
    page = browser.get(f"{draft}page/premises/")
    same = case.current.answers
    browser.post(f"{draft}page/premises/", {key: same[key] for key in ("premises", "premises_right")})
    browser.post(f"{draft}materials/")
    page = browser.get(f"{draft}check/")
    assert [one["text"] for one in page.context["unchanged"]] == ["地址请写到房间号"]
    refused = browser.post(f"{draft}submit/", {"explanation": " "})
    assert refused.status_code == 422
    assert "没有改动：食品经营许可（餐饮服务） · 经营场所地址。" in refused.content.decode()
    assert case.corrections.get().answered_on is None
    sent = browser.post(f"{draft}submit/", {"explanation": "一层只有一间，没有房间号"})
    assert sent["Location"] == f"/my/cases/{case.id}/corrected/"
    row = case.corrections.get()
    assert (row.unchanged, row.explanation) == ([0], "一层只有一间，没有房间号")


def test_going_back_to_a_correction_finds_the_same_draft(browser, case):
    tell(case, {"slot": "layout", "child": "food-business", "text": "布局图缺排烟口"})
    first, second = (browser.post(f"/my/cases/{case.id}/correct/")["Location"] for _ in range(2))
    assert first == second


def test_a_paper_owed_since_acceptance_is_handed_in_on_the_case_page(browser, city):
    story = PACKAGES["old-age-allowance"].stories["refused"]
    run = StoryRun(
        PACKAGES["old-age-allowance"], replace(story, materials=("bank-card",)), {"citizen": city.citizens["lu"]}
    )
    run.begin()
    case = Case.objects.get(pk=run.root)
    accepting.accept(case.id, actor=run.of_case(case, "accept"))
    address = f"/my/cases/{case.id}/"
    page = browser.get(address).content.decode()
    until = day(case.clocks.get(kind="supplement").due_on)
    assert "代办人与老人的关系证明" in page and f"请在 {until} 前补交。" in page
    bad = browser.post(f"{address}supplement/", {"materials-kinship": SimpleUploadedFile("证明.pdf", b"MZ no paper")})
    assert bad.status_code == 422 and "不是可以接收的文件类型" in bad.content.decode()
    assert browser.post(f"{address}supplement/", {}).status_code == 422
    sent = browser.post(f"{address}supplement/", {"materials-kinship": SimpleUploadedFile("证明.jpg", jpeg())})
    assert sent.headers["Location"] == address
    assert case.clocks.get(kind="supplement").stopped_on == clock.today()
    page = browser.get(address).content.decode()
    assert "容缺材料待补交" not in page and "您已补交材料" in page
    assert browser.get(f"{address}supplement/").status_code == 404


def test_withdrawn_after_asking_once_more(browser, case):
    assert "不能恢复" in browser.get(f"/my/cases/{case.id}/withdraw/").content.decode()
    case.refresh_from_db()
    assert case.outcome == ""
    assert browser.post(f"/my/cases/{case.id}/withdraw/")["Location"] == f"/my/cases/{case.id}/"
    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    again = browser.post(f"/my/cases/{case.id}/withdraw/")
    assert again.status_code == 409
    assert "已经作出决定" in again.content.decode() or "环节" in again.content.decode()


def test_a_stranger_finds_no_case(browser, case, city):
    browser.force_login(city.citizens["meng"], backend="tongban.portal.accounts.backend.CitizenBackend")
    for page in ("", "receipt/", "withdraw/", "rate/"):
        assert browser.get(f"/my/cases/{case.id}/{page}").status_code == 404
    assert browser.post(f"/my/cases/{case.id}/correct/").status_code == 404
    assert browser.get("/my/").context["cases"] == []


def test_the_clock_shows_its_arithmetic(browser, case):
    child = case.children.get(position=1)
    clocks = browser.get(f"/my/cases/{child.id}/").context["clocks"]
    assert [one["name"] for one in clocks] == ["决定是否受理"]
    counted = [line.number for line in clocks[0]["lines"] if line.number]
    assert counted == list(range(1, len(counted) + 1))
    assert day(clocks[0]["lines"][-1].day) == clocks[0]["due"]


def test_papers_of_a_granted_case(browser, granted):
    page = browser.get(f"/my/cases/{granted.id}/")
    certificates = page.context["certificates"]
    assert [one["name"] for one in certificates] == ["营业执照", "食品经营许可证"]
    sealed = browser.get(certificates[1]["url"])
    assert sealed.content.startswith(b"%PDF-")
    assert sealed["Content-Disposition"].startswith("attachment")
    letters = {one["name"]: one["url"] for one in page.context["letters"]}
    assert {"收件凭证", "受理通知书", "准予决定书"} <= set(letters)
    assert browser.get(letters["收件凭证"]).content.startswith(b"%PDF-")


def test_what_is_being_sealed_is_said_until_it_is_there_and_also_when_it_takes_long(browser, granted):
    address = f"/my/cases/{granted.id}/"
    live = f"{address}making/"
    assert browser.get(address).context["making"] is None and "看文书和结果" in browser.get(live).content.decode()
    paper = letters_of([granted.id])[0]
    Letter.objects.filter(pk=paper.pk).update(sealed=None)
    with clock.simulated(paper.created_at):
        page = browser.get(address)
        assert f'data-live="{live}" role="status"' in page.content.decode()
        for html in (page.content.decode(), browser.get(live).content.decode()):
            assert "正在生成并盖章，通常一分钟内做好。" in html and f'<a href="{address}">刷新看看</a>' in html
    with clock.simulated(paper.created_at + timedelta(minutes=11)):
        assert "比平常久" in browser.get(live).content.decode()


def test_papers_are_nobody_elses(browser, granted, city):
    page = browser.get(f"/my/cases/{granted.id}/").context
    addresses = [page["certificates"][0]["url"], page["letters"][0]["url"]]
    browser.force_login(city.citizens["meng"], backend="tongban.portal.accounts.backend.CitizenBackend")
    assert [browser.get(url).status_code for url in addresses] == [404, 404]


def test_downloading_the_result_is_its_delivery(browser, city):
    package, story = PACKAGES["open-restaurant"], PACKAGES["open-restaurant"].stories["small-shop"]
    run = StoryRun(package, story, {"citizen": city.citizens["lu"]})
    for child in deliverable(run):
        url = f"/files/certificates/{Certificate.objects.get(case=child.id).id}/"
        assert browser.get(url)["Location"] == f"/my/cases/{child.parent_id}/"
        assert browser.post(url).content.startswith(b"%PDF-")
        child.refresh_from_db()
        assert (child.outcome, child.delivery.mode) == ("granted", "download")
        assert browser.get(url).content.startswith(b"%PDF-")


def deliverable(run):
    """Plays the story until something waits to be delivered."""
    from tongban.kit import clock
    from world.running import HELD, catch_up

    with clock.simulated(clock.on(run.story.start)):
        run.begin()
    for step in run.story.steps:
        if step.act in ("deliver", "rate"):
            break
        with clock.simulated(clock.on(step.on or run.story.start, hour=10)):
            catch_up(hold=HELD)
            run.take(step)
    found = list(Case.objects.filter(parent=run.root, station="deliver"))
    assert found
    return found


def test_rated_once_within_the_window(browser, granted):
    Rating.objects.all().delete()
    address = f"/my/cases/{granted.id}/rate/"
    with clock.simulated(granted.closed_at):
        assert browser.post(address).status_code == 422
        assert browser.post(address, {"grade": "1", "comment": "很快"})["Location"] == f"/my/cases/{granted.id}/"
        assert Rating.objects.get(case=granted).comment == "很快"
        again = browser.post(address, {"grade": "5"})
    assert again.status_code == 409
    assert "您已评价过" in again.content.decode()


def test_looked_up_without_an_account(visitor, browser, case, citizen):
    visitor.logout()
    wrong = visitor.post("/track/", {"number": case.case_no, "code": "AAAAA-AAAAA"})
    missing = visitor.post("/track/", {"number": "990102101202603230000017", "code": "AAAAA-AAAAA"})
    assert wrong.status_code == missing.status_code == 422
    assert wrong.context["problem"] == missing.context["problem"]
    answer = visitor.post("/track/", {"number": case.case_no, "code": case.query_code.lower().replace("-", " ")})
    assert answer["Location"] == "/track/case/"
    page = visitor.get("/track/case/").content.decode()
    assert case.case_no in page
    assert "提交申请" in page
    for secret in (citizen.name, "河东区卢记面馆", "解放路18号", case.query_code):
        assert secret not in page
    assert visitor.get(f"/my/cases/{case.id}/").status_code == 302


def test_look_ups_are_counted(visitor, case):
    wrong = {"number": case.case_no, "code": "AAAAA-AAAAA"}
    seen = [visitor.post("/track/", wrong).status_code for _ in range(LOOK_UPS_A_MINUTE)]
    assert seen == [422] * LOOK_UPS_A_MINUTE
    right = {"number": case.case_no, "code": case.query_code}
    assert visitor.post("/track/", right).status_code == 429


def test_a_hall_behind_one_address_is_not_stopped_by_one_of_its_visitors(visitor, case):
    with clock.simulated(clock.now()):  # all within one minute
        for _ in range(LOOK_UPS_A_MINUTE + 1):
            visitor.post("/track/", {"number": "not-mine", "code": "AAAAA-AAAAA"})
        right = {"number": case.case_no, "code": case.query_code}
        assert visitor.post("/track/", right).status_code == 302
        for one in range(LOOK_UPS_AN_ADDRESS):
            visitor.post("/track/", {"number": f"guess-{one}", "code": "AAAAA-AAAAA"})
        assert visitor.post("/track/", right).status_code == 429


def test_a_certificate_is_verified_by_anybody(visitor, granted):
    row = Certificate.objects.get(type_code="food-licence", case__in=granted.children.values("id"))
    page = visitor.get("/verify/", {"number": row.number, "code": row.data["code"]}).content.decode()
    assert "有效" in page
    assert row.number in page
    assert "食品经营许可证" in page
    assert "解放路18号" not in page
    wrong = visitor.get("/verify/", {"number": row.number, "code": "AAAAA-AAAAA"})
    missing = visitor.get("/verify/", {"number": "JY29901020000010", "code": "AAAAA-AAAAA"})
    assert wrong.context["problem"] == missing.context["problem"]
    assert "certificate" not in wrong.context


def test_a_revoked_certificate_says_so(visitor, granted):
    row = Certificate.objects.get(type_code="food-licence", case__in=granted.children.values("id"))
    row.status = "revoked"
    row.save(update_fields=["status"])
    page = visitor.get("/verify/", {"number": row.number, "code": row.data["code"]})
    assert page.context["certificate"]["state"] == "已撤销"


def test_each_door_names_its_own_code_and_a_test_certificate_says_so(visitor, granted):
    wrong = visitor.post("/verify/", {"number": "JY29901020000010", "code": "AAAAA-AAAAA"}).content.decode()
    assert "验证码" in wrong and "查询码；" not in wrong and "没有查到这份证照" in wrong
    assert "请核对编号和查询码" in visitor.post("/track/", {"number": "1", "code": "A"}).content.decode()
    row = Certificate.objects.get(type_code="food-licence", case__in=granted.children.values("id"))
    page = visitor.get("/verify/", {"number": row.number, "code": row.data["code"]}).content.decode()
    assert "测试印章，不具法律效力" in page and "测试证照" in page
