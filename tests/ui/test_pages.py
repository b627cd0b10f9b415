"""What every page has: headers, a page for each error, the switches of the header, and components in both languages."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from tongban.kit.access import Actor, NotAllowed
from tongban.ui import components, errors, gallery_examples, headers, languages, navigation, preferences
from tongban.ui.templatetags import ui as tags

pytestmark = pytest.mark.django_db
ask = RequestFactory()
PACKAGE = Path(preferences.__file__).resolve().parents[1]
HTML = {"HTTP_ACCEPT": "text/html"}


def answered(response: HttpResponse, **more: object) -> HttpResponse:
    request = ask.get("/somewhere/", **HTML)
    for name, value in more.items():
        setattr(request, name, value)
    return headers.PageHeaders(lambda _: response)(request)


class Words(HTMLParser):
    """The ids of a page, what its labels and descriptions point to, and its headings of the first rank."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed: set[str] = set()
        self.inline: list[str] = []
        self.headings = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.headings += tag == "h1"
        self.ids += [given["id"] or ""] if "id" in given else []
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.pointed |= set((given.get(name) or "").split())
        if "style" in given or tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on")]


def test_a_page_may_load_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = answered(HttpResponse("<p>"))["Content-Security-Policy"]
    assert policy == (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )
    with override_settings(FORM_ACTION_HOSTS=["https://identity.example"]):
        assert headers.content_policy().endswith("form-action 'self' https://identity.example")


def test_an_answer_keeps_the_policy_it_set_itself() -> None:
    own = HttpResponse("file", headers={"Content-Security-Policy": "sandbox", "Cache-Control": "no-cache"})
    found = answered(own)
    assert (found["Content-Security-Policy"], found["Cache-Control"]) == ("sandbox", "no-cache")


def test_pages_of_somebody_signed_in_are_not_stored() -> None:
    assert answered(HttpResponse("<p>"))["Cache-Control"] == "private, no-cache"
    assert answered(HttpResponse("<p>"), actor=Actor(kind="citizen"))["Cache-Control"] == "private, no-store"
    assert answered(JsonResponse({}))["Cache-Control"] == "private, no-store"


def test_a_bare_error_gets_its_page_and_keeps_what_it_said() -> None:
    found = answered(HttpResponseNotAllowed(["POST"]))
    assert (found.status_code, found["Allow"]) == (405, "POST")
    assert "不能这样打开这一页" in found.content.decode()


def test_an_error_with_words_or_for_a_machine_is_left_alone() -> None:
    assert answered(HttpResponse("own words", status=404)).content == b"own words"
    request = ask.get("/api/", HTTP_ACCEPT="application/json")
    assert headers.PageHeaders(lambda _: HttpResponse(status=404))(request).content == b""


def test_a_missing_right_is_a_page_wherever_it_is_found_out() -> None:
    middleware = headers.PageHeaders(lambda _: HttpResponse())
    found = middleware.process_exception(ask.get("/"), NotAllowed("not-your-post"))
    assert found is not None and found.status_code == 403
    assert middleware.process_exception(ask.get("/"), ValueError()) is None


@pytest.mark.parametrize(
    ("page", "status", "zh", "en"),
    [
        (errors.bad_request, 400, "没有看懂这个请求", "did not understand"),
        (errors.permission_denied, 403, "您没有这项权限", "right"),
        (errors.page_not_found, 404, "没有找到这一页", "not found"),
        (errors.method_not_allowed, 405, "不能这样打开这一页", "page"),
        (errors.too_large, 413, "内容太大", "large"),
        (errors.too_many, 429, "操作太频繁", "Too"),
        (errors.server_error, 500, "出了点问题", "wrong"),
        (errors.unavailable, 503, "系统正在维护", "maintained"),
        (errors.csrf_failure, 403, "这一页已过期，请重新提交", "again"),
    ],
)
@pytest.mark.parametrize("site", ["public", "office"])
def test_each_error_is_told_in_both_languages_with_a_way_out(page, status, zh, en, site) -> None:  # type: ignore[no-untyped-def]
    with override_settings(SITE=site):
        chinese = page(ask.get("/"))
        with translation.override("en"):
            english = page(ask.get("/")).content.decode()
    assert chinese.status_code == status
    assert zh in chinese.content.decode() and zh not in english
    assert en.lower() in english[english.index("<h1>") :].lower()
    for html in (chinese.content.decode(), english):
        assert Words(html).headings == 1 and 'href="/' in html[html.index("<main") :]


def test_a_page_that_waits_says_how_long() -> None:
    found = errors.too_many(ask.get("/"), 61)
    assert found["Retry-After"] == "61" and "请过 2 分钟再试。" in found.content.decode()


def test_a_session_that_ended_leads_back_to_the_sign_in() -> None:
    found = errors.session_expired(ask.get("/"), "/accounts/login/?next=/apply/").content.decode()
    assert 'href="/accounts/login/?next=/apply/"' in found and "您填写的内容已经保存" in found
    assert "请登录后重新填写这一页。" in errors.session_expired(ask.get("/"), "/", kept=False).content.decode()


@pytest.mark.parametrize("base", ["ui/public_base.html", "ui/office_base.html"])
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_component_can_be_drawn_and_read(base: str, lang: str) -> None:
    with translation.override(lang):
        html = render_to_string("ui/gallery.html", {**gallery_examples.context(), "base": base}, ask.get("/"))
    page = Words(html)
    assert page.inline == []
    assert len(page.ids) == len(set(page.ids))
    assert page.pointed - set(page.ids) == set()
    assert "None" not in html and "{'zh'" not in html


