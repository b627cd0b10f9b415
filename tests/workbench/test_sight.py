"""How much of a file each department reads: its own matters, of its sisters the state, of people what it has a reason for."""

import pytest
from django.urls import reverse

from tests.rooms.records.test_pdf_checking import ORDINARY
from tests.workbench.conftest import holder, kinds
from tests.workbench.test_case_page import act, url
from tongban.cases.jobs import catch_up
from tongban.cases.models import RevisionMaterial
from tongban.cases.queries import cases
from tongban.cases.queries.file import open_personal
from tongban.directory.models import Post
from tongban.directory.queries import actor_of_officer
from tongban.kit import clock, files
from tongban.kit.ledger.models import Access
from tongban.records.models import Letter, Material

SLOTS = ("premises-proof", "layout", "safety-rules", "sign-picture", "sign-structure", "articles", "platform-page",
         "fire-plan", "fire-rules", "fire-training")  # fmt: skip


@pytest.fixture
def hot_pot(file_case):
    """A large restaurant: market (two matters), urban (sign) and fire each decide a part."""
    return file_case("990102/open-restaurant", "hot-pot.json",
                     {"registered": False, "floor_area": 420, "signboard": True, "online": True}, SLOTS)  # fmt: skip


def paper(case, slot):
    return RevisionMaterial.objects.get(revision=case.current, slot=slot).material_id


def child(case, code):
    return case.children.get(child_code=code)


def actor(post):
    return actor_of_officer(holder(post), Post.objects.get(code=post), today=clock.today())


def test_of_a_sister_a_department_reads_the_state_and_nothing_else(at, hot_pot):
    fire, sister = at("hedong-fire-review"), child(hot_pot, "outdoor-sign")
    page = fire.get(url(hot_pot)).content.decode()
    assert "户外招牌" in page and "前置事项未办结，尚未提交" in page
    assert url(child(hot_pot, "fire-safety-check")) in page
    assert url(sister) not in page
    assert fire.get(url(sister)).status_code == 404
    assert fire.get(url(sister, "case_material", material_id=paper(sister, "sign-picture"))).status_code == 404
    assert fire.get(reverse("case_letter", args=[sister.id, sister.id])).status_code == 404
    assert cases.visible(actor("hedong-fire-review")).filter(case_no=sister.case_no).first() is None


def test_of_the_bundle_it_reads_what_is_told_to_its_own_matter(at, hot_pot):
    fire = at("hedong-fire-review")
    page = fire.get(url(hot_pot)).content.decode()
    for own in ("fire-plan.pdf", "fire-rules.pdf"):
        assert own in page
    for other in ("sign-picture.pdf", "layout.pdf", "premises-proof.pdf", "articles.pdf", "platform-page.pdf"):
        assert other not in page
    assert "经营场所" in page and "建筑面积" in page
    for question in ("招牌", "经营范围", "注册资本", "食品安全管理"):
        assert f"<dt>{question}" not in page
    assert "会在网上卖吗" not in page
    assert fire.get(url(hot_pot, "case_material", material_id=paper(hot_pot, "fire-plan"))).status_code == 200
    assert fire.get(url(hot_pot, "case_material", material_id=paper(hot_pot, "layout"))).status_code == 404
    assert fire.get(url(hot_pot, "case_material_picture", material_id=paper(hot_pot, "layout"))).status_code == 404


def test_who_leads_the_bundle_reads_all_of_it(at, hot_pot):
    for post in ("hedong-hall-desk1", "hedong-market-review"):
        desk = at(post)
        page = desk.get(url(hot_pot)).content.decode()
        for one in ("sign-picture.pdf", "layout.pdf", "fire-plan.pdf", "会在网上卖吗"):
            assert one in page, (post, one)
        for one in hot_pot.children.all():
            assert url(one) in page
            assert desk.get(url(one)).status_code == 200


def test_every_department_has_the_address_on_its_own_page(at, hot_pot):
    for post, code in (("hedong-fire-review", "fire-safety-check"), ("hedong-urban-review", "outdoor-sign"),
                       ("hedong-market-review", "food-business")):  # fmt: skip
        officer, own = at(post), child(hot_pot, code)
        assert officer.post(url(own, "case_personal"), {"open-reason": "到现场核查"}).status_code == 302
        page = officer.get(url(own)).content.decode()
        assert hot_pot.current.answers["premises"] in page, code


