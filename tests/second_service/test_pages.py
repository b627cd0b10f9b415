"""The whole way through the pages of both sites, without JavaScript: granted; and hidden again, then refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.browsers import PublicClient
from tests.portal.filling_in import begin, step_of, upload
from tests.portal.test_uploads import pdf
from tests.second_service.conftest import KEY, act, answers, complete, desk, fields, kinds, now, office, on, picture
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Decision, Draft, Opinion
from tongban.kit import files
from tongban.kit.ledger.models import Access, Act
from tongban.records.models import Certificate, Letter, Material

pytestmark = pytest.mark.django_db
FAIR = answers("spring-fair")


def send(browser, draft, page, given, **more):
    """One form page, saved."""
    return browser.post(f"{draft}page/{page}/", {**fields(page, given), **more})


def attach(browser, draft, page, field, file, given=FAIR):
    """The upload button of one question, with everything else on the page."""
    return browser.post(f"{draft}page/{page}/files/{field}/", {**fields(page, given), field: file})


def row(browser, draft, page, key):
    """The question as the page shows it."""
    shown = browser.get(f"{draft}page/{page}/").context["rows"]
    return next(one for one in shown if one["field"].key == key)


def held(browser, draft, page, key):
    return [one["name"] for one in row(browser, draft, page, key)["value"]]


def to_the_stalls(browser, given=FAIR):
    """A draft with its first two pages done."""
    draft = begin(browser, KEY)
    assert step_of(browser, draft) == f"{draft}page/organiser/"
    for page in ("organiser", "fair"):
        assert send(browser, draft, page, given).status_code == 302
    return draft


def filled(browser, given=FAIR):
    """A draft with every page and material, ready to be checked."""
    draft = to_the_stalls(browser, given)
    assert attach(browser, draft, "pitches", "site_plan", picture(), given).status_code == 302
    assert send(browser, draft, "pitches", given).status_code == 302
    if given["hot_food"]:
        assert attach(browser, draft, "kitchen", "health_papers", picture("证.jpg"), given).status_code == 302
        assert send(browser, draft, "kitchen", given).status_code == 302
    assert upload(browser, draft, "crowd-plan", pdf(), "疏导.pdf").status_code == 302
    assert browser.post(f"{draft}materials/")["Location"] == f"{draft}check/"
    return draft


def submitted(browser, draft):
    where = browser.post(f"{draft}submit/")["Location"]
    catch_up(hold=("case.issue",))
    case = Case.objects.get()
    assert where == f"/my/cases/{case.id}/receipt/"
    assert case.case_no in browser.get(where).content.decode()
    return case


def test_rows_are_added_and_removed_with_what_was_typed_in_them(browser):
    draft = to_the_stalls(browser)
    two = {**FAIR, "stalls": FAIR["stalls"][:2]}
    page = send(browser, draft, "pitches", two, **{"add:stalls": "1", "stalls-1-watts": "15OO"})
    assert page.status_code == 200
    assert page.content.decode().count('class="repeat__row"') == 3
    again = browser.post(
        f"{draft}page/pitches/",
        {**fields("pitches", two), "stalls-1-watts": "15OO", "remove:stalls:0": "1"},
    )
    shown = again.content.decode()
    assert shown.count('class="repeat__row"') == 1
    assert 'name="stalls-0-watts"' in shown
    assert 'value="15OO"' in shown
    wrong = browser.post(f"{draft}page/pitches/", {**fields("pitches", two), "stalls-1-watts": "15OO"})
    assert wrong.status_code == 422
    assert 'href="#stalls-1-watts"' in wrong.content.decode()
    assert [one["field"].key for one in wrong.context["rows"] if one["problem"]] == ["site_plan"]


def test_a_file_is_sent_by_its_own_request_and_costs_no_answer(browser):
    draft = to_the_stalls(browser)
    shown = browser.get(f"{draft}page/pitches/").content.decode()
    assert 'enctype="multipart/form-data"' in shown
    assert f'formaction="{draft}page/pitches/files/site_plan/"' in shown
    assert "PDF、JPEG，每个不超过 4 MB" in shown

    for content, said in ((b"MZ" + bytes(99), "不是可以接收的文件类型"), (b"", "这个文件是空的")):
        bad = attach(browser, draft, "pitches", "site_plan", SimpleUploadedFile("图.jpg", content))
        assert bad.status_code == 422
        assert said in bad.content.decode()
        assert 'href="#site_plan"' in bad.content.decode()
        assert 'value="白晓青"' in bad.content.decode()
    assert not Material.objects.exists()
    nothing = browser.post(f"{draft}page/pitches/files/site_plan/", fields("pitches", FAIR))
    assert "请先选择文件" in nothing.content.decode()

    good = attach(browser, draft, "pitches", "site_plan", picture("一.jpg"))
    assert good["Location"] == f"{draft}page/pitches/#site_plan"
    assert held(browser, draft, "pitches", "site_plan") == ["一.jpg"]
    assert [one["keeper"] for one in Draft.objects.get().answers["stalls"]] == ["白晓青", "孟老三", "陶怡然"]
    attach(browser, draft, "pitches", "site_plan", picture("二.jpg"))
    assert held(browser, draft, "pitches", "site_plan") == ["二.jpg"]
    assert Draft.objects.get().materials.count() == 1
    gone = row(browser, draft, "pitches", "site_plan")["value"][0]["remove"]
    assert browser.post(gone, fields("pitches", FAIR))["Location"] == f"{draft}page/pitches/#site_plan"
    assert held(browser, draft, "pitches", "site_plan") == []
    missing = send(browser, draft, "pitches", FAIR)
    assert "请上传摊位平面图" in missing.content.decode()
    chosen = send(browser, draft, "pitches", FAIR, site_plan=picture("三.jpg"))
    assert chosen["Location"] == f"{draft}page/kitchen/"
    assert held(browser, draft, "pitches", "site_plan") == ["三.jpg"]


def test_several_files_up_to_their_number(browser):
    draft = to_the_stalls(browser)
    send(browser, draft, "pitches", FAIR, site_plan=picture())
    for name in ("甲.jpg", "乙.jpg"):
        assert attach(browser, draft, "kitchen", "health_papers", picture(name)).status_code == 302
    page = browser.get(f"{draft}page/kitchen/").content.decode()
    assert 'type="file"' not in page
    full = attach(browser, draft, "kitchen", "health_papers", picture("丙.jpg"))
    assert (full.status_code, "最多 2 个文件" in full.content.decode()) == (422, True)
    assert held(browser, draft, "kitchen", "health_papers") == ["甲.jpg", "乙.jpg"]


def test_an_upload_is_its_owners_alone(browser, city):
    draft = to_the_stalls(browser)
    attach(browser, draft, "pitches", "site_plan", picture())
    url = row(browser, draft, "pitches", "site_plan")["value"][0]["url"]
    assert browser.get(url)["Content-Disposition"].startswith("attachment;")
    assert browser.post(f"{draft}page/pitches/files/stalls/", {}).status_code == 404
    assert browser.post(f"{draft}page/kitchen/files/health_papers/", {}).status_code == 404
    other = PublicClient()
    other.force_login(city.citizens["meng"], backend="tongban.portal.accounts.backend.CitizenBackend")
    assert other.get(url).status_code == 404
    assert attach(other, draft, "pitches", "site_plan", picture()).status_code == 404
    ended = attach(PublicClient(), draft, "pitches", "site_plan", picture())
    assert ended["Location"].endswith(f"next={draft}page/pitches/")


def labelled(page):
    """The answers on the officers' page by their labels."""
    return {one["label"]: one for part in page.context["pages"] for one in part["rows"]}


