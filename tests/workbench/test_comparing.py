"""Revisions beside each other, and the process with its live position."""

import re

import pytest

from tests.workbench.test_case_page import url
from tongban.cases.models import Revision, RevisionMaterial
from tongban.kit import clock
from tongban.kit.ids import new_id
from tongban.workbench.case_page.process_map import wrapped

SIGN = ("990102/outdoor-sign", "green-grain.json", {}, ("sign-picture", "sign-structure"), "tao", "green-grain")


def revised(case, **changed):
    """Another revision of the case with the same papers."""
    old = case.current
    new = Revision.objects.create(
        id=new_id(), case=case, number=2, answers={**old.answers, **changed}, digest=b"2" * 32, made_at=clock.now()
    )
    for row in old.materials.all():
        RevisionMaterial.objects.create(revision=new, slot=row.slot, material=row.material, certificate=row.certificate)
    type(case).objects.filter(pk=case.pk).update(current=new)


def section(page, name):
    return page[page.index(f'aria-labelledby="{name}"') :].split("</section>")[0]


def test_only_what_changed_stands_side_by_side_and_personal_values_stay_masked(at, file_case):
    case, desk = file_case(*SIGN), at("hedong-hall-desk1")
    assert 'id="compared"' not in desk.get(url(case)).content.decode()
    form = case.current.answers
    revised(case, sign_text="改过的内容", operator_mobile="13900009999")
    found = section(desk.get(url(case)).content.decode(), "compared")
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td><del>(.*?)</del></td><td><ins>(.*?)</ins></td>", found)
    assert [(before, after) for _, before, after in rows if after == "改过的内容"] == [
        (form["sign_text"], "改过的内容")
    ]
    assert [(before, after) for _, before, after in rows if after != "改过的内容"] == [("••••••", "••••••")]
    assert "13900009999" not in found


def test_the_process_is_drawn_with_its_position_and_told_as_a_list(at, file_case):
    page = at("hedong-hall-desk1").get(url(file_case(*SIGN))).content.decode()
    found = section(page, "process")
    assert found.count("<rect") == found.count("<li") > 0
    assert "is-now" not in found and "is-done" not in found


@pytest.mark.parametrize(("text", "lines"), [
    ("书面审查", ["书面审查"]),
    ("Site check by two inspectors", ["Site check by two", "inspectors"]),
    ("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十", ["一二三四五六七八九", "十一二三四五六七八", "九十一二三四五六…"]),
])  # fmt: skip
def test_words_fit_the_boxes(text, lines):
    assert wrapped(text) == lines
