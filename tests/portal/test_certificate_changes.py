"""A holder's own page of a certificate: asking for its correction or replacement, answering, and what verifiers then say."""

import json

import pytest

from tests.guards.running import undrawn
from tests.portal.test_cases import granted  # noqa: F401
from tongban.cases.actions import changing
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, CertificateChange
from tongban.engine import qr
from tongban.kit import clock
from tongban.records.models import Certificate

pytestmark = pytest.mark.django_db


def decider_of(row, *, number=0):
    """An officer who decides in the authority of the certificate; another with another number."""
    from tongban.directory.models import Appointment
    from tongban.directory.queries import actor_of_officer

    held = Appointment.objects.filter(post__department=row.authority_id).order_by("post__code", "officer__login")
    role = "decider" if number == 0 else "reviewer"
    found = next(one for one in held if role in one.post.roles)
    return actor_of_officer(found.officer, found.post, today=clock.today())


def test_a_lost_one_is_replaced_from_the_holders_page(browser, visitor, granted):  # noqa: F811
    row = Certificate.objects.get(type_code="food-licence", case__in=granted.children.values("id"))
    page = browser.get(f"/my/cases/{granted.id}/").content.decode()
    assert f"/my/certificates/{row.id}/change/?kind=replace" in page
    ask = f"/my/certificates/{row.id}/change/?kind=replace"
    assert browser.get(ask).status_code == 200
    empty = browser.post(ask, {"reason": " "})
    assert empty.status_code == 422 and "请写明理由" in empty.content.decode()
    assert browser.post(ask, {"reason": "原件遗失"})["Location"] == f"/my/cases/{row.case}/"
    change = CertificateChange.objects.get()
    assert (change.kind, change.by_holder, change.asked_by) == (
        "replace",
        True,
        row.citizen_id or Case.objects.get(pk=row.case).citizen_id,
    )
    page = browser.get(f"/my/cases/{row.case}/").content.decode()
    assert "等待决定" in page and "原件遗失" in page and "?kind=replace" not in page
    changing.decide_change(change.id, actor=decider_of(row), outcome="grant")
    with undrawn():
        catch_up()
    again = Certificate.objects.get(number=row.number, issue=2)
    page = browser.get(f"/my/cases/{row.case}/").content.decode()
    assert "第 2 期" in page and "已被新证替换" in page
    old = visitor.get("/verify/", {"number": row.number, "code": row.data["code"]}).context["certificate"]
    new = visitor.get("/verify/", {"number": row.number, "code": again.data["code"]}).context["certificate"]
    assert (old["state"], new["state"], new["issue"]) == ("已被新证替换", "有效", 2)
    assert "第 2 期替换" in old["superseded"] and not new["superseded"]
    trust = qr.trust_from(visitor.get("/verify/revoked/").content)
    states = [
        qr.judge(one.qr or "", trust, clock.now(), clock.today()).state
        for one in (Certificate.objects.get(pk=row.pk), again)
    ]
    assert states == ["replaced", "valid"]


def test_a_correction_names_what_is_wrong_and_who_is_told_can_answer(browser, granted):  # noqa: F811
    row = Certificate.objects.get(type_code="food-licence", case__in=granted.children.values("id"))
    ask = f"/my/certificates/{row.id}/change/?kind=correct"
    form = browser.get(ask).content.decode()
    assert f"现在是：{row.data['premises']}" in form
    assert browser.post(ask, {"reason": "写错了"}).status_code == 422
    browser.post(ask, {"reason": "写错了", "to-premises": "安澜市河东区解放路18号二层"})
    change = CertificateChange.objects.get()
    assert change.corrected == {"premises": "安澜市河东区解放路18号二层"}
    again = browser.get(ask, follow=True)
    assert again.redirect_chain[0][0] == f"/my/cases/{row.case}/#changes"
    page = again.content.decode()
    assert "正在等待决定" in page and f"{row.data['premises']} 改为 安澜市河东区解放路18号二层" in page
    changing.decide_change(change.id, actor=decider_of(row), outcome="refuse", reasons="与登记一致")
    assert "与登记一致" in browser.get(f"/my/cases/{row.case}/").content.decode()
    told = changing.propose_end(
        row.id, actor=decider_of(row, number=1), kind="retract", ground="facts", reason="该地块征收"
    )
    answer = f"/my/changes/{told.id}/statement/"
    assert answer in browser.get(f"/my/cases/{row.case}/").content.decode()
    assert browser.get(answer).status_code == 200
    assert browser.post(answer, {"statement": ""}).status_code == 422
    assert browser.post(answer, {"statement": "请求补偿"}).status_code == 302
    assert CertificateChange.objects.get(pk=told.id).statement == "请求补偿"
    assert "请求补偿" in browser.get(f"/my/cases/{row.case}/").content.decode()


def test_a_stranger_finds_no_page_of_it(visitor, city, granted):  # noqa: F811
    row = Certificate.objects.get(type_code="food-licence", case__in=granted.children.values("id"))
    other = next(one for name, one in city.citizens.items() if name != "lu")
    visitor.force_login(other, backend="tongban.portal.accounts.backend.CitizenBackend")
    assert visitor.get(f"/my/certificates/{row.id}/change/?kind=replace").status_code in (403, 404)


def test_the_verifier_page_carries_the_keys_and_may_load_nothing(visitor):
    page = visitor.get("/verify/offline/")
    policy = page["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "connect-src" not in policy and "unsafe" not in policy
    carried = page.content.decode().partition('id="trust">')[2].partition("</script>")[0]
    assert json.loads(carried) == json.loads(visitor.get("/verify/revoked/").content)
    assert visitor.get("/verify/offline/?file")["Content-Disposition"] == "attachment; filename=verify.html"
    assert visitor.get("/verify/revoked/?file")["Content-Disposition"] == "attachment; filename=qr.json"
