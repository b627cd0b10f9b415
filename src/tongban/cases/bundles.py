"""Bundles 一件事: which children belong to a case, what each is told, when each is filed, how the parent ends.

A parent is locked before its children; a child's news comes by a job (`bundle.news`), never by a second lock.
"""

from collections.abc import Collection, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from tongban.cases.models import Case
from tongban.cases.step import Work
from tongban.catalog.queries import offer, package_of
from tongban.engine.package.parts import Child
from tongban.engine.path import bundles as law
from tongban.engine.pointers import put
from tongban.kit import clock, jobs
from tongban.kit.ledger.models import Act
from tongban.records.models import Certificate
from tongban.records.queries import certificate_on_file


def filled(child: Child, answers: Mapping[str, Any], siblings: Mapping[str, Case | None], case: Case) -> dict[str, Any]:
    """The answers with what siblings' results provide (`fill`: "<child>:<result field>"): of this bundle, or on file."""
    result = deepcopy(dict(answers))
    for pointer, source in child.fill.items():
        code, _, field = source.partition(":")
        certificate = _certificate(code, siblings, case)
        value = certificate.data.get(field) if certificate else None
        if value is not None:
            result = put(result, pointer, value)
    return result


def filled_from_file(child: Child, answers: Mapping[str, Any], parent: Case, here: Collection[str]) -> dict[str, Any]:
    """As `filled`, at submission: the matters that are `here` in the bundle have no results yet."""
    later = dict.fromkeys(here)
    return filled(child, answers, later, parent)


def met_on(child: Child, siblings: Mapping[str, Case]) -> date | None:
    """The day the last precondition was met, whenever that is noticed; None where there is none."""
    wanted = [siblings[code].id for code in child.requires if code in siblings]
    issued = Act.objects.filter(case__in=wanted, kind="certificate.issued").order_by("-at").first()
    return issued.at.astimezone(clock.CITY_ZONE).date() if issued is not None else None


def _certificate(code: str, siblings: Mapping[str, Case | None], case: Case) -> Certificate | None:
    """The certificate a sibling ended with; of a matter that is not in this case, the one the applicant holds."""
    if code in siblings:
        sibling = siblings[code]
        return Certificate.objects.filter(case=sibling.id).first() if sibling is not None else None
    version = offer(f"{case.region_id}/{code}")
    if version is None or version.package_version_id is None:
        return None
    type_code = package_of(version.package_version_id).service.result.certificate
    return certificate_on_file(type_code, case.citizen_id, case.organisation_id)


def is_open_to(child: Child, siblings: Mapping[str, Case]) -> bool:
    """Whether every precondition that belongs to this case has been granted (and its certificate is in force)."""
    return law.is_open_to(child, _as_seen(child, siblings))


def has_failed(child: Child, siblings: Mapping[str, Case]) -> bool:
    """Whether a precondition has ended otherwise than granted."""
    return law.has_failed(child, _as_seen(child, siblings))


def _as_seen(child: Child, siblings: Mapping[str, Case]) -> dict[str, law.Sibling]:
    """How far the preconditions of a child have come."""
    return {
        code: law.Sibling(siblings[code].outcome, _in_force(siblings[code]))
        for code in child.requires
        if code in siblings
    }


def _in_force(case: Case) -> bool:
    return Certificate.objects.filter(case=case.id, status=Certificate.Status.IN_FORCE).exists()


def tell_parent(work: Work) -> None:
    """What happened to this child matters to its parent: by a job, serialised for each parent."""
    if work.case.parent_id is not None:
        jobs.defer("bundle.news", lock=f"bundle:{work.case.parent_id}", parent=work.case.parent_id)
