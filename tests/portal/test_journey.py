"""The main road: somebody who wants to open a restaurant finds the service, applies, and follows the case."""

import re

import pytest

from tests.portal.filling_in import answer_questions, begin, fill_pages, step_of, story_answers, upload_all
from tongban.cases.models import Case, Draft

KEY = "990102/open-restaurant"
SMALL = {"registered": False, "floor_area": 36, "signboard": False, "online": False}

pytestmark = pytest.mark.django_db


def test_from_the_search_box_to_my_case(browser):
    assert "您想办什么事？" in browser.get("/").content.decode()
    results = browser.get("/search/", {"q": "我想开个饭馆"})
    assert results.context["hits"][0]["name"] == "开办餐饮店“一件事”"
    guide = browser.get(f"/services/{KEY}/")
    assert f"/services/{KEY}/start/" in guide.content.decode()

    draft = begin(browser, KEY)
    assert answer_questions(browser, draft, SMALL)["Location"] == f"{draft}matters/"
    matters = browser.get(f"{draft}matters/")
    assert [row["name"] for row in matters.context["rows"]] == ["经营主体设立登记", "食品经营许可（餐饮服务）"]
    assert browser.post(f"{draft}matters/").status_code == 302
    pages = fill_pages(browser, draft, KEY, story_answers(KEY, "small-shop.json"))
    assert pages == ["firm", "registration", "operator", "premises", "food"]
    assert step_of(browser, draft) == f"{draft}materials/"
    assert upload_all(browser, draft)
    assert browser.post(f"{draft}materials/")["Location"] == f"{draft}check/"

    check = browser.get(f"{draft}check/").content.decode()
    assert "请核对" in check or "核对并提交" in check
    sent = browser.post(f"{draft}submit/")
    again = browser.post(f"{draft}submit/")
    assert sent["Location"] == again["Location"]
    case = Case.objects.get(parent__isnull=True)
    assert sent["Location"] == f"/my/cases/{case.id}/receipt/"
    assert not Draft.objects.exists()

    receipt = browser.get(sent["Location"]).content.decode()
    assert case.case_no in receipt
    assert re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", receipt)
    page = browser.get(f"/my/cases/{case.id}/")
    assert [(row["name"], row["waiting"]) for row in page.context["children"]] == [
        ("经营主体设立登记", False), ("食品经营许可（餐饮服务）", True)]  # fmt: skip
    assert case.case_no in browser.get("/my/").content.decode()
