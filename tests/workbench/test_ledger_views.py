"""The audit administrator: who looked conspicuously, filters, and tables to take away with a reason and a mark."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from tests.workbench.conftest import DAY, OfficeClient, holder, seat
from tongban.cases.models import Case
from tongban.directory.models import Appointment, Officer
from tongban.kit import clock, ledger
from tongban.kit.access import Actor
from tongban.kit.ledger.models import Access
from tongban.workbench.administration import ledger_export

pytestmark = pytest.mark.django_db
LEDGER, EXPORT, CONSPICUOUS = (f"/administration/ledger/{path}" for path in ("", "export/", "conspicuous/"))
REASON = "核查三月查看记录"


@pytest.fixture
def auditor(city: Any) -> OfficeClient:
    return seat(Officer.objects.get(administration="audit"))


def look(post: str, case: Case, hour: int, times: int = 1, purpose: str = "") -> Officer:
    held = Appointment.objects.get(post__code=post, officer=holder(post))
    actor = Actor(kind="officer", id=held.officer_id, post=held.post_id, department=held.post.department_id)
    with clock.simulated(clock.on(DAY, hour)):
        for _ in range(times):
            ledger.access("case.read", actor=actor, case=case.id, subject=case.citizen_id, purpose=purpose)
    return held.officer


def found(page: Any) -> dict[str, list[tuple[Any, ...]]]:
    return {
        rule["id"]: [
            (one["who"].partition(" ")[0], one["times"], one["with_reason"], one["reasons"]) for one in rule["lines"]
        ]
        for rule in page.context["rules"]
    }


def test_who_looked_most_at_night_and_elsewhere(auditor: OfficeClient, sign: Case) -> None:
    Access.objects.all().delete()
    own = look("hedong-urban-review", sign, 10, 3)
    desk = look("hedong-hall-desk1", sign, 22)
    other = look("linjiang-market-review", sign, 5, 2, "=核对")
    most = [(own.name, 3, 0, ()), (other.name, 2, 2, ("=核对", "=核对")), (desk.name, 1, 0, ())]
    page = auditor.get(CONSPICUOUS)
    assert found(page) == {"most": most, "night": most[1:], "elsewhere": most[1:2]}
    ledger_of = next(rule for rule in page.context["rules"] if rule["id"] == "night")["lines"][0]["lines"]
    assert auditor.get(f"{LEDGER}?{ledger_of}").content.decode().count("<td>=核对</td>") == 2
    day = {"since": str(DAY - timedelta(days=9)), "until": str(DAY - timedelta(days=1))}
    assert found(auditor.get(CONSPICUOUS, day)) == {"most": [], "night": [], "elsewhere": []}
    read = Access.objects.filter(kind="ledger.read").values_list("body__table", flat=True)
    assert sorted(read) == ["access", "conspicuous", "conspicuous"]


def test_a_department_is_a_filter_and_stays_in_the_address(auditor: OfficeClient, sign: Case) -> None:
    Access.objects.all().delete()
    for post in ("hedong-urban-review", "hedong-hall-desk1"):
        look(post, sign, 10, 30)
    department = Appointment.objects.get(post__code="hedong-urban-review", officer=holder("hedong-urban-review")).post
    asked = {"table": "access", "kind": "case.read", "department": str(department.department_id)}
    page = auditor.get(LEDGER, asked)
    assert len(page.context["lines"]) == 30 and page.context["next"] == ""
    del asked["department"]
    first = auditor.get(LEDGER, asked)
    second = auditor.get(f"{LEDGER}?{first.context['next']}")
    assert [len(one.context["lines"]) for one in (first, second)] == [50, 10]


def taken(answer: Any) -> list[list[str]]:
    data = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data, newline="")))


def test_an_export_needs_a_reason_bears_it_and_is_a_fact(
    auditor: OfficeClient, sign: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    Access.objects.all().delete()
    look("hedong-urban-review", sign, 10, 2, '=HYPERLINK("http://evil.test")')
    address = f"{EXPORT}?table=access&kind=case.read&case={sign.case_no}"
    for reason in ("", "看", "看看看看看"):
        refused = auditor.post(address, {"reason": reason, "form": "csv"})
        assert refused.status_code == 422 and "请写明导出理由" in refused.content.decode()
    assert auditor.post(address, {"reason": REASON, "form": "ods"}).status_code == 422
    assert not Access.objects.filter(kind="ledger.exported").exists()
    answer = auditor.post(address, {"reason": REASON, "form": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="ledger-20260302-090000.csv"'
    mark, whole, heads, *rows = taken(answer)
    auditor_ = Officer.objects.get(administration="audit")
    assert mark == [f"导出：{auditor_.name} ({auditor_.login})，2026-03-02 09:00:00，理由：{REASON}"]
    assert whole == ["共 2 条"] and heads[0] == "时间"
    assert [row[8] for row in rows] == ['\'=HYPERLINK("http://evil.test")'] * 2
    assert [(row[1], row[6]) for row in rows] == [("查看办件", sign.case_no)] * 2
    fact = Access.objects.get(kind="ledger.exported")
    assert (fact.actor, fact.case, fact.purpose) == (auditor_.id, sign.id, REASON)
    assert fact.body == {"table": "access", "fact_kind": "case.read", "form": "csv", "lines": 2}
    monkeypatch.setattr(ledger_export, "MOST", 1)
    cut = taken(auditor.post(address, {"reason": REASON, "form": "csv"}))
    assert cut[1] == ["超过 1 条，只有最新的 1 条"] and len(cut) == 4
    table = b"".join(auditor.post(address, {"reason": REASON, "form": "xlsx"}).streaming_content)
    sheet = zipfile.ZipFile(io.BytesIO(table)).read("xl/worksheets/sheet1.xml").decode()
    assert f"理由：{REASON}" in sheet and "<f>" not in sheet and "=HYPERLINK" in sheet


def test_nobody_else_reads_or_exports(at: Any, sign: Case) -> None:
    desk, security = at("hedong-hall-desk1"), seat(Officer.objects.get(administration="security"))
    for client in (desk, security):
        assert client.get(CONSPICUOUS).status_code == 403
        assert client.post(EXPORT, {"reason": REASON, "form": "csv"}).status_code == 403
