"""Submitting 申请: a filing becomes a case (and its children), once for each submission key.

The receipt 收件凭证 says that it was received, not that it was accepted (domain.md §2.4).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.cases import attaching, bundles, clocks, letters, numbering, tasks
from tongban.cases.checking import filled, require_answers, require_materials
from tongban.cases.models import Case, Revision, RevisionMaterial, SubmissionKey
from tongban.cases.refusals import ActRefused
from tongban.cases.step import Work, write_refusal
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import implementation_of, offers, package_of
from tongban.directory.models import Department
from tongban.directory.queries import department_by_code, may_act_for
from tongban.engine.package import Package
from tongban.engine.package.kinds import shipped_kinds
from tongban.engine.package.parts import Child
from tongban.engine.path import bundles as law
from tongban.engine.path.filing import facts_of, offers_commitment
from tongban.kit import clock, ledger
from tongban.kit.access import Actor
from tongban.records.queries import certificate_on_file


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
            known = _claim_key(owner, key, filing)
            if known.case_id is not None:
                return Case.objects.get(pk=known.case_id)
            with ledger.together():
                case = _create(filing, actor)
            known.case = case
            known.save(update_fields=["case"])
            return case
    except ActRefused as refusal:
        write_refusal(actor, "submit", refusal)
        raise


def _claim_key(owner: UUID, key: str, filing: Filing) -> SubmissionKey:
    """The row of the key, locked: the second of two equal requests waits here for the first."""
    content_hash = filing.content_hash()
    try:
        with transaction.atomic():
            return SubmissionKey.objects.create(
                owner=owner, key=key, content_hash=content_hash, created_at=clock.now()
            )  # fmt: skip
    except IntegrityError:
        known = SubmissionKey.objects.select_for_update().get(owner=owner, key=key)
        if bytes(known.content_hash) != content_hash:
            raise ActRefused("key-reused") from None
        return known


def _create(filing: Filing, actor: Actor) -> Case:
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
    children = package.children_for(facts)
    if package.is_bundle and not children:
        raise ActRefused("no-child")
    require_materials(package, facts, filing)
    offered = offers([f"{place.region}/{child.package}" for child in children])
    bodies = _bodies([version, *offered.values()])
    case = open_case(filing, version, dict(filing.answers), bodies, filed=not package.is_bundle)
    place_materials(case, filing.materials, package)
    work = Work(case, actor)
    if package.is_bundle:
        _open_children(work, filing, children, offered, bodies)
    else:
        begin_receipt(work)
    work.fact("case.submitted", number=case.case_no, channel=filing.channel, revision=1)
    letters.ask(work, "receipt")
    return case


def _bodies(versions: Iterable[ImplementationVersion]) -> dict[str, Department]:
    """The departments that some implementations name, by code."""
    documents = [implementation_of(one.id) for one in versions]
    codes = {code for one in documents for code in (one.authority, one.accepting_body) if code}
    return {one.code: one for one in Department.objects.filter(code__in=codes)}


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


def open_case(
    filing: Filing,
    version: ImplementationVersion,
    answers: dict[str, Any],
    bodies: Mapping[str, Department],
    *,
    filed: bool,
    parent: Case | None = None,
    child: Child | None = None,
    position: int = 0,
) -> Case:
    """The row with its first revision, at station submit; a child that is not filed waits."""
    implementation = implementation_of(version.id)
    assert version.package_version_id is not None, "guide-only"
    package = package_of(version.package_version_id)
    authority = bodies[implementation.authority]
    accepting = bodies[implementation.accepting_body or implementation.authority]
    code = numbering.query_code()
    case = Case(
        case_no=numbering.case_number(accepting, clock.today()),
        query_code=code, query_code_index=numbering.code_index(code),
        parent=parent, child_code=child.package if child else "", position=position,
        implementation_version=version, package_version_id=version.package_version_id,
        citizen_id=filing.citizen, organisation_id=filing.organisation, region_id=version.implementation.region_id,
        authority=authority, accepting_body=accepting, channel=filing.channel,
        station="submit", reason="waiting" if child and not filed else "", filed_on=clock.today() if filed else None,
        by_commitment=filing.by_commitment and (package.is_bundle or package.service.notice_and_commitment is not None),
        submitted_at=clock.now(),
    )  # fmt: skip
    case.current = first = _revision(case, answers)  # the two name each other: the database asks at commit
    case.save(force_insert=True)
    first.save(force_insert=True)
    return case


def add_revision(case: Case, answers: dict[str, Any]) -> Revision:
    """The next immutable revision of a case's answers."""
    revision = _revision(case, answers)
    revision.save(force_insert=True)
    return revision


def _revision(case: Case, answers: dict[str, Any]) -> Revision:
    number = case.current.number + 1 if case.current else 1
    digest = hashlib.sha256(json.dumps(answers, sort_keys=True, ensure_ascii=False).encode()).digest()
    return Revision(case=case, number=number, answers=answers, digest=digest, made_at=clock.now())


def _open_children(
    work: Work, filing: Filing, children: tuple[Child, ...], offered: Mapping[str, ImplementationVersion],
    bodies: Mapping[str, Department],
) -> None:  # fmt: skip
    """The children, each with its part of the answers. Those that need no sister's result are filed at once, with what
    a certificate on file already says (an existing firm's name and code), unasked."""
    here = {child.package for child in children}
    for position, child in enumerate(children, 1):
        version = offered.get(f"{work.case.region_id}/{child.package}")
        if version is None or version.package_version_id is None:
            raise ActRefused("guide-only")
        own = package_of(version.package_version_id)
        answers = law.child_answers(child, own, filing.answers)
        filed = law.is_open_to(child, {code: law.Sibling("", False) for code in here})
        if filed:
            answers = bundles.filled(child, answers, dict.fromkeys(here), work.case)
        case = open_case(
            filing, version, answers, bodies, filed=filed, parent=work.case, child=child, position=position
        )
        place_materials(case, filing.materials, own)
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


def place_materials(case: Case, handed_in: Mapping[str, tuple[UUID, ...]], package: Package) -> None:
    """Slots of the present revision: what was handed in, or the certificate on file that makes it unnecessary; and the
    files that its answers name."""
    revision = case.current
    rows = attaching.rows(case, package)
    local = implementation_of(case.implementation_version_id).materials
    for material in (*package.service.materials, *local):
        given = handed_in.get(material.id, ())
        rows += [RevisionMaterial(revision=revision, slot=material.id, material_id=one) for one in given]
        if not given and material.obtain is not None:
            held = certificate_on_file(material.obtain.certificate, case.citizen_id, case.organisation_id)
            if held is not None:
                rows.append(RevisionMaterial(revision=revision, slot=material.id, certificate=held))
    if package.is_bundle:  # the parent keeps what its children's slots hold: the one correction begins from it
        own = {row.slot for row in rows}
        others = {slot: given for slot, given in handed_in.items() if not (slot in own or attaching.is_question(slot))}
        rows += [
            RevisionMaterial(revision=revision, slot=slot, material_id=one) for slot in others for one in others[slot]
        ]
    RevisionMaterial.objects.bulk_create(rows)
