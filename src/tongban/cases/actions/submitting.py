"""Submitting 申请: a filing becomes a case (and its children), once for each submission key.

The receipt 收件凭证 says that it was received, not that it was accepted (domain.md §2.4).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.cases import bundles, clocks, letters, numbering, tasks
from tongban.cases.checking import (
    Held,
    Offered,
    children_offered,
    filled,
    held_for,
    read_offers,
    require_answers,
    require_materials,
)
from tongban.cases.models import Case, Clock, Revision, RevisionMaterial, SubmissionKey, Task
from tongban.cases.refusals import ActRefused
from tongban.cases.revisions import new_revision, place_materials
from tongban.cases.step import Work, write_refusal
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import implementation_of, offers, package_of
from tongban.directory.models import Department
from tongban.directory.queries import department_by_code, may_act_for
from tongban.engine.package import Package
from tongban.engine.package.kinds import shipped_kinds
from tongban.engine.package.parts import Child
from tongban.engine.path import bundles as law
from tongban.engine.path.filing import Offer, facts_of, offers_commitment
from tongban.kit import clock, jobs, ledger, rows
from tongban.kit.access import Actor
from tongban.kit.ids import new_id


@dataclass(frozen=True)
class Filing:
    """What is handed in, whatever the channel. `answers` holds /scenario; `materials` lists material ids by slot."""

    version: ImplementationVersion
    answers: Mapping[str, Any]
    materials: Mapping[str, tuple[UUID, ...]]
    citizen: UUID | None
    organisation: UUID | None
    by_commitment: bool = False
    channel: str = "web"

    def content_hash(self) -> bytes:
        """What makes two submissions the same."""
        content = [str(self.version.id), self.answers, {k: [str(i) for i in v] for k, v in self.materials.items()},
                   self.by_commitment, str(self.citizen), str(self.organisation)]  # fmt: skip
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).digest()


def submit(filing: Filing, *, actor: Actor, key: str) -> Case:
    """The case of this filing; the same key with the same content gives the same case, with other content refused.

    Raises ActRefused: answers, materials (with problems for the fields), mandate, paused-service, key-reused, …
    """
    try:
        with transaction.atomic():
            owner = actor.id
            assert owner is not None
            case_id = new_id()
            known = _claim_key(owner, key, filing, case_id)
            if known.case_id is not None and known.case_id != case_id:
                return Case.objects.get(pk=known.case_id)
            with ledger.together(), jobs.together():
                return _create(filing, actor, case_id)
    except ActRefused as refusal:
        write_refusal(actor, "submit", refusal)
        raise


def _claim_key(owner: UUID, key: str, filing: Filing, case_id: UUID) -> SubmissionKey:
    """The row of the key, for the case that is about to be; the second of two equal requests waits here for the first."""
    content_hash = filing.content_hash()
    try:
        with transaction.atomic():
            return SubmissionKey.objects.create(
                owner=owner, key=key, content_hash=content_hash, case_id=case_id, created_at=clock.now()
            )  # fmt: skip
    except IntegrityError:
        known = SubmissionKey.objects.select_for_update().get(owner=owner, key=key)
        if bytes(known.content_hash) != content_hash:
            raise ActRefused("key-reused") from None
        return known


def _create(filing: Filing, actor: Actor, case_id: UUID) -> Case:
    version = filing.version
    _require_offered(version)
    package = package_of(version.package_version_id)
    _require_filer(filing, actor, package)
    if filing.by_commitment and not _offers_commitment(filing):
        raise ActRefused("no-commitment")
    place = implementation_of(version.id)
    filing = replace(filing, answers=filled(package, filing.answers, place, filing.citizen))
    require_answers(package, filing.answers, place)
    facts = facts_of(dict(filing.answers), place)
    chosen = package.children_for(facts)
    if package.is_bundle and not chosen:
        raise ActRefused("no-child")
    offered = children_offered(package, facts, place.region)
    own = Offer(package, place)
    held = held_for([own, *read_offers(offered)], filing.citizen, filing.organisation)
    require_materials(package, facts, filing, offered, held)
    children = _children(chosen, offered, place.region)
    opening = Opening(filing, actor, held, _numbered([version, *(one for _, one in children)]))
    with rows.together(Revision, RevisionMaterial, Clock, Task):
        case = opening.open(version, dict(filing.answers), filed=not package.is_bundle, case_id=case_id)
        work = Work(case, actor)
        if package.is_bundle:
            _open_children(work, opening, children)
        else:
            begin_receipt(work)
    work.fact("case.submitted", number=case.case_no, channel=filing.channel, revision=1)
    letters.ask(work, "receipt")
    return case


def _children(chosen: Iterable[Child], offered: Offered, region: str) -> list[tuple[Child, ImplementationVersion]]:
    """Each with what the place offers of it."""
    found = [(child, offered.get(f"{region}/{child.package}")) for child in chosen]
    if any(version is None or version.package_version_id is None for _, version in found):
        raise ActRefused("guide-only")
    return [(child, version) for child, version in found if version is not None]


@dataclass(frozen=True)
class Bodies:
    """Who decides and who accepts one case, and the number it bears."""

    authority: Department
    accepting: Department
    number: str


def _numbered(versions: Sequence[ImplementationVersion]) -> dict[UUID, Bodies]:
    """The departments that some implementations name, with a case number of each, by version."""
    documents = [implementation_of(one.id) for one in versions]
    codes = {code for one in documents for code in (one.authority, one.accepting_body) if code}
    known = {one.code: one for one in Department.objects.filter(code__in=codes)}
    accepting = [known[one.accepting_body or one.authority] for one in documents]
    numbers = numbering.case_numbers(accepting, clock.today())
    return {
        version.id: Bodies(known[document.authority], body, number)
        for version, document, body, number in zip(versions, documents, accepting, numbers, strict=True)
    }


def _require_offered(version: ImplementationVersion) -> None:
    codes = {
        ImplementationVersion.Usage.PAUSED: "paused-service",
        ImplementationVersion.Usage.ABOLISHED: "abolished-service",
    }
    usage = ImplementationVersion.Usage(version.usage)
    if usage in codes:
        raise ActRefused(codes[usage])
    if version.package_version_id is None:
        raise ActRefused("guide-only")


def _require_filer(filing: Filing, actor: Actor, package: Package) -> None:
    """The applicant, with a mandate where it is for an organisation; at the counter, the desk that accepts it."""
    if actor.kind == "officer":
        desk = department_by_code(implementation_of(filing.version.id).accepting_body)
        kind = shipped_kinds().kinds[package.service.kind]
        roles = set(package.service.verbs.get("submit") or kind.verbs.get("submit", ()))
        if actor.department != desk.id or not actor.roles & roles:
            raise ActRefused("not-yours")
    if filing.organisation is not None:
        person = actor if actor.kind != "officer" else Actor(kind="citizen", id=filing.citizen)
        if not may_act_for(person.acting_for(filing.organisation), package.code, clock.today()):
            raise ActRefused("mandate")


def _offers_commitment(filing: Filing) -> bool:
    """The package itself, or any child of the bundle, offers notice and commitment."""
    package = package_of(filing.version.package_version_id)
    children = offers([f"{filing.version.implementation.region_id}/{child.package}" for child in package.children])
    own = [package_of(one.package_version_id) for one in children.values() if one.package_version_id]
    return offers_commitment([package, *own])


@dataclass(frozen=True)
class Opening:
    """What all the cases of one filing have in common."""

    filing: Filing
    actor: Actor
    held: Held
    bodies: Mapping[UUID, Bodies]

    def open(
        self, version: ImplementationVersion, answers: dict[str, Any], *, filed: bool, case_id: UUID | None = None,
        parent: Case | None = None, child: Child | None = None, position: int = 0,
    ) -> Case:  # fmt: skip
        """The row with its first revision, at station submit; a child that is not filed waits."""
        filing, bodies, code = self.filing, self.bodies[version.id], numbering.query_code()
        assert version.package_version_id is not None, "guide-only"
        package = package_of(version.package_version_id)
        case = Case(
            id=case_id or new_id(), case_no=bodies.number,
            query_code=code, query_code_index=numbering.code_index(code),
            parent=parent, child_code=child.package if child else "", position=position,
            implementation_version=version, package_version_id=version.package_version_id,
            citizen_id=filing.citizen, organisation_id=filing.organisation, region_id=version.implementation.region_id,
            authority=bodies.authority, accepting_body=bodies.accepting, channel=filing.channel,
            station="submit", reason="waiting" if child and not filed else "", filed_on=clock.today() if filed else None,
            by_commitment=filing.by_commitment and (package.is_bundle or package.service.notice_and_commitment is not None),
            submitted_at=clock.now(),
        )  # fmt: skip
        case.current = first = new_revision(case, answers)  # the two name each other: the database asks at commit
        rows.add(case)
        rows.add(first)
        place_materials(case, filing.materials, package, self.held)
        return case


def _open_children(work: Work, opening: Opening, children: Sequence[tuple[Child, ImplementationVersion]]) -> None:
    """The children, each with its part of the answers. Those that need no sister's result are filed at once, with what
    a certificate on file already says (an existing firm's name and code), unasked."""
    here = {child.package for child, _ in children}
    with rows.together(Case):
        for position, (child, version) in enumerate(children, 1):
            own = package_of(version.package_version_id)
            answers = law.child_answers(child, own, opening.filing.answers)
            filed = law.is_open_to(child, {code: law.Sibling("", False) for code in here})
            if filed:
                answers = bundles.filled(child, answers, dict.fromkeys(here), work.case)
            case = opening.open(version, answers, filed=filed, parent=work.case, child=child, position=position)
            ledger.act("case.opened", actor=work.actor, case=case.id, subject=case.citizen_id, parent=str(work.case.id))
            if filed:
                begin_receipt(work.beside(case))


def file_now(work: Work, on: date) -> None:
    """A child's materials are in since `on`, the day its last precondition was met."""
    work.move("submit")
    work.case.filed_on = on
    begin_receipt(work)


def begin_receipt(work: Work) -> None:
    """From the day of filing the five working days of 行政许可法 32 run, and the desk has a task."""
    on = work.case.filed_on
    assert on is not None
    receipt = clocks.start(work, "receipt", work.package.service.limits.receipt, on)
    tasks.open_legal_task(work, "accept", due=receipt.due_on)
    if work.case.parent_id is not None:
        work.fact("case.filed", filed_on=on.isoformat())
