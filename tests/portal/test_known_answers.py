"""What the account knows is shown and not asked: applying in one's own name, and for an older relative."""

import pytest

from tests.portal.conftest import BACKEND
from tests.portal.filling_in import begin, posted, step_of, story_answers, upload_all
from tongban.cases.models import Case, Draft
from tongban.catalog.browsing import one_offer
from tongban.kit import clock

KEY = "990121/old-age-allowance"
OTHERS = "990121193501160820"

pytestmark = pytest.mark.django_db


def as_person(visitor, city, key):
    visitor.force_login(city.citizens[key], backend=BACKEND)
    return visitor


def fill(browser, draft, answers, **sent):
    while "/page/" in (where := step_of(browser, draft)):
        page = one_offer(KEY).package.form.page(where.split("/page/")[1].strip("/"))
        answer = browser.post(where, {**posted(page.fields, answers), **sent})
        if answer.status_code != 302:
            return answer
    return None


def age_today(born):
    today = clock.today()
    return today.year - int(born[:4]) - (today.strftime("%m%d") < born[4:])


def test_in_ones_own_name_nobody_elses_number_is_taken(visitor, city):
    browser = as_person(visitor, city, "bai")
    draft = begin(browser, KEY)
    answers = {**story_answers(KEY, "elder.json"), "bank_account": "6220 0099-0100 ００００17"}
    assert fill(browser, draft, answers, elder_id=OTHERS, elder_name="别人", age="99") is None

    shown = browser.get(f"{draft}page/elder/").content.decode()
    assert 'name="elder_id"' not in shown and 'name="elder_name"' not in shown and 'name="age"' not in shown
    assert "990102194304182612" in shown and "柏秀珍" in shown

    upload_all(browser, draft)
    browser.post(f"{draft}materials/")
    assert browser.post(f"{draft}submit/").status_code == 302
    kept = Case.objects.get().current.answers
    assert {name: kept[name] for name in ("elder_id", "elder_name", "age", "bank_account")} == {
        "elder_id": "990102194304182612", "elder_name": "柏秀珍", "age": age_today("19430418"),
        "bank_account": "622000990100000017",
    }  # fmt: skip


def test_for_a_relative_the_number_is_asked_and_the_age_follows_from_it(visitor, city):
    browser = as_person(visitor, city, "sang")
    draft = begin(browser, KEY)
    browser.post(f"{draft}page/applicant/", {"by_agent": "true", "agent_name": "桑志平", "agent_relation": "child"})
    shown = browser.get(f"{draft}page/elder/").content.decode()
    assert 'name="elder_id"' in shown and 'name="elder_name"' in shown and 'name="age"' not in shown
    assert "填好后自动算出" in shown
    assert fill(browser, draft, story_answers(KEY, "agent.json")) is None
    assert Draft.objects.get().answers["age"] == age_today("19350116")


def test_who_is_not_yet_eighty_is_told_so_at_once(visitor, city):
    browser = as_person(visitor, city, "sang")
    answers = {**story_answers(KEY, "elder.json")}
    refused = fill(browser, begin(browser, KEY), answers)
    assert refused.status_code == 422
    assert [(one["name"], one["problem"]["zh"]) for one in refused.context["problems"]] == [
        ("elder_id", "按身份号码里的生日，老人还没有满 80 周岁，不能申请")
    ]
    assert 'id="elder_id"' in refused.content.decode()  # the summary links to it
