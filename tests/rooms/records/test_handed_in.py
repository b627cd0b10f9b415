"""Whose a paper is, before it answers a question or fills a slot: the applicant's, for that place, and no other's."""

from typing import Any
from uuid import UUID

import pytest

from tongban.directory.models import Citizen, Organisation
from tongban.kit import clock, files
from tongban.kit.access import Actor
from tongban.records.handed_in import are_own, fit_to_answer
from tongban.records.models import Material

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(city: object) -> tuple[Citizen, Citizen]:
    one, other = Citizen.objects.order_by("id")[:2]
    return one, other


@pytest.fixture
def firms(city: object) -> tuple[Organisation, Organisation]:
    one, other = Organisation.objects.order_by("uscc")[:2]
    return one, other


def paper(slot: str = "/proof", scan: str = "clean", **owner: Any) -> UUID:
    stored = files.store(b"%PDF-1.7 paper", media_type="application/pdf")
    row = Material.objects.create(slot=slot, name="x.pdf", file=stored, scan=scan, created_at=clock.now(), **owner)
    return UUID(str(row.id))


def test_an_answer_is_a_paper_of_the_applicant(
    people: tuple[Citizen, Citizen], firms: tuple[Organisation, Organisation]
) -> None:
    me, other = people
    firm, stranger = firms
    own, foreign = paper(citizen=me), paper(citizen=other)
    of_firm, of_stranger = paper(organisation=firm), paper(organisation=stranger)

    def fits(*ids: UUID, citizen: UUID | None = me.id, organisation: UUID | None = None, slot: str = "/proof") -> bool:
        return fit_to_answer([str(one) for one in ids], slot, citizen=citizen, organisation=organisation)

    assert fits(own)
    assert not fits(foreign)
    assert not fits(own, foreign)
    assert not fits(of_firm)
    assert fits(of_firm, citizen=None, organisation=firm.id)
    assert not fits(of_stranger, citizen=None, organisation=firm.id)
    assert not fits(own, citizen=None, organisation=firm.id)
    assert not fits(own, slot="/other")
    assert not fits(own, own), "one paper is not two"
    assert not fits(paper(citizen=me, scan="quarantined"))


def test_a_machine_hands_in_what_its_organisation_uploaded(firms: tuple[Organisation, Organisation]) -> None:
    firm, stranger = firms
    caller = Actor(kind="machine", id=firm.id, on_behalf_of=firm.id)
    own, foreign = paper("plan", organisation=firm), paper("plan", organisation=stranger)
    assert are_own(caller, "plan", [own])
    assert not are_own(caller, "plan", [own, foreign])
    assert not are_own(caller, "other", [own])
    assert not are_own(caller, "plan", [own, own])
    assert not are_own(caller, "plan", [paper("plan", organisation=firm, scan="quarantined")])
