"""The one queue. Only this module knows procrastinate.

A job is deferred through Django's connection in the transaction that causes it: no commit, no job. Arguments are
references only. Every job may run twice (a killed worker), so each is idempotent.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job

from tongban.kit import collecting

MONTHS_AHEAD = 3
RETRIED_IN_AN_HOUR = 500
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
_kept: ContextVar[list[Job] | None] = ContextVar("kept_jobs", default=None)
_functions: dict[str, Callable[..., None]] = {}


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers a function as the job `name`. Its arguments arrive as strings and numbers."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _functions[name] = function
        app.task(name=name, retry=_RETRY)(function)
        return function

    return register


def periodic(name: str, cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a function that the worker runs by the clock; a late or doubled run must do no harm."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        def on_time(timestamp: int) -> None:
            function()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(on_time))
        return function

    return register


def defer(name: str, *, at: datetime | None = None, lock: str | None = None, **references: UUID | str | int) -> None:
    """Queues the job `name`, to run after commit (and not before `at`). `lock` serialises jobs with the same value."""
    arguments = {key: str(value) if isinstance(value, UUID) else value for key, value in references.items()}
    job = app.configure_task(name, schedule_at=at, lock=lock).make_new_job(**arguments)
    kept = _kept.get()
    if kept is None:
        app.job_manager.batch_defer_jobs([job])
    else:
        kept.append(job)


@contextmanager
def together() -> Iterator[None]:
    """Within the block jobs are kept, and queued by one statement at its end; none of them when it raises."""
    if _kept.get() is not None:
        yield
        return
    kept: list[Job] = []
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)
    if kept:
        app.job_manager.batch_defer_jobs(kept)


def work() -> None:
    """Runs the queue until SIGTERM or SIGINT; a job under way is finished first."""
    collecting.seldom()
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    worker = app.with_connector(connector.get_worker_connector())
    worker.run_worker(concurrency=1, delete_jobs="successful", shutdown_graceful_timeout=10)


@periodic("kit.retry-stalled", "*/2 * * * *")
def retry_stalled() -> None:
    """Jobs of a worker that was killed are queued again; every job may run twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing'"
            " AND (worker_id IS NULL OR worker_id NOT IN"
            " (SELECT id FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'))"
        )


@periodic("kit.retry-failed", "7 * * * *")
def retry_failed() -> None:
    """Hourly: what failed after all its attempts is tried again until it succeeds. A statutory letter stays owed.

    What the clock runs comes again by itself; its failures are shown for an hour.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'failed' AND queueing_lock IS NOT NULL")
        cursor.execute(
            "SELECT count(kit_try_again(id)) FROM"
            " (SELECT id FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id LIMIT %s) AS failed",
            [RETRIED_IN_AN_HOUR],
        )


@periodic("kit.prune-jobs", "17 3 * * *")
def prune() -> None:
    """Finished jobs and their events are forgotten after a week; failed ones are kept (kit.failed_jobs)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs j WHERE status IN ('succeeded', 'cancelled', 'aborted') AND NOT EXISTS"
            " (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > now() - interval '7 days')"
        )


@periodic("kit.access-months", "23 2 * * *")
def tend_access_months() -> None:
    """Daily: the coming months are there, what lies outside its month moves into it, months past their time go.

    The worker may not delete one row: both are functions of the owner, which ask kit_retention how long. Late or twice
    does no harm: facts that came before their month wait in the default partition.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT kit_access_make_months(%s)", [MONTHS_AHEAD])
        cursor.execute("SELECT kit_access_drop_months()")


def run_waiting(limit: int = 10_000, *, hold: tuple[str, ...] = ()) -> int:
    """Runs what is queued and due, here and now, in order; for tests and for building the demo city.

    Jobs named in `hold` stay queued. Returns how many ran. A failing job raises: nothing is hidden.
    """
    done = 0
    while done < limit:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
                " AND (scheduled_at IS NULL OR scheduled_at <= now()) AND NOT task_name = ANY(%s)"
                " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
                [list(hold)],
            )
            row = cursor.fetchone()
            if row is None:
                return done
            job_id, name, arguments = row
            _run(name, arguments)
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])
        done += 1
    raise RuntimeError(f"more than {limit} jobs in a row: a job queues itself")


def _run(name: str, arguments: Any) -> None:
    _functions[name](**references(arguments))


def references(arguments: Any) -> dict[str, Any]:
    """The arguments of a job as it was queued, however the driver gives JSON."""
    found: dict[str, Any] = json.loads(arguments) if isinstance(arguments, str) else arguments
    return found
