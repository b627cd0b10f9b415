"""The personal page says what waits first; a bundle says how long it still has to go; both with few statements."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.portal.test_cases import PACKAGES, case, granted, tell  # noqa: F401 - fixtures
from tongban.catalog.queries import implementation_of
from tongban.kit import clock
from tongban.portal.words import day
from tongban.records.models import Certificate

pytestmark = pytest.mark.django_db


def test_who_has_nothing_is_told_where_to_begin(browser):
    page = browser.get("/my/cases/", follow=True)  # the address of a case, shortened
    assert (page.context["to_do"], page.context["certificates"], page.context["cases"]) == ([], [], [])
    assert "您还没有办件。" in page.content.decode()
    assert [one["url"] for one in page.context["more"]][-2:] == ["/my/organisations/", "/my/account/"]


def test_a_correction_comes_first_with_its_day(browser, case):  # noqa: F811
    assert browser.get("/my/").context["to_do"] == []
    tell(case, {"slot": "layout", "child": "food-business", "text": "布局图缺排烟口"})
    lapses = case.corrections.get().lapses_on
    (row,) = [one for one in browser.get("/my/").context["to_do"] if one["number"] == case.case_no]
    assert (row["what"], row["until"], row["left"]) == ("去补正", day(lapses), (lapses - clock.today()).days)


def test_the_way_of_a_bundle_names_what_waits_and_the_day(browser, case):  # noqa: F811
    shown = browser.get(f"/my/cases/{case.id}/").context["way"]
    waiting = [one for one in shown["rows"] if one["waits_for"]]
    assert shown["path"][-1] in [one["name"] for one in shown["rows"]]
    assert waiting and waiting[0]["waits_for"] in [one["name"] for one in shown["rows"]]
    assert shown["end"] == max((one["end"] for one in shown["rows"]), key=_as_day)
    limits = {one["label"]: one["value"] for one in browser.get(f"/my/cases/{case.id}/").context["limits"]}
    promised = implementation_of(case.implementation_version_id).promised.n
    assert limits["承诺时限"] == f"受理后 {promised} 个工作日" and limits["预计办结"] == shown["end"]
    with CaptureQueriesContext(connection) as asked:
        part = browser.get(f"/my/cases/{case.id}/way/", headers={"X-Live": "1"}).content.decode()
    assert f"预计 <strong>{shown['end']}</strong> 全部拿到结果：" in part and "<html" not in part
    assert len(asked) <= 24


def _as_day(text):
    year, rest = text.split("年")
    month, number = rest.removesuffix("日").split("月")
    return date(int(year), int(month), int(number))


def test_certificates_say_when_they_end_and_the_page_asks_a_bounded_number_of_times(browser, granted):  # noqa: F811
    soon = clock.today() + timedelta(days=30)
    one = Certificate.objects.filter(valid_to__isnull=False).order_by("id").first()
    Certificate.objects.filter(pk=one.pk).update(valid_to=soon)
    browser.get("/my/")
    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/my/")
    first = page.context["certificates"][0]
    assert (first["number"], first["state"]["text"]) == (one.number, "还有 30 天到期")
    assert [row["name"] for row in page.context["certificates"]] == ["食品经营许可证", "营业执照"]
    assert len(asked) <= 24
    assert browser.get(f"/my/cases/{granted.id}/").context["way"] is None
