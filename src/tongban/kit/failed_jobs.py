"""Jobs that failed after all their attempts: they are kept, shown, and tried again every hour until they succeed.

A statutory letter is owed however often it failed; every job may run twice, so trying again does no harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tongban.kit import jobs


@dataclass(frozen=True)
class FailedJob:
    """`references` are the arguments, keys of rows; `since` is when it failed last."""

    id: int
    name: str
    references: Mapping[str, str]
    attempts: int
    since: datetime


def failed(limit: int = 50) -> list[FailedJob]:
    """The oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.id, j.task_name, j.args::text, j.attempts, max(e.at) FROM procrastinate_jobs j"
            " JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'failed'"
            " WHERE j.status = 'failed' GROUP BY j.id ORDER BY j.id LIMIT %s",
            [limit],
        )
        return [FailedJob(id, name, jobs.references(args), tries, at) for id, name, args, tries, at in cursor]


def how_many() -> int:
    """How many are failed now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        return int(cursor.fetchone()[0])


def try_again(job: int) -> bool:
    """Queues a failed job once more; False where it is not failed (any more). A double click queues it once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kit_try_again(%s)", [job])
        return bool(cursor.fetchone()[0])