def test_letters_facts_and_items_of_a_notice_keep_to_ones_own_matter(at, hot_pot):
    desk, fire, urban = at("hedong-hall-desk1"), at("hedong-fire-review"), at("hedong-urban-review")
    given = {"0-child": "outdoor-sign", "0-what": "slot:sign-picture", "0-text": "拍清楚墙面",
             "1-child": "fire-safety-check", "1-what": "slot:fire-plan", "1-text": "标出灭火器",
             "2-what": "pointer:/premises", "2-text": "写到门牌号"}  # fmt: skip
    assert act(desk, hot_pot, "request_correction", **given).status_code == 302
    catch_up(hold=("case.issue",))
    seen = fire.get(url(hot_pot)).content.decode()
    assert "标出灭火器" in seen and "写到门牌号" in seen and "拍清楚墙面" not in seen
    other = urban.get(url(hot_pot)).content.decode()
    assert "拍清楚墙面" in other and "标出灭火器" not in other
    letter = Letter.objects.get(case=hot_pot.id, kind="correction")
    assert letter.number not in seen and letter.number in desk.get(url(hot_pot)).content.decode()
    assert fire.get(url(hot_pot, "case_letter", letter_id=letter.id)).status_code == 404
    assert "case.correction_asked" in kinds(hot_pot)


def test_a_personal_paper_is_opened_with_a_reason_only(at, restaurant):
    desk, paper_id = at("hedong-hall-desk1"), paper(restaurant, "premises-proof")
    address = url(restaurant, "case_material", material_id=paper_id)
    picture = url(restaurant, "case_material_picture", material_id=paper_id)
    page = desk.get(url(restaurant)).content.decode()
    assert address not in page and picture not in page and "premises-proof.pdf" not in page
    assert desk.get(picture).status_code == 404
    assert "layout.pdf" in page  # what says nothing of a person stays as open as it was
    answer = desk.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{url(restaurant)}#open-personal")
    assert "请先写明查看个人信息的事由" in desk.get(url(restaurant)).content.decode()
    assert not Access.objects.filter(kind="material.read").exists()
    assert desk.post(url(restaurant, "case_personal"), {"open-reason": "核对房产证"}).status_code == 302
    assert address in desk.get(url(restaurant)).content.decode()
    for _ in range(2):
        assert desk.get(address).content == b"%PDF-1.7 paper"
    assert Access.objects.filter(kind="material.read", case=restaurant.id).count() == 2
    # a colleague has to say why, too; and what was opened in one case is opened in that case only
    assert at("hedong-hall-desk2").get(address).status_code == 302
    own = child(restaurant, "business-registration")
    assert desk.get(url(own, "case_material", material_id=paper(own, "premises-proof"))).status_code == 302


@pytest.mark.parametrize("reason", ["", "查", "核对1", "核对  ", "。。。。。。", "aaaaaaaa"])
def test_a_reason_says_something(at, restaurant, reason):
    desk = at("hedong-hall-desk1")
    answer = desk.post(url(restaurant, "case_personal"), {"open-reason": reason})
    assert answer.status_code == 422
    assert "至少 4 个字，不要只重复一个字，例如" in answer.content.decode()
    assert not Access.objects.filter(kind="case.personal_opened").exists()
    with pytest.raises(ValueError, match="reason"):
        open_personal(actor("hedong-hall-desk1"), restaurant.id, reason=reason)


def test_a_bank_card_is_a_personal_paper(city):
    from tongban.catalog.queries import offer, package_of

    version = offer("990102/old-age-allowance")
    personal = {one.id for one in package_of(version.package_version_id).service.materials if one.personal}
    assert personal == {"bank-card", "kinship"}


def test_a_paper_is_seen_within_the_page_and_that_is_a_reading(at, restaurant):
    desk, paper_id = at("hedong-hall-desk1"), paper(restaurant, "layout")
    picture = url(restaurant, "case_material_picture", material_id=paper_id)
    assert f'<img src="{picture}" loading="lazy"' in desk.get(url(restaurant)).content.decode()
    assert not Access.objects.filter(kind="material.read").exists()  # nothing is read before the click that shows it
    Material.objects.filter(pk=paper_id).update(file=files.store(ORDINARY.read_bytes(), media_type="application/pdf"))
    answer = desk.get(picture)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg") and answer.content[:2] == b"\xff\xd8"
    assert "no-store" in answer["Cache-Control"]
    assert Access.objects.filter(kind="material.read", case=restaurant.id).count() == 1
