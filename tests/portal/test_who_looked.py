"""谁看过我的信息: the page of the person, of the organisation, and of the agent who may not."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.portal.browsers import PublicClient
from tests.portal.conftest import BACKEND
from tests.portal.test_english import left_in_chinese
from tests.rooms.cases.playing import begun
from tongban.cases.models import Case, Decision, Draft
from tongban.cases.queries import looks as reading
from tongban.cases.queries.questioned import questioned
from tongban.directory.models import Appointment, Citizen, Mandate
from tongban.kit import clock, ledger
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Access
from tongban.portal.actor import ACTING_FOR

MORNING = datetime(2026, 3, 2, 9, 10, tzinfo=clock.CITY_ZONE)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: Any) -> Case:
    return Case.objects.get(pk=begun("outdoor-sign", "ordinary", steps=1).root)


def officer(post: str) -> Actor:
    held = Appointment.objects.get(post__code=post)
    return Actor(kind="officer", id=held.officer_id, post=held.post_id, department=held.post.department_id)


def read(case: Case, minutes: int, kind: str = "case.read", purpose: str = "") -> None:
    with clock.simulated(MORNING + timedelta(minutes=minutes)):
        ledger.access(
            kind, actor=officer("hedong-urban-review"), case=case.id, subject=case.citizen_id, purpose=purpose
        )


def as_person(browser: PublicClient, case: Case, person: Citizen | None = None, *, firm: bool = False) -> None:
    browser.force_login(person or case.citizen, backend=BACKEND)
    if firm:
        session = browser.session
        session[ACTING_FOR] = str(case.organisation_id)
        session.save()


def lines(browser: PublicClient, **query: str) -> list[Any]:
    return [
        (one["when"][-13:].strip(), one["times"], one["what"], one["why"])
        for one in browser.get("/my/looks/", query).context["lines"]
    ]


def test_who_when_in_which_case_and_why(visitor: PublicClient, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    Access.objects.all().delete()
    for minutes, kind, purpose in (
        (0, "case.read", ""),
        (5, "case.personal_opened", "核对身份证号码"),
        (130, "letter.read", ""),
    ):
        read(case, minutes, kind, purpose)
    read(case, 60 * 24 * 40)
    as_person(visitor, case)
    page = visitor.get("/my/looks/")
    reader = officer("hedong-urban-review")
    name = Appointment.objects.get(officer=reader.id, post=reader.post)
    assert [one["who"] for one in page.context["lines"]] == [
        f"{name.post.department.name_zh} · {name.post.name_zh}"
    ] * 3
    html = page.content.decode()
    assert name.officer.name not in html and str(name.officer_id) not in html
    assert html.count(f'<a href="/my/cases/{case.id}/">') == 3
    nothing = ("没有写事由，随后一小时内也没有办理记录", False)
    seen = lines(visitor, month="2026-03")
    assert seen == [
        ("26年3月2日 11:20", 1, "文书", [nothing]),
        ("09:10 – 09:15", 2, "证件号码、电话等个人信息、办件内容（个人信息已遮盖）", [("核对身份证号码", True)]),
    ]
    assert len(lines(visitor, month="2026-04")) == 1 and lines(visitor, month="2026-05") == []
    assert lines(visitor, case=case.case_no) == lines(visitor)
    assert (
        lines(visitor, case="0") == [] and "您没有这个编号的办件" in visitor.get("/my/looks/?case=0").content.decode()
    )
    monkeypatch.setattr(reading, "PAGE", 2)
    first = visitor.get("/my/looks/")
    second = visitor.get(f"/my/looks/?{first.context['next']}")
    assert [len(one.context["lines"]) for one in (first, second)] == [2, 1] and second.context["next"] == ""
    visitor.cookies["django_language"] = "en"
    assert left_in_chinese(visitor.get("/my/looks/", HTTP_ACCEPT_LANGUAGE="en").content.decode()) == set()


def test_own_look_ups_stand_apart(visitor: PublicClient, case: Case) -> None:
    Access.objects.all().delete()
    as_person(visitor, case)
    visitor.post("/track/", {"number": case.case_no, "code": case.query_code})
    assert lines(visitor) == []
    assert [one[1:] for one in lines(visitor, own="1")] == [(1, "办理进度", [("查询进度", False)])]


def test_the_representative_sees_who_read_of_the_organisation(visitor: PublicClient, case: Case) -> None:
    Access.objects.all().delete()
    boss = Mandate.objects.get(organisation=case.organisation, is_representative=True).citizen
    some, everything = Citizen.objects.exclude(mandates__organisation=case.organisation).order_by("id")[:2]
    for person, packages in ((some, ["outdoor-sign"]), (everything, ["*"])):
        Mandate.objects.create(
            citizen=person, organisation=case.organisation, packages=packages, valid_from=date(2026, 1, 1)
        )
    as_person(visitor, case, some, firm=True)
    assert visitor.get(f"/my/cases/{case.id}/").status_code == 200
    assert visitor.get("/my/looks/").status_code == 403
    as_person(visitor, case, everything, firm=True)
    visitor.get(f"/my/cases/{case.id}/")
    assert lines(visitor)[0][2] == "办件内容" and len(lines(visitor)) == len(lines(visitor, own="1")) == 1
    as_person(visitor, case, boss, firm=True)
    assert [one["who"] for one in visitor.get("/my/looks/").context["lines"]] == ["代办人或本单位其他人员"] * 2
    assert case.citizen == boss
    as_person(visitor, case)  # in person: what was read of the case they filed
    assert [one["who"] for one in visitor.get("/my/looks/").context["lines"]] == ["代办人或本单位其他人员"] * 2


def test_one_click_questions_a_look_and_another_body_judges(visitor: PublicClient, case: Case) -> None:
    Access.objects.all().delete()
    read(case, 0, "case.personal_opened", "核对身份证号码")
    as_person(visitor, case)
    (line,) = visitor.get("/my/looks/").context["lines"]
    draft = visitor.post(line["question"])["Location"]
    page = visitor.get(f"{draft}page/access/").content.decode()
    name = Appointment.objects.get(officer=officer("hedong-urban-review").id, post__code="hedong-urban-review")
    for known in ("2026-03-02 09:10", "hedong-urban", name.post.name_zh, case.case_no, "核对身份证号码"):
        assert known in page
    assert name.officer.name not in page
    forged = {"access": "x", "department": "anlan-data", "reader": "别人", "doubt": "我没有在这个部门办过事"}
    assert visitor.post(f"{draft}page/access/", forged)["Location"] == f"{draft}check/"
    visitor.post(f"{draft}submit/")
    made = Case.objects.exclude(pk=case.pk).get(package_version__about="access")
    answers = made.current.answers
    assert (answers["department"], answers["case_number"]) == ("hedong-urban", case.case_no)
    assert (made.authority.code, made.station) == ("anlan-data", "submit")
    judge, looked = officer("anlan-data-head"), officer("hedong-urban-head")
    (seen,) = questioned(made, judge)
    assert (seen.kind, seen.reason, seen.officer) == ("case.personal_opened", "核对身份证号码", name.officer.name)
    (own,) = questioned(
        made, looked
    )  # the department under question asks its post, not the person, before it is judged
    assert (own.officer, own.post[0]) == ("", f"{name.post.department.name_zh} · {name.post.name_zh}")
    Decision.objects.create(
        case=made, outcome="refused", revision=made.current, officer=judge.id, decided_at=clock.now()
    )
    assert questioned(made, looked)[0].officer == name.officer.name


def test_who_looked_never_answers_alone_and_nobody_questions_for_another(visitor: PublicClient, case: Case) -> None:
    Access.objects.all().delete()
    with clock.simulated(MORNING):
        ledger.access("case.read", actor=officer("anlan-data-head"), case=case.id, subject=case.citizen_id)
    read(case, 0)
    as_person(visitor, case)
    lines_ = {one["who"].split(" ")[0]: one["question"] for one in visitor.get("/my/looks/").context["lines"]}
    refused = visitor.post(lines_["安澜市数据局"])
    assert refused.status_code == 409 and "12345" in refused.content.decode()
    stranger = Citizen.objects.exclude(pk=case.citizen_id).exclude(mandates__organisation=case.organisation).first()
    as_person(visitor, case, stranger)
    assert visitor.post(lines_["安澜市河东区城市管理局"]).status_code == 404
    assert not Draft.objects.exists()
