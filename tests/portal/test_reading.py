"""Finding without a dead end, conditional questions drawn as they are asked, and the small addresses of the site."""

import pytest

from tests.portal.filling_in import answer_questions, begin, posted, story_answers
from tongban.catalog import theme_texts, themes
from tongban.catalog.browsing import one_offer

KEY = "990102/open-restaurant"
pytestmark = pytest.mark.django_db


def test_nothing_found_leads_on(visitor):
    page = visitor.get("/search/", {"q": "量子纠缠"})
    html = page.content.decode()
    assert page.context["hits"] == []
    assert "没有找到" in html
    assert "/services/theme/natural/040/" in html
    assert "/departments/hedong-market/" in html
    assert "12345" in html


def test_the_chosen_county_comes_first(visitor):
    assert visitor.post("/region/", {"region": "990121", "next": "/search/?q=x"})["Location"] == "/search/?q=x"
    hits = visitor.get("/search/", {"q": "开饭馆"}).context["hits"]
    assert (hits[0]["region"], hits[0]["also"]) == ("临江县", 1)
    assert visitor.post("/region/", {"region": "990121", "next": "https://elsewhere.example/"})["Location"] == "/"


@pytest.mark.parametrize("path", ["/services/", "/services/event/open-business/", "/services/theme/legal/150/",
                                  "/departments/hedong-fire/"])  # fmt: skip
def test_lists_lead_to_guides(visitor, path):
    assert "/services/990102/fire-safety-check/" in visitor.get(path).content.decode()


@pytest.mark.parametrize(("path", "about", "bundle", "also", "on"), [
    ("/services/theme/legal/150/", "消防检查、特种行业", ["open-restaurant"], ["food-business", "outdoor-sign"], "open-business"),
    ("/services/event/open-business/", "先看能不能一次办完", [], [], ""),
    ("/services/theme/natural/070/", "自建房、临时占道", [], [], ""),
])  # fmt: skip
def test_a_theme_says_what_it_is_and_what_is_often_done_together(visitor, path, about, bundle, also, on):
    page = visitor.get(path)
    html = page.content.decode()
    assert about in html
    assert [one["url"].split("/")[3] for one in page.context["bundles"]] == bundle
    assert {one["url"].split("/")[3] for one in page.context["also"]} >= {*also}
    assert not {one["url"] for one in page.context["also"]} & {one["url"] for one in page.context["services"]}
    assert [one["url"] for one in page.context["events"]] == ([f"/services/event/{on}/"] if on else [])
    assert ("可以一次办完</h2>" in html) == bool(bundle)
    assert bundle == [] or "同时办：经营主体设立登记、食品经营许可（餐饮服务）、" in html


def test_every_theme_and_event_has_its_sentence():
    for names, about in ((themes.NATURAL, theme_texts.NATURAL), (themes.LEGAL, theme_texts.LEGAL),
                         (themes.LIFE_EVENTS, theme_texts.LIFE_EVENTS)):  # fmt: skip
        assert list(names) == list(about)
        assert [one for one in about.values() if not (one.zh.endswith("。") and one.en.endswith("."))] == []


@pytest.mark.parametrize("path", ["/services/event/x/", "/services/theme/legal/999x/", "/services/theme/nobody/010/",
                                  "/departments/none/"])  # fmt: skip
def test_what_does_not_exist_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


def test_alive_and_closed_to_robots(visitor):
    assert visitor.get("/healthz").json() == {"status": "ok", "site": "public"}
    assert "Disallow: /my/" in visitor.get("/robots.txt").content.decode()


def test_english_has_no_chinese_sentence_of_ours(visitor):
    visitor.cookies["language"] = "en"
    for path in ("/", "/search/?q=open+a+restaurant", "/services/990102/food-business/", "/track/", "/verify/"):
        html = visitor.get(path).content.decode()
        assert 'lang="en"' in html
        for zh in ("查找", "办事指南", "申请材料", "办理流程", "查询", "验证证照", "按人生大事找", "您想办什么事"):
            assert zh not in html, (path, zh)


def test_a_group_of_a_company_is_not_asked_what_only_partners_are(browser):
    draft = begin(browser, KEY)
    answer_questions(browser, draft, {"registered": False, "floor_area": 36, "signboard": False, "online": False})
    browser.post(f"{draft}matters/")
    answers = story_answers(KEY, "hot-pot.json")
    form = one_offer(KEY).package.form
    for kind, asked in (("company", False), ("partnership", True)):
        for page in ("firm", "registration", "operator"):
            browser.post(f"{draft}page/{page}/", posted(form.page(page).fields, {**answers, "type": kind}))
        page = browser.get(f"{draft}page/capital/")
        assert ("owners-0-liability" in page.content.decode()) is asked
        assert page.context["rows"][0]["field"].required


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("fanguan", "open-restaurant"), ("kai fanguan", "open-restaurant"), ("摆摊", "road-occupation"),
        ("baitan", "road-occupation"), ("饭馆", "open-restaurant"), ("yingye zhizhao", "business-registration"),
    ],
)  # fmt: skip
def test_peoples_words_and_their_pinyin_find_the_service(visitor, typed, first):
    hits = visitor.get("/search/", {"q": typed}).context["hits"]
    assert hits[0]["url"].endswith(f"/{first}/")
