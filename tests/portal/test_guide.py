"""The guide shows every element inspectors ask for (domain §1.3), or says 无; both counties, both languages."""

import re

import pytest

from tongban.catalog.browsing import everything

pytestmark = pytest.mark.django_db

ELEMENTS = {
    # identity
    "name", "plain_name", "catalog_code", "task_code", "type", "legal_bases", "source_of_power", "level", "division",
    "powers", "authority", "authority_uscc", "authority_nature", "entrusted_by", "handling_office", "accepting",
    "joint_offices", "audience", "usage", "effective_on",
    # time
    "statutory", "promised", "promised_note", "receipt", "deliver", "extension", "speed",
    # conduct
    "conditions", "prohibitions", "flow", "quantity", "annual_check", "intermediary", "special_procedures", "visits",
    "visits_reason", "place", "hours", "phone", "complaints", "remedies", "faqs",
    # result, fee
    "result_name", "result_type", "result_sample", "validity", "deliver_modes", "fee", "fee_items",
    # online
    "is_online", "depth", "channels", "appointment", "online_pay", "courier", "service_hall", "scope", "commitment",
    "tolerance", "system_level",
    # materials
    "materials",
}  # fmt: skip
OF_A_MATERIAL = {
    "material_kind", "material_form", "material_copies", "material_spec", "material_source", "material_issuer",
    "material_criterion", "material_note", "material_basis", "material_sharing",
}  # fmt: skip
OF_A_BASIS = {"basis_law", "basis_number", "basis_article", "basis_issuer", "basis_date", "basis_text"}
KEYS = [f"{region}/{code}" for region in ("990102", "990121") for code in (
    "open-restaurant", "business-registration", "food-business", "outdoor-sign", "fire-safety-check",
    "old-age-allowance", "road-occupation", "990709009000", "991009008000")] + ["990100/question-access"]  # fmt: skip


def elements(html: str) -> set[str]:
    """The keys of the elements on a page, each with something written in it."""
    rows = re.findall(r'data-element="(\w+)"><dt>[^<]+</dt><dd[^>]*>(.*?)</dd>', html, re.S)
    assert [key for key, said in rows if not re.sub(r"<[^>]+>", "", said).strip()] == []
    return set(re.findall(r'data-element="(\w+)"', html))


def test_the_list_is_every_guide_of_the_city(city):
    assert {offer.key for offer in everything(size=1000).offers} == set(KEYS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_every_element_is_on_the_page(visitor, key, language):
    visitor.cookies["language"] = language
    page = visitor.get(f"/services/{key}/").content.decode()
    assert ELEMENTS - elements(page) == set()


def test_materials_and_bases_show_all_they_have(visitor):
    page = visitor.get("/services/990102/food-business/").content.decode()
    assert (OF_A_MATERIAL | OF_A_BASIS) - elements(page) == set()
    assert "油水分离设施照片" in page
    assert "安澜市餐厨废弃物管理办法第九条" in page


def test_what_does_not_apply_says_so(visitor):
    page = visitor.get("/services/990102/food-business/").content.decode()
    assert re.search(r'data-element="entrusted_by"><dt>委托部门</dt><dd>无</dd>', page)


@pytest.mark.parametrize("key", KEYS)
def test_what_does_not_apply_is_folded(visitor, key):
    page = visitor.get(f"/services/{key}/").content.decode()
    outside = re.sub(r'<details class="(?:fold|material)">.*?</details>', "", page, flags=re.S)
    assert re.findall(r"<dt>([^<]+)</dt><dd>无</dd>", outside) == []


def test_two_counties_run_one_package_differently(visitor):
    east = visitor.get("/services/990102/fire-safety-check/").content.decode()
    south = visitor.get("/services/990121/fire-safety-check/").content.decode()
    assert "委托受理" in east
    assert "委托受理" not in south


def test_a_guide_without_a_package_names_the_counter(visitor):
    page = visitor.get("/services/990102/990709009000/").content.decode()
    assert "开始办理" not in page
    assert "人民路88号" in page
    assert "0990-8801070" in page


def test_an_unknown_guide_is_not_found(visitor):
    assert visitor.get("/services/990102/no-such-thing/").status_code == 404


def test_the_limits_of_a_bundle_are_said_in_one_sentence(visitor):
    east = visitor.get("/services/990102/open-restaurant/").content.decode()
    assert (
        "整件事承诺在受理后 12 个工作日内办完，法律规定最长 45 个工作日；"
        "下面每个事项另有自己的承诺时限，到期各自作出决定。" in east
    )
    assert "整件事承诺" not in visitor.get("/services/990102/food-business/").content.decode()


def test_remedies_are_a_choice_and_against_silence_reconsideration_comes_first(visitor):
    page = visitor.get("/services/990102/outdoor-sign/").content.decode()
    assert "对决定不服的：可以在 60 日内向安澜市河东区人民政府申请行政复议，也可以在 6 个月内向" in page
    silent = "认为逾期不作为的：应当先在 60 日内向安澜市河东区人民政府申请行政复议；对复议决定不服的，再向"
    assert silent in page
