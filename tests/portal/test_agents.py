"""An agent reads what their mandate names, as they may act only there (民法典 165): in lists, pages, papers and acts."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.portal.browsers import PublicClient
from tests.rooms.cases.playing import begun
from tongban.cases.actions import withdrawing
from tongban.cases.models import Case, RevisionMaterial
from tongban.cases.queries import cases
from tongban.cases.refusals import ActRefused
from tongban.directory.models import Citizen, Mandate, Organisation
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed
from tongban.records.models import Material

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 8)


@pytest.fixture
def firm(city: object) -> Organisation:
    """A firm with a bundle in progress, whose registration has made it, and a shop sign of its own."""
    bundle = begun("open-restaurant", "corrected", steps=7)
    sign = begun("outdoor-sign", "ordinary")
    root = Case.objects.get(pk=bundle.root)
    firm = Case.objects.get(parent=root, child_code="business-registration").organisation
    assert firm is not None
    Case.objects.filter(pk=sign.root).update(organisation=firm)
    Case.objects.filter(parent=root).update(organisation=firm)
    Case.objects.filter(pk=root.pk).update(organisation=firm)
    return firm


def agent_for(firm: Organisation, *packages: str) -> Actor:
    """Somebody who has filed nothing, with a mandate for these packages."""
    filed = Case.objects.values("citizen")
    person = Citizen.objects.exclude(pk__in=filed).exclude(mandates__organisation=firm).order_by("id")[0]
    Mandate.objects.create(citizen=person, organisation=firm, packages=list(packages), valid_from=date(2026, 1, 1))
    return Actor(kind="citizen", id=person.id, on_behalf_of=firm.id)


def seen(actor: Actor) -> set[str]:
    with clock.simulated(clock.on(DAY)):
        return {case.package_version.package.code for case in cases.visible(actor)}


def listed(actor: Actor) -> list[str]:
    with clock.simulated(clock.on(DAY)):
        return sorted(case.package_version.package.code for case in cases.mine(actor))


def test_one_matter_is_read_and_no_other(firm: Organisation) -> None:
    agent = agent_for(firm, "outdoor-sign")
    assert seen(agent) == {"outdoor-sign"}
    assert listed(agent) == ["outdoor-sign", "outdoor-sign"], "one of its own, one whose bundle is not for this agent"
    everything = agent_for(firm, "*")
    assert seen(everything) == {"open-restaurant", "business-registration", "food-business", "outdoor-sign"}
    assert listed(everything) == ["open-restaurant", "outdoor-sign"]


def test_a_mandate_for_a_bundle_is_one_for_its_matters(firm: Organisation) -> None:
    agent = agent_for(firm, "open-restaurant")
    assert seen(agent) >= {"open-restaurant", "food-business", "outdoor-sign"}
    assert listed(agent) == ["open-restaurant"]
    child = Case.objects.get(child_code="food-business", organisation=firm)
    other = Case.objects.get(package_version__package__code="outdoor-sign", parent=None)
    with clock.simulated(clock.on(DAY)):
        withdrawing.withdraw(child.id, actor=agent)
        with pytest.raises(ActRefused, match="mandate"):
            withdrawing.withdraw(other.id, actor=agent)
        with pytest.raises(NotAllowed):
            cases.one(agent, other.id)


def test_a_paper_is_open_to_whom_its_matter_is(firm: Organisation) -> None:
    sign = Case.objects.get(package_version__package__code="outdoor-sign", parent=None)
    assert sign.current is not None
    held = RevisionMaterial.objects.filter(revision=sign.current, material__isnull=False).first()
    assert held is not None and held.material_id is not None
    Material.objects.filter(pk=held.material_id).update(organisation=firm)
    assert {packages: _opens(firm, held.material_id, packages) for packages in ("outdoor-sign", "food-business", "*")} == {
        "outdoor-sign": 200, "food-business": 404, "*": 200,
    }  # fmt: skip


def _opens(firm: Organisation, material: Any, packages: str) -> int:
    agent = agent_for(firm, packages)
    client = PublicClient()
    with clock.simulated(clock.on(DAY)):
        client.force_login(Citizen.objects.get(pk=agent.id), backend="tongban.portal.accounts.backend.CitizenBackend")
        session = client.session
        session["acting_for"] = str(firm.id)
        session.save()
        return int(client.get(reverse("material", kwargs={"material": material, "name": "x.pdf"})).status_code)
