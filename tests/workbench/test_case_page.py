"""The case page: what it shows, what it hides, and the acts done from it."""

import re
from base64 import b64decode

from django.urls import reverse

from tests.workbench.conftest import kinds, version
from tongban.cases.actions import drafting
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Decision, Opinion, Task
from tongban.kit.access import Actor
from tongban.records.models import Letter
from tongban.workbench.case_page.parts import remedies


def url(case, name="case", **more):
    return reverse(name, kwargs={"case_id": case.id, **more})


def act(client, case, verb, **given):
    data = {f"{verb}-{key}": value for key, value in given.items()} | {"version": version(case)}
    return client.post(url(case, "case_act", verb=verb), data)


def asked(page):
    """The fields of the open task by their names."""
    return {row.field.name: row for one in page.context["tasks"] if one["shown"] for row in one["rows"]}


def test_a_case_goes_from_the_task_list_to_its_decision(at, sign):
    counter, reviewer, decider = at("hedong-hall-desk1"), at("hedong-urban-review"), at("hedong-urban-decide")
    page = counter.get(reverse("tasks"))
    assert sign.case_no in page.content.decode()
    answer = act(counter, sign, "accept")
    assert answer.status_code == 302 and answer["Location"] == url(sign)
    catch_up(hold=("case.issue",))
    task = Task.objects.get(case=sign, is_open=True)
    page = reviewer.get(url(sign))
    picture, structure = "material:sign-picture", "material:sign-structure"
    assert "（尚未打开）" in asked(page)["complete-relied"].field.options[picture]["zh"]
    assert picture not in asked(page)["complete-relied"].value
    paper = sign.current.materials.get(slot="sign-picture").material_id
    assert reviewer.get(url(sign, "case_material", material_id=paper)).status_code == 200
    page = reviewer.get(url(sign))
    assert picture in asked(page)["complete-relied"].value and structure not in asked(page)["complete-relied"].value
    relied = [*asked(page)["complete-relied"].value, structure]  # ticked, but never looked at
    answer = reviewer.post(url(sign, "case_complete"), {
        "task": task.id, "version": version(sign), "complete-verdict": "agree", "complete-relied": relied,
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    opinion = Opinion.objects.get(case=sign)
    assert opinion.verdict == "agree" and picture in opinion.relied_on and structure not in opinion.relied_on
    page = decider.get(url(sign)).content.decode()
    assert "同意" in page and "准予" in page
    answer = act(decider, sign, "decide", outcome="grant")
    assert answer.status_code == 302, answer.content.decode()
    assert Decision.objects.get(case=sign).outcome == "grant"
    assert Case.objects.get(pk=sign.pk).station == "issue"
    assert [one for one in kinds(sign) if one.startswith(("case.", "task."))] == [
        "case.submitted", "case.accepted", "task.completed", "case.proposed", "case.decided",
    ]  # fmt: skip


def test_a_refused_decision_keeps_every_word_and_names_its_field(at, sign):
    act(at("hedong-hall-desk1"), sign, "accept")
    catch_up(hold=("case.issue",))
    task = Task.objects.get(case=sign, is_open=True)
    given = {"task": task.id, "version": version(sign), "complete-verdict": "disagree"}
    answer = at("hedong-urban-review").post(url(sign, "case_complete"), {**given, "complete-reason": " "})
    assert answer.status_code == 422 and 'href="#complete-reason"' in answer.content.decode()
    at("hedong-urban-review").post(url(sign, "case_complete"), {**given, "complete-reason": "超出门楣"})
    decider = at("hedong-urban-decide")
    answer = act(decider, sign, "decide", outcome="refuse", reasons=" ")
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#decide-reasons"' in page
    assert "不予的决定须书面说明理由" in page and "申请行政复议" in page
    stale = {"decide-outcome": "refuse", "decide-reasons": "招牌超出门楣，不符合规定。", "version": version(sign) - 1}
    answer = decider.post(url(sign, "case_act", verb="decide"), stale)
    assert answer.status_code == 409 and "招牌超出门楣，不符合规定。" in answer.content.decode()
    assert not Decision.objects.filter(case=sign).exists()
    before = kinds(sign), version(sign), Letter.objects.filter(case=sign.id).count()
    words = {"outcome": "refuse", "reasons": "招牌超出门楣，不符合规定。"}
    shown = decider.post(
        url(sign, "case_act", verb="decide"),
        {f"decide-{key}": value for key, value in words.items()} | {"version": version(sign), "preview": "1"},
    )
    page = shown.content.decode()
    assert shown.status_code == 200 and "预览，尚未作出" in page and "招牌超出门楣，不符合规定。" in page
    [picture] = re.findall(r'<img src="data:image/png;base64,([^"]+)" alt="作出决定 · 文书预览 1">', page)
    assert b64decode(picture).startswith(b"\x89PNG")
    assert (kinds(sign), version(sign), Letter.objects.filter(case=sign.id).count()) == before
    assert not Decision.objects.filter(case=sign).exists() and Case.objects.get(pk=sign.pk).station == "decide"
    assert act(decider, sign, "decide", **words).status_code == 302
    assert Decision.objects.get(case=sign).reasons == "招牌超出门楣，不符合规定。"


def test_a_second_notice_needs_the_supervisor_and_a_reason(at, restaurant):
    desk, supervisor = at("hedong-hall-desk1"), at("hedong-hall-supervise")
    assert (desk.get("/")["Location"], supervisor.get("/")["Location"]) == (reverse("tasks"), reverse("department"))
    given = {"0-what": "pointer:/premises", "0-text": "写到门牌号"}
    assert act(desk, restaurant, "request_correction", **given).status_code == 302
    row = restaurant.corrections.get()
    slots = {one.slot for one in restaurant.current.materials.all()}
    assert {"layout", "premises-proof"} <= slots
    _answer(restaurant)
    child = restaurant.children.get(child_code="food-business")
    assert {"layout"} <= {one.slot for one in child.current.materials.all()}
    answer = act(desk, restaurant, "request_correction", **given, override="漏看")
    assert answer.status_code == 422 and "补正只能一次性告知" in answer.content.decode()
    assert act(supervisor, restaurant, "request_correction", **given).status_code == 422
    assert act(supervisor, restaurant, "request_correction", **given, override="首次告知有遗漏").status_code == 302
    second = restaurant.corrections.exclude(pk=row.pk).get()
    assert (second.repeated, second.override_reason) == (True, "首次告知有遗漏")
    assert "再次告知，记为违规" in desk.get(url(restaurant)).content.decode()


def test_the_one_notice_of_a_bundle_says_which_matter_each_item_belongs_to(at, restaurant):
    desk = at("hedong-hall-desk1")
    page = desk.get(url(restaurant)).content.decode()
    assert 'id="request_correction-0-child"' in page and '<option value="food-business">' in page
    given = {"0-child": "food-business", "0-what": "slot:layout", "0-text": "标出粗加工区",
             "1-what": "pointer:/premises", "1-text": "写到门牌号"}  # fmt: skip
    assert act(desk, restaurant, "request_correction", **given).status_code == 302
    row = restaurant.corrections.get()
    assert row.items == [
        {"text": "标出粗加工区", "slot": "layout", "child": "food-business"},
        {"text": "写到门牌号", "pointer": "/premises"},
    ]
    catch_up(hold=("case.issue",))
    letter = Letter.objects.get(case=restaurant.pk, kind="correction")
    assert [(one["what"]["zh"], one["need"]["zh"]) for one in letter.data["items"]] == [
        ("食品经营许可（餐饮服务） · 主要设备设施布局图和操作流程", "标出粗加工区"), ("全部事项 · 经营场所地址", "写到门牌号"),
    ]  # fmt: skip
    assert "食品经营许可（餐饮服务） · 主要设备设施布局图和操作流程" in desk.get(url(restaurant)).content.decode()


def _answer(case):
    """The applicant answers with everything as it stood."""
    actor = Actor(kind="citizen", id=case.citizen_id)
    draft = drafting.start_correction(case, actor=actor)
    drafting.submit_draft(draft.id, actor=actor, explanation="与现场一致，没有改动")
    catch_up(hold=("case.issue",))
    case.refresh_from_db()


def test_what_the_answer_left_as_it_was_is_marked_with_the_reason(at, restaurant):
    desk = at("hedong-hall-desk1")
    given = {"0-child": "food-business", "0-what": "slot:layout", "0-text": "标出粗加工区"}
    assert act(desk, restaurant, "request_correction", **given).status_code == 302
    _answer(restaurant)
    page = desk.get(url(restaurant)).content.decode()
    assert page.count("没有改动</strong>") == 1
    assert "申请人说明为什么没有改动：与现场一致，没有改动" in page


def test_remedies_are_a_choice_unless_the_law_wants_the_reconsideration_first():
    one = {"body": {"zh": "某区政府", "en": "B"}, "court": {"zh": "某区法院", "en": "C"}, "days": 60, "months": 6}
    (choice,) = remedies([{**one, "first": "either"}])
    assert choice == "自收到决定之日起 60 日内向某区政府申请行政复议；或 6 个月内向某区法院起诉"
    (in_turn,) = remedies([{**one, "first": "reconsideration"}])
    assert in_turn == "自收到决定之日起 60 日内先向某区政府申请行政复议；对复议决定不服的，再向某区法院起诉"


def test_in_a_special_procedure_the_review_has_no_button(at, sign):
    act(at("hedong-hall-desk1"), sign, "accept")
    reviewer = at("hedong-urban-review")
    form = f'action="{url(sign, "case_complete")}"'
    assert form in reviewer.get(url(sign)).content.decode()
    refused = act(reviewer, sign, "suspend", kind="hearing", workdays="-3")
    (said,) = refused.context["problems"]
    assert (refused.status_code, said["name"]) == (422, "suspend-workdays") and "大于零的整数" in said["problem"]["zh"]
    assert act(reviewer, sign, "suspend", kind="hearing", workdays="5").status_code == 302
    page = reviewer.get(url(sign)).content.decode()
    assert form not in page and "其间不办理" in page
    assert act(reviewer, sign, "resume", result="听证笔录已存").status_code == 302
    assert form in reviewer.get(url(sign)).content.decode()


def test_the_decision_shows_what_the_rules_computed(at, sign, monkeypatch):
    assert 'id="computed"' not in at("hedong-urban-decide").get(url(sign)).content.decode()
    monkeypatch.setattr(
        "tongban.workbench.case_page.parts.computed", lambda file: [{"label": "每月津贴", "fen": 10000, "value": 10000}]
    )
    act(at("hedong-hall-desk1"), sign, "accept")
    catch_up(hold=("case.issue",))
    given = {
        "task": Task.objects.get(case=sign, is_open=True).id,
        "version": version(sign),
        "complete-verdict": "agree",
    }
    at("hedong-urban-review").post(url(sign, "case_complete"), given)
    page = at("hedong-urban-decide").get(url(sign)).content.decode()
    assert "按规则计算：每月津贴</dt><dd>100 元" in page


def test_a_filter_with_a_choice_for_all_has_no_empty_one(at, sign):
    assert "请选择" not in at("hedong-hall-desk1").get(reverse("tasks")).content.decode()
