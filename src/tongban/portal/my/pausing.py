"""A special procedure (特别程序) as the applicant reads it: which, why, until when, and that its days do not count."""

from collections.abc import Sequence
from typing import Any

from tongban.cases.models import Case, Pause
from tongban.catalog import labels
from tongban.catalog.queries import package_of
from tongban.engine.package.bases import cited
from tongban.kit.ledger.models import Act
from tongban.portal.my.showing import service_name
from tongban.portal.words import day, said


def shown(tree: Sequence[Case]) -> list[dict[str, Any]]:
    """One for each matter of the case that is in a special procedure now; empty where none is."""
    stopped = {one.id: one for one in tree if one.reason == "suspended"}
    if not stopped:
        return []
    rows = Pause.objects.filter(case__in=stopped, ended_on__isnull=True)
    return [_row(stopped[row.case_id], row) for row in rows]


def _row(case: Case, row: Pause) -> dict[str, Any]:
    """`until` is "" where no calendar of working days reaches so far; `excluded`: its days do not count."""
    told = Act.objects.filter(case=case.id, kind="case.suspended").order_by("-at", "-id").first()
    return {
        "name": service_name(case) if case.parent_id else "",
        "procedure": said(labels.PROCEDURES[row.kind]),
        "why": str(told.body.get("reason", "")) if told else "",
        "basis": said(cited(row.basis, package_of(case.package_version_id).service.legal_bases)),
        "since": day(row.started_on),
        "workdays": row.expected_workdays,
        "until": day(row.until),
        "late": row.overdue_on is not None,
        "excluded": row.excluded,
    }