def test_the_gallery_shows_each_component() -> None:
    gallery = (Path(gallery_examples.__file__).parent / "templates/ui/gallery.html").read_text(encoding="utf-8")
    drawn = set(tags.register.tags) - {"form_field"}
    assert {"button", "clock_box", "file_slot", "form_fields", "pager"} <= drawn
    assert [name for name in sorted(drawn) if f"{{% {name} " not in gallery] == []


def test_a_wide_table_stacks_on_a_phone_or_scrolls_by_keyboard() -> None:
    place = re.compile(
        r'(?:class="scroll" tabindex="0" role="region" aria-label[^<]*>\s*<table|<table class="stacked")'
    )
    files = [*PACKAGE.glob("portal/templates/**/*.html"), *PACKAGE.glob("workbench/templates/**/*.html")]
    tables = {file: file.read_text(encoding="utf-8").count("<table") for file in files}
    assert sum(tables.values()) > 25
    assert [
        file.name for file, count in tables.items() if len(place.findall(file.read_text(encoding="utf-8"))) != count
    ] == []


def test_in_english_the_components_hold_no_chinese_but_the_data() -> None:
    with translation.override("en"):
        assert ">Granted<" in components.tag("准予", "good")
        assert "Step" not in components.clock_box({"name": ("法定期限", "Limit"), "due": None, "state": "good"})
        assert "Note: " in components.notice(("小心", "Careful"))


def test_a_state_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="no state 'red'"):
        components.notice("小心", "red")
    with pytest.raises(KeyError):
        components.tag("小心", "red")


def test_what_people_write_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    for html in (
        components.tag(evil), components.button(evil, value=evil, name="x"), components.notice(evil),
        components.summary([{"label": evil, "value": evil, "change": "#"}]),
        components.timeline([{"what": evil, "at": evil, "who": evil, "text": evil}]), components.panel(evil, evil, evil),
        components.steps([{"label": evil, "note": evil}]), components.pager(evil, evil),
        tags.form_errors([{"name": evil, "problem": evil}]),
    ):  # fmt: skip
        assert "<script" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ({"zh": "甲", "en": "A"}, "甲", "A"),
        (("甲", "A"), "甲", "A"),
        ({"zh": "甲", "en": ""}, "甲", "甲"),
        ({"zh": "", "en": "A"}, "A", "A"),
        ("甲", "甲", "甲"),
        (None, "", ""),
    ],
)
def test_a_text_in_both_languages_is_said_in_the_language_of_the_page(value: object, zh: str, en: str) -> None:
    assert languages.said(value) == zh
    with translation.override("en"):
        assert languages.said(value) == en


def test_days_moments_and_money_are_written_as_people_write_them() -> None:
    assert tags.on_day("2026-03-27") == "2026年3月27日"
    assert tags.at_time("2026-03-27T16:30:00+00:00") == "2026年3月28日 00:30"
    assert (tags.yuan(123_456_789), tags.yuan(-50), tags.yuan(None)) == ("1,234,567.89 元", "-0.50 元", "")
    with translation.override("en"):
        assert tags.on_day("2026-03-27") == "27 March 2026"
        assert tags.yuan(100) == "1 yuan"


def test_the_switches_remember_and_lead_back_inside_only() -> None:
    english = preferences.set_language(ask.post("/", {"language": "en", "next": "/search/?q=1"}))
    assert (english.status_code, english["Location"]) == (303, "/search/?q=1")
    assert english.cookies["language"].value == "en"
    larger = preferences.set_elder(ask.post("/", {"elder": "1", "next": "https://evil.example/"}))
    assert (larger["Location"], larger.cookies["elder"].value) == ("/", "1")
    assert preferences.set_elder(ask.get("/")).status_code == 405
    for asked, kept in (("dark", "dark"), ("light", "light"), ("auto", "auto"), ("pink", "auto")):
        assert preferences.set_colours(ask.post("/", {"colours": asked})).cookies["colours"].value == kept


@pytest.mark.parametrize("base", ["ui/public_base.html", "ui/office_base.html"])
@pytest.mark.parametrize(("cookie", "look", "scheme"), [("dark", " look-dark ", "dark"), ("light", " look-light ", "light"),
                                                        ("x", " ", "light dark")])  # fmt: skip
def test_the_colours_a_reader_chose_are_on_every_page(base: str, cookie: str, look: str, scheme: str) -> None:
    request = ask.get("/")
    request.COOKIES |= {"colours": cookie, "elder": "1"}
    html = render_to_string(base, {}, request)
    assert f'class="govuk-template elder{look}' in html and f'name="color-scheme" content="{scheme}"' in html
    chosen = cookie if cookie != "x" else "auto"
    assert f'value="{chosen}" aria-pressed="true"' in html and html.count('aria-pressed="true"') == 1


def test_the_header_shows_only_what_is_there_for_this_person() -> None:
    def labels(urlconf: str, site: str, actor: Actor | None) -> list[str]:
        request = ask.get("/")
        if actor:
            request.actor = actor  # type: ignore[attr-defined]
        with override_settings(SITE=site, ROOT_URLCONF=urlconf):
            return [place.label for place in navigation.links(request)]

    office, public = "tongban.config.urls_office", "tongban.config.urls_public"
    counter = Actor(kind="officer", roles=frozenset({"counter"}))
    assert labels(public, "public", None) == ["办事", "查进度", "验证照"]
    assert labels(public, "public", Actor(kind="citizen")) == ["办事", "我的办件", "消息", "查进度", "验证照"]
    assert labels(office, "office", None) == []
    assert labels(office, "office", counter) == ["我的待办", "动态", "窗口收件", "部门概览", "查办件"]
    assert labels(office, "office", Actor(kind="officer")) == ["我的待办", "动态", "部门概览", "查办件"]
    assert labels(office, "office", Actor(kind="officer", roles=frozenset({"audit-admin"}))) == ["管理"]
