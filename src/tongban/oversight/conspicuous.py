"""值得留意的查看: three simple rules over the accesses, published in docs/operate.md, each line with the reasons written.

A rule proves nothing: it says where the audit administrator looks first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from tongban.directory.models import Department, Officer
from tongban.directory.roles import AUDIT_ADMIN
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed

DAYS = 92
LINES = 20
NIGHT = (22, 6)
READS = ("case.read", "case.personal_opened", "case.searched", "material.read", "letter.read", "certificate.read",
         "citizen.searched")  # fmt: skip
_AT_NIGHT = (
    f"AND (extract(hour FROM a.at AT TIME ZONE 'Asia/Shanghai') >= {NIGHT[0]}"
    f" OR extract(hour FROM a.at AT TIME ZONE 'Asia/Shanghai') < {NIGHT[1]})"
)
# A department's own cases: it accepts or decides them, or a case above or below them in a bundle, or has had a task there.
_ELSEWHERE = """AND a."case" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM cases_case c LEFT JOIN cases_case p ON p.id = c.parent_id WHERE c.id = a."case"
    AND a.department IN (c.authority_id, c.accepting_body_id, p.authority_id, p.accepting_body_id))
  AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.parent_id = a."case"
    AND a.department IN (c.authority_id, c.accepting_body_id))
  AND NOT EXISTS (SELECT 1 FROM cases_task t WHERE t.case_id = a."case" AND t.department_id = a.department)"""
RULES = {"most": "", "night": _AT_NIGHT, "elsewhere": _ELSEWHERE}
_COUNT = """
SELECT a.actor, a.department, count(*), count(DISTINCT a."case"), count(*) FILTER (WHERE a.purpose <> ''),
  COALESCE((array_agg(a.purpose::text ORDER BY a.at DESC) FILTER (WHERE a.purpose NOT IN ('', 'counter')))[1:3], '{{}}')
FROM kit_access a
WHERE a.actor_kind = 'officer' AND a.kind = ANY (%s) AND a.at >= %s AND a.at < %s {rule}
GROUP BY a.actor, a.department ORDER BY count(*) DESC, a.actor LIMIT %s"""


@dataclass(frozen=True)
class Reader:
    """`times` reads by one officer for one department, in `cases` cases; `with_reason` of them say why, e.g. `reasons`."""

    officer: Officer
    department: Department | None
    times: int
    cases: int
    with_reason: int
    reasons: tuple[str, ...]


def conspicuous(viewer: Actor, since: date, until: date) -> dict[str, Sequence[Reader]]:
    """By rule the 20 officers with most reads from `since` through `until`, at most 92 days, the last of them.

    most: of all reads; night: between 22:00 and 6:00; elsewhere: in cases that are not of their department.
    Raises NotAllowed to anybody but the audit administrator.
    """
    if AUDIT_ADMIN not in viewer.roles:
        raise NotAllowed(AUDIT_ADMIN)
    since = max(since, until - timedelta(days=DAYS - 1))
    found = {name: _rows(rule, since, until) for name, rule in RULES.items()}
    officers = Officer.objects.in_bulk({row[0] for rows in found.values() for row in rows})
    departments = Department.objects.in_bulk({row[1] for rows in found.values() for row in rows} - {None})
    return {
        name: [Reader(officers[row[0]], departments.get(row[1]), *row[2:5], tuple(row[5])) for row in rows]
        for name, rows in found.items()
    }


def _rows(rule: str, since: date, until: date) -> list[tuple[UUID, UUID | None, int, int, int, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT.format(rule=rule), [list(READS), clock.on(since, 0), clock.on(until + timedelta(days=1), 0), LINES]
        )
        return list(cursor.fetchall())