def looked_at_by_officers(case):
    """Files stand with the answers; personal ones are masked until opened for a reason; each reading is a fact."""
    with on(3):
        assert act(desk("hedong-hall-desk1"), case, "accept").status_code == 302
        catch_up(hold=("case.issue",))
        page = desk("hedong-urban-decide").get(office("case", case_id=case.id))
        rows = labelled(page)
        assert [one["name"] for one in rows["摊位平面图"]["files"]] == ["图.jpg"]
        assert (rows["健康证照片"]["value"], rows["健康证照片"]["files"]) == ("••••••", [])
        assert [one["name"] for one in page.context["materials"]] == ["人流疏导方案"]
        assert "摊位费 93 元" in page.content.decode()
        assert page.context["tasks"] == []
        reviewer = desk("hedong-urban-review")
        reviewer.post(office("case_personal", case_id=case.id), {"open-reason": "核对健康证"})
        (paper,) = labelled(reviewer.get(office("case", case_id=case.id)))["健康证照片"]["files"]
        answer = reviewer.get(office("case_material", case_id=case.id, material_id=paper["id"]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer.content == files.read(Material.objects.get(pk=paper["id"]).file)
    assert Access.objects.filter(kind="material.read", case=case.id).count() == 1


def reviewed_by_both(case):
    """Each department has one task; the second opinion opens the decision."""
    with on(4):
        assert complete(desk("hedong-police-review"), case, verdict="agree").status_code == 302
        assert now(case).station == "work"
        assert complete(desk("hedong-urban-review"), case, verdict="agree").status_code == 302
        assert now(case).station == "decide"
    opinions = Opinion.objects.filter(case=case)
    assert {one.department.code for one in opinions} == {"hedong-urban", "hedong-police"}
    files = {"/site_plan", "/health_papers", "material:crowd-plan"}
    for one in opinions:
        assert "/stalls" in one.relied_on
        opened = {"/health_papers"} if one.department.code == "hedong-urban" else set()  # see looked_at_by_officers
        assert files & set(one.relied_on) == opened
        assert not any(place.startswith("material:/") for place in one.relied_on)


def test_granted_from_the_form_to_the_verified_certificate(browser):
    draft = filled(browser)
    check = browser.get(f"{draft}check/")
    shown = {
        one["label"]: [file["name"] for file in one["files"]]
        for part in check.context["sections"] for one in part["rows"] if one["files"]
    }  # fmt: skip
    assert shown == {"摊位平面图": ["图.jpg"], "健康证照片": ["证.jpg"]}
    assert [(one.name.zh, one.fen) for one in check.context["prices"]] == [("摊位费", 9300)]
    assert "<dt>摊位费</dt><dd>93 元</dd>" in check.content.decode()
    case = submitted(browser, draft)
    slots = sorted(case.current.materials.values_list("slot", flat=True))
    assert slots == ["/health_papers", "/site_plan", "crowd-plan"]
    assert not Draft.objects.exists()
    mine = browser.get(f"/my/cases/{case.id}/").content.decode()
    assert "摊位费 93 元" in mine
    assert "证.jpg" in mine
    looked_at_by_officers(case)
    reviewed_by_both(case)
    with on(6):
        assert act(desk("hedong-urban-decide"), case, "decide", outcome="grant").status_code == 302
        catch_up()
    assert Decision.objects.get(case=case).facts == {"pitch-fee": 9300}
    certificate = Certificate.objects.get(case=case.id)
    assert certificate.data["fair"] == FAIR["fair_name"]
    with on(9):
        assert browser.post(f"/files/certificates/{certificate.id}/").content.startswith(b"%PDF-")
        catch_up()
        page = PublicClient().get("/verify/", {"number": certificate.number, "code": certificate.data["code"]})
    assert certificate.number in page.content.decode()
    assert "社区集市许可证" in page.content.decode()
    papers_and_facts(browser, case)


def papers_and_facts(browser, case):
    """The letters of the case, one opened, and all that the ledger says."""
    letters = {one.kind: one for one in Letter.objects.filter(case=case.id)}
    assert set(letters) == {"receipt", "acceptance", "decision-grant", "delivery"}
    assert browser.get(f"/files/letters/{letters['decision-grant'].id}/").content.startswith(b"%PDF-")
    received = {one["name"]["zh"] for one in letters["receipt"].data["materials"]}
    assert received == {"申请表", "摊位平面图", "健康证照片", "人流疏导方案"}
    assert (now(case).station, now(case).outcome) == ("close", "granted")
    acts = [kind for kind in kinds(case) if kind.startswith(("case.", "task.", "certificate."))]
    assert acts == [
        "case.submitted", "case.accepted", "task.completed", "task.completed", "case.proposed", "case.decided",
        "certificate.numbered", "certificate.signed", "certificate.drawn", "certificate.issued", "case.delivered", "case.closed",
    ]  # fmt: skip
    decided = Act.objects.get(case=case.id, kind="case.decided")
    assert decided.body == {"outcome": "grant", "revision": 1}


def test_hidden_again_nothing_of_it_is_kept_and_refused_with_remedies(browser):
    draft = filled(browser)
    cold = {**FAIR, "hot_food": False}
    assert send(browser, draft, "fair", cold)["Location"] == f"{draft}check/"
    check = browser.get(f"{draft}check/").content.decode()
    assert "健康证" not in check
    assert "现做食品</span>" not in check
    assert browser.get(f"{draft}page/kitchen/")["Location"] == f"{draft}check/"
    case = submitted(browser, draft)
    assert set(case.current.answers) == set(FAIR) - {"food_lead"} | {"site_plan"}
    assert sorted(case.current.materials.values_list("slot", flat=True)) == ["/site_plan", "crowd-plan"]

    with on(3):
        act(desk("hedong-hall-desk1"), case, "accept")
    with on(4):
        complete(desk("hedong-urban-review"), case, verdict="disagree", reason="摊位占满消防通道。")
        complete(desk("hedong-police-review"), case, verdict="agree")
    decider = desk("hedong-urban-decide")
    with on(6):
        bare = act(decider, case, "decide", outcome="refuse", reasons=" ")
        assert bare.status_code == 422
        assert not Decision.objects.exists()
        assert act(decider, case, "decide", outcome="refuse", reasons="摊位占满消防通道。").status_code == 302
        catch_up()
    decision = Decision.objects.get(case=case)
    assert decision.reasons == "摊位占满消防通道。"
    assert [(one["body"]["zh"], one["days"], one["court"]["zh"], one["months"]) for one in decision.remedies] == [
        ("安澜市河东区人民政府", 60, "河东区人民法院", 6)
    ]
    shown = decider.get(office("case", case_id=case.id)).content.decode()
    assert "安澜市河东区人民政府" in shown
    assert "河东区人民法院" in shown
    letter = Letter.objects.get(case=case.id, kind="decision-refuse")
    assert letter.data["remedies"] == decision.remedies
    assert not Certificate.objects.filter(case=case.id).exists()
    assert letter.number in browser.get(f"/my/cases/{case.id}/").content.decode()
    acts = [kind for kind in kinds(case) if kind.startswith(("case.", "task.", "attempt."))]
    assert acts == [
        "case.submitted", "case.accepted", "task.completed", "task.completed", "case.proposed", "attempt.refused",
        "case.decided",
    ]  # fmt: skip
