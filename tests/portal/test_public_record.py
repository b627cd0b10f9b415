"""What the city shows of its work: results of organisations only, real counts, departments, the site map."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.portal.test_cases import granted  # noqa: F401 - a fixture
from tongban.catalog.models import PackageVersion
from tongban.directory.models import Department, Organisation
from tongban.portal.words import day
from tongban.records.models import Certificate

pytestmark = pytest.mark.django_db


def of_a_firm(certificate):
    firm = Organisation.objects.order_by("id").first()
    Certificate.objects.filter(pk=certificate.pk).update(organisation=firm, citizen=None)
    return firm


def test_only_results_of_organisations_whose_package_says_so_are_shown(visitor, granted):  # noqa: F811
    persons = Certificate.objects.filter(case__in=granted.children.values("pk"))
    Certificate.objects.update(organisation=None)
    assert persons.filter(citizen__isnull=False, status="in_force").exists()
    assert visitor.get("/").context["results"] == []
    one = persons.filter(citizen__isnull=False, status="in_force").order_by("id").first()
    firm = of_a_firm(one)
    (shown,) = visitor.get("/").context["results"]
    assert (shown["number"], shown["organisation"], shown["on"]) == (one.number, firm.name, day(one.issued_on))
    html = visitor.get(f"/departments/{one.authority.code}/").content.decode()
    assert one.number in html and firm.name in html
    elsewhere = Department.objects.exclude(pk=one.authority_id).first()
    assert one.number not in visitor.get(f"/departments/{elsewhere.code}/").content.decode()
    PackageVersion.objects.filter(pk=one.package_version_id).update(results_public=False)
    assert visitor.get("/").context["results"] == []


def test_what_is_asked_for_most_and_what_a_department_handled_are_counted(visitor, granted):  # noqa: F811
    from tongban.cases.queries import published

    published.forget()
    popular = visitor.get("/").context["popular"]
    counts = [one["asked"] for one in popular["links"]]
    assert popular["counted"] and counts == sorted(counts, reverse=True)
    assert "开办餐饮店“一件事”" in [one["name"] for one in popular["links"]]
    code = granted.children.first().authority.code
    told = visitor.get(f"/departments/{code}/").context["department"]
    assert told["received"] >= told["closed"] >= 1
    assert told["places"] and told["phone"]


@pytest.mark.parametrize(("path", "most"), [("/", 24), ("/departments/hedong-market/", 14), ("/sitemap/", 12)])
def test_statements_are_bounded(visitor, path, most):
    visitor.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(path).status_code == 200
    assert len(asked) <= most


def test_the_site_map_leads_to_every_guide(visitor):
    assert "Sitemap: http://testserver/sitemap.xml" in visitor.get("/robots.txt").content.decode()
    files = re.findall("<loc>http://testserver(.*?)</loc>", visitor.get("/sitemap.xml").content.decode())
    assert files[0] == "/sitemap/all.xml"
    assert "/sitemap/990102.xml" in files
    guides = re.findall("<loc>http://testserver(.*?)</loc>", visitor.get("/sitemap/990102.xml").content.decode())
    assert "/services/990102/open-restaurant/" in guides
    assert all(visitor.get(path).status_code == 200 for path in guides[:3])
    assert visitor.get("/sitemap/none.xml").status_code == 404
