"""Immutable revisions of a case: its answers, and the materials that stand in its slots."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tongban.cases import attaching
from tongban.cases.checking import Held
from tongban.cases.models import Case, Revision, RevisionMaterial
from tongban.catalog.queries import implementation_of
from tongban.engine.package import Package
from tongban.kit import clock, rows


def new_revision(case: Case, answers: dict[str, Any]) -> Revision:
    """The next revision of a case, not yet written."""
    number = case.current.number + 1 if case.current else 1
    digest = hashlib.sha256(json.dumps(answers, sort_keys=True, ensure_ascii=False).encode()).digest()
    return Revision(case=case, number=number, answers=answers, digest=digest, made_at=clock.now())


def revise(
    case: Case, answers: dict[str, Any], handed_in: Mapping[str, tuple[UUID, ...]], package: Package, held: Held
) -> None:
    """The next revision becomes the current one."""
    case.current = new_revision(case, answers)
    rows.add(case.current)
    place_materials(case, handed_in, package, held)


def place_materials(case: Case, handed_in: Mapping[str, tuple[UUID, ...]], package: Package, held: Held) -> None:
    """Slots of the present revision: what was handed in, or the certificate on file that makes it unnecessary; and the
    files that its answers name."""
    revision = case.current
    placed = attaching.rows(case, package)
    local = implementation_of(case.implementation_version_id).materials
    for material in (*package.service.materials, *local):
        given = handed_in.get(material.id, ())
        placed += [RevisionMaterial(revision=revision, slot=material.id, material_id=one) for one in given]
        certificate = held.get(material.obtain.certificate) if material.obtain is not None and not given else None
        if certificate is not None:
            placed.append(RevisionMaterial(revision=revision, slot=material.id, certificate=certificate))
    if package.is_bundle:  # the parent keeps what its children's slots hold: the one correction begins from it
        own = {row.slot for row in placed}
        others = {slot: given for slot, given in handed_in.items() if not (slot in own or attaching.is_question(slot))}
        placed += [
            RevisionMaterial(revision=revision, slot=slot, material_id=one) for slot in others for one in others[slot]
        ]
    with rows.together(RevisionMaterial):
        for row in placed:
            rows.add(row)
