"""Bundles 一件事: which children belong to a case, what each is told, when each is filed, how the parent ends.

A parent is locked before its children; a child's news comes by a job (`bundle.news`), never by a second lock.
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tongban.cases.models import Case
from tongban.cases.step import Work
from tongban.catalog.queries import offer, package_of
from tongban.engine.package.parts import Child
from tongban.engine.path import bundles as law
from tongban.engine.pointers import put
from tongban.kit import clock, jobs
from tongban.kit.ledger.models import Act
from tongban.kit.prepared import prepared
from tongban.records.models import Certificate
from tongban.records.queries import certificate_on_file

Made = Mapping[str, Certificate | None]  # the certificates of the matters of one bundle, by code; None: not yet


def filled(child: Child, answers: Mapping[str, Any], made: Made, case: Case) -> dict[str, Any]:
    """The answers with what other results provide (`fill`: "<child>:<result field>"): of this bundle, or on file.

    `case` says who applies and where: the child, or its parent while there is no child yet.
    """
    result = deepcopy(dict(answers))
    for pointer, source in child.fill.items():
        code, _, field = source.partition(":")
        certificate = made[code] if code in made else _on_file(code, case)
        value = certificate.data.get(field) if certificate else None
        if value is not None:
            result = put(result, pointer, value)
    return result


def _on_file(code: str, case: Case) -> Certificate | None:
    """Of a matter that is not in this bundle, the certificate the applicant holds."""
    version = offer(f"{case.region_id}/{code}")
    if version is None or version.package_version_id is None:
        return None
    type_code = package_of(version.package_version_id).service.result.certificate
    return certificate_on_file(type_code, case.citizen_id, case.organisation_id)


@prepared
def _made_by(cases: Any) -> QuerySet[Certificate]:
    return Certificate.objects.filter(case__any=cases).exclude(status="producing", issue__gt=1).order_by("issue")


def made_by(siblings: Mapping[str, Case]) -> dict[str, Certificate | None]:
    """What the children of one bundle have made so far."""
    rows = {one.case: one for one in _made_by([case.id for case in siblings.values()])}  # the last issue counts
    return {code: rows.get(case.id) for code, case in siblings.items()}


def as_seen(siblings: Mapping[str, Case], made: Made) -> dict[str, law.Sibling]:
    """How far the children of one bundle have come, for the rules of the engine."""
    return {code: law.Sibling(case.outcome, _in_force(made.get(code))) for code, case in siblings.items()}


def _in_force(certificate: Certificate | None) -> bool:
    return certificate is not None and certificate.status == Certificate.Status.IN_FORCE


def issued_on(siblings: Mapping[str, Case]) -> dict[str, date]:
    """The days on which the children of one bundle got their certificates, by code."""
    codes = {case.id: code for code, case in siblings.items()}
    issued = Act.objects.filter(case__in=codes, kind="certificate.issued").order_by("at").values_list("case", "at")
    return {codes[case]: at.astimezone(clock.CITY_ZONE).date() for case, at in issued if case is not None}


def met_on(child: Child, issued: Mapping[str, date]) -> date | None:
    """The day the last precondition was met, whenever that is noticed; None where there is none."""
    return max((issued[code] for code in child.requires if code in issued), default=None)


def tell_parent(work: Work) -> None:
    """What happened to this child matters to its parent: by a job, serialised for each parent."""
    if work.case.parent_id is not None:
        jobs.defer("bundle.news", lock=f"bundle:{work.case.parent_id}", parent=work.case.parent_id)
