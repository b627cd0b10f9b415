"""The same business at the counter: the officer uploads for a walk-in citizen on the office site."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.test_uploads import pdf
from tests.second_service.conftest import KEY, answers, desk, fields, now, office, picture
from tongban.cases.models import Case

pytestmark = pytest.mark.django_db
FAIR = answers("book-fair")


def test_filed_at_the_counter_with_a_file_in_a_page(city):
    counter = desk("hedong-hall-desk1")
    started = counter.post(office("counter_start", person=city.citizens["lu"].id), {"service": KEY})
    draft = started["Location"]
    for page in ("organiser", "fair"):
        assert counter.post(f"{draft}steps/page-{page}/", fields(page, FAIR)).status_code == 302
    here = f"{draft}steps/page-pitches/"
    shown = counter.get(here).content.decode()
    address = f"{draft}pages/pitches/site_plan/"
    assert f'formaction="{address}"' in shown
    bad = counter.post(address, {**fields("pitches", FAIR), "site_plan": SimpleUploadedFile("图.jpg", b"MZ no")})
    assert bad.status_code == 422
    assert "不是可以接收的文件类型" in bad.content.decode()
    assert 'value="陶怡然"' in bad.content.decode()
    good = counter.post(address, {**fields("pitches", FAIR), "site_plan": picture("一.jpg")})
    assert good["Location"] == f"{here}#site_plan"
    row = next(one for one in counter.get(here).context["rows"] if one["field"].key == "site_plan")
    assert counter.post(row["value"][0]["remove"], fields("pitches", FAIR)).status_code == 302
    assert "一.jpg" not in counter.get(here).content.decode()
    sent = counter.post(here, {**fields("pitches", FAIR), "site_plan": picture("二.jpg")})
    assert sent["Location"] == f"{draft}steps/materials/"
    counter.post(f"{draft}files/crowd-plan/", {"materials-crowd-plan": SimpleUploadedFile("人流.pdf", pdf())})
    assert counter.post(f"{draft}steps/materials/").status_code == 302
    check = counter.get(f"{draft}steps/check/").content.decode()
    assert "二.jpg" in check
    assert "<dt>摊位费</dt><dd>9 元</dd>" in check
    counter.post(f"{draft}submit/")
    case = Case.objects.get(citizen=city.citizens["lu"])
    assert sorted(case.current.materials.values_list("slot", flat=True)) == ["/site_plan", "crowd-plan"]
    (plan,) = case.current.materials.filter(slot="/site_plan")
    assert (plan.material.name, str(plan.material_id)) == ("二.jpg", case.current.answers["site_plan"])
    assert now(case).channel == "counter"
