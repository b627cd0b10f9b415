"""The package as data: the doctor finds nothing, no program names it, its guide is derived, its stories run."""

import re

import pytest

from tests.house.test_service_words import files
from tests.house.vocabulary import is_particular
from tests.second_service.conftest import FOLDER, IMPLEMENTATION, KEY, PACKAGE
from tongban.engine.package.doctor import main
from world.running import StoryRun

pytestmark = pytest.mark.django_db


def test_the_doctor_finds_nothing(capsys):
    assert main([str(FOLDER), str(IMPLEMENTATION)]) == 0
    assert "0 problems" in capsys.readouterr().out


def test_no_program_has_heard_of_it():
    names = {PACKAGE.code, *(one.id for one in PACKAGE.service.materials), *PACKAGE.rules, "fair-permit"}
    names |= {field.key for field in PACKAGE.form.fields()} | set(PACKAGE.net.nodes)
    words = {name for name in names if is_particular(name)}
    assert {"street-fair", "crowd-plan", "site_plan", "health_papers", "pitch-fee", "safety_review"} <= words
    spoken = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in sorted(words)))
    found = {
        f"{path.name}: {match.group()}"
        for path in files(".py", ".html", ".js", ".typ", ".toml")
        for match in spoken.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_it_is_found_and_its_guide_says_fee_and_limits(browser):
    hits = browser.get("/search/", {"q": "我想办个跳蚤市场"}).context["hits"]
    assert hits[0]["name"] == "社区集市举办许可"
    page = browser.get(f"/services/{KEY}/")
    rows = {row["key"]: row["values"] for section in page.context["sections"] for row in section["rows"]}
    assert rows["promised"][0] == "6 个工作日"
    assert rows["statutory"][0] == "15 个工作日（安澜市社区集市管理规定8）"
    fees = {row["key"]: row["values"] for fee in page.context["fees"] for row in fee}
    assert fees["fee_name"] == ["摊位费"]
    assert fees["fee_standard"] == ["广场每摊每天 15.50 元，街道 9.00 元"]
    assert [one["id"] for one in page.context["materials"]] == ["crowd-plan"]
    shown = page.content.decode()
    for text in ("人流疏导方案", "河东区人民法院", "城市管理部门看场地", f"/services/{KEY}/start/"):
        assert text in shown
    english = browser.get(f"/services/{KEY}/", headers={"accept-language": "en"}).content.decode()
    assert "15.50 yuan a stall and day" in english


@pytest.mark.parametrize("name", sorted(PACKAGE.stories))
def test_its_stories_run_by_the_actions(city, name):
    run = StoryRun(PACKAGE, PACKAGE.stories[name], {"citizen": city.citizens["lu"]})
    run.run()
    case = run.case(None)
    slots = sorted(case.current.materials.values_list("slot", flat=True))
    assert slots == sorted(PACKAGE.stories[name].materials)
    assert case.decision.facts == {"pitch-fee": 9300 if name == "granted" else 900}
