"""A certificate on the officers' page after its issue: asked for, proposed, decided, with its history."""

import pytest

from tests.guards.running import undrawn
from tests.workbench.conftest import version
from tests.workbench.test_case_page import act, url
from tongban.cases.jobs import catch_up
from tongban.cases.models import Task
from tongban.records.models import Certificate

REVIEWER, DECIDER = "hedong-urban-review", "hedong-urban-decide"


@pytest.fixture
def closed(at, sign):
    """A shop sign that was granted, made and delivered."""
    act(at("hedong-hall-desk1"), sign, "accept")
    catch_up(hold=("case.issue",))
    task = Task.objects.get(case=sign, is_open=True)
    given = {"task": task.id, "version": version(sign), "complete-verdict": "agree"}
    assert at(REVIEWER).post(url(sign, "case_complete"), given).status_code == 302
    assert act(at(DECIDER), sign, "decide", outcome="grant").status_code == 302
    with undrawn():
        catch_up()
    assert act(at("hedong-hall-desk1"), sign, "deliver", mode="counter", proof="陶签收").status_code == 302
    return sign


def test_corrected_on_the_page_and_decided_by_another(at, closed):
    reviewer, decider = at(REVIEWER), at(DECIDER)
    page = reviewer.get(url(closed)).content.decode()
    assert "更正或者补发证照" in page and "撤销、吊销、撤回或者注销" in page and "决定证照变动" not in page
    empty = act(reviewer, closed, "ask_change", kind="correct", reason="名称有误")
    assert empty.status_code == 422 and "请写明证照上哪一项有误" in empty.content.decode()
    name = "holder"
    answer = act(reviewer, closed, "ask_change", kind="correct", reason="名称有误", **{f"to-{name}": "改正后的名称"})
    assert answer.status_code == 302, answer.content.decode()
    page = decider.get(url(closed)).content.decode()
    assert "<ins>改正后的名称</ins>" in page and "名称有误" in page and "待决定" in page
    assert act(decider, closed, "decide_change", outcome="refuse", reasons=" ").status_code == 422
    assert act(decider, closed, "decide_change", outcome="grant").status_code == 302
    with undrawn():
        catch_up()
    page = reviewer.get(url(closed)).content.decode()
    assert "第 2 期" in page and "已换发" in page and page.count("证照变动决定书") == 1


def test_the_end_is_proposed_on_a_ground_and_waits_for_the_holder(at, closed):
    reviewer, decider = at(REVIEWER), at(DECIDER)
    assert act(reviewer, closed, "propose_end", ground="revoke", reason="查实").status_code == 422
    assert act(reviewer, closed, "propose_end", ground="revoke:fraud", reason="图纸系伪造").status_code == 302
    early = act(decider, closed, "decide_change", outcome="grant", reasons="查实")
    assert early.status_code == 422 and "须等其陈述、申辩" in early.content.decode()
    assert act(reviewer, closed, "state_case", statement="持证人到窗口说：图纸是真的").status_code == 302
    assert "图纸是真的" in decider.get(url(closed)).content.decode()
    assert act(decider, closed, "decide_change", outcome="grant", reasons="经鉴定系伪造").status_code == 302
    assert Certificate.objects.get(case=closed.id).status == "revoked"
    assert "已撤销" in reviewer.get(url(closed)).content.decode()


def test_the_counter_of_the_hall_has_none_of_these(at, closed):
    page = at("hedong-hall-desk1").get(url(closed)).content.decode()
    assert "更正或者补发证照" not in page and "撤销、吊销" not in page
