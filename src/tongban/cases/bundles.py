"""Bundles 一件事: which children belong to a case, what each is told, when each is filed, how the parent ends.

A parent is locked before its children; a child's news comes by a job (`bundle.news`), never by a second lock.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tongban.cases.models import Case, Outcome
from tongban.cases.step import Work
from tongban.catalog.queries import offer, package_of
from tongban.engine.forms.pointers import MISSING, get, put
from tongban.engine.package import Package
from tongban.engine.package.parts import Child
from tongban.kit import jobs
from tongban.records.models import Certificate
from tongban.records.queries import certificate_on_file


def child_answers(child: Child, own: Package, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The child's answers out of the bundle's: mapped pointers, and top-level ones both forms have under one name."""
    result: dict[str, Any] = {}
    shared = {f"/{name}": f"/{name}" for name in own.schema.get("properties", {})}
    for pointer, source in {**shared, **child.map}.items():
        value = get(answers, source)
        if value is not MISSING:
            result = put(result, pointer, deepcopy(value))
    if "scenario" in answers:
        result["scenario"] = deepcopy(answers["scenario"])
    return result


def filled(child: Child, answers: Mapping[str, Any], siblings: Mapping[str, Case], case: Case) -> dict[str, Any]:
    """The answers with what siblings' results provide (`fill`: "<child>:<result field>"): of this bundle, or on file."""
    result = deepcopy(dict(answers))
    for pointer, source in child.fill.items():
        code, _, field = source.partition(":")
        certificate = _certificate(code, siblings, case)
        value = certificate.data.get(field) if certificate else None
        if value is not None:
            result = put(result, pointer, value)
    return result


def _certificate(code: str, siblings: Mapping[str, Case], case: Case) -> Certificate | None:
    """The certificate a sibling ended with; of a matter that is not in this case, the one the applicant holds."""
    if code in siblings:
        return Certificate.objects.filter(case=siblings[code].id).first()
    version = offer(f"{case.region_id}/{code}")
    if version is None or version.package_version_id is None:
        return None
    type_code = package_of(version.package_version_id).service.result.certificate
    return certificate_on_file(type_code, case.citizen_id, case.organisation_id)


def is_open_to(child: Child, siblings: Mapping[str, Case]) -> bool:
    """Whether every precondition that belongs to this case has been granted (and its certificate is in force)."""
    wanted = [siblings[code] for code in child.requires if code in siblings]
    return all(
        Certificate.objects.filter(case=case.id, status=Certificate.Status.IN_FORCE).exists()
        if case.outcome in ("", Outcome.GRANTED)
        else False
        for case in wanted
    )


def has_failed(child: Child, siblings: Mapping[str, Case]) -> bool:
    """Whether a precondition has ended otherwise than granted."""
    return any(siblings[code].outcome not in ("", Outcome.GRANTED) for code in child.requires if code in siblings)


def parent_outcome(children: list[Case], withdrawn: bool) -> str:
    """How the bundle ends, once every child has ended."""
    outcomes = {child.outcome for child in children}
    if withdrawn:
        return Outcome.WITHDRAWN
    if outcomes == {Outcome.GRANTED}:
        return Outcome.GRANTED
    if Outcome.GRANTED in outcomes:
        return Outcome.PARTLY_GRANTED
    if outcomes & {Outcome.REFUSED, Outcome.NOT_ACCEPTED}:
        return Outcome.REFUSED
    return Outcome.TERMINATED if Outcome.TERMINATED in outcomes else Outcome.WITHDRAWN


def tell_parent(work: Work) -> None:
    """What happened to this child matters to its parent: by a job, serialised for each parent."""
    if work.case.parent_id is not None:
        jobs.defer("bundle.news", lock=f"bundle:{work.case.parent_id}", parent=work.case.parent_id)
