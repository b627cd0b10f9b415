"""What a request costs while a story is told over HTTP: CPU of this process and of its database, and statements.

The pages and the office API run with their whole chain of middleware under the rights of their sites, without a network;
`./tongban bench requests` calls `report`.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.test.utils import ContextList

from world.measuring import STORIES, found_city, undrawn_papers


@dataclass(frozen=True)
class Request:
    """One request; times in seconds of CPU."""

    name: str
    statements: int
    app: float
    database: float


def database_cpu() -> float:
    """Seconds of CPU that the server process of this connection has had; 0 where the system does not tell."""
    raw = connection.connection
    file = Path(f"/proc/{raw.info.backend_pid}/schedstat") if raw is not None else None
    try:
        return int(file.read_text().split()[0]) / 1e9 if file else 0.0
    except OSError:
        return 0.0


@contextmanager
def requests() -> Iterator[list[Request]]:
    """Within the block every request to either site is measured from its first middleware to its whole answer."""
    found: list[Request] = []
    answer = BaseHandler.get_response

    def timed(handler: Any, request: Any) -> Any:
        statements = 0

        def count(execute: Any, *given: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*given)

        database, app = database_cpu(), time.process_time()
        with connection.execute_wrapper(count):
            response = answer(handler, request)
        app = time.process_time() - app
        match = request.resolver_match
        site = settings.ROOT_URLCONF.rpartition("_")[2]
        where = match.route if match else "?"
        found.append(Request(f"{site} {request.method} /{where}", statements, app, database_cpu() - database))
        return response

    with ExitStack() as stack:
        stack.enter_context(patch.object(BaseHandler, "get_response", timed))
        stack.enter_context(patch("django.test.client.store_rendered_templates", _keep_context))
        yield found


def _keep_context(store: Any, signal: Any, sender: Any, template: Any, context: Any, **_: Any) -> None:
    """What the stories read of a page, without the copies that the test client makes of each of its parts."""
    if "context" not in store:
        store["context"] = ContextList([context])


def main(times: int) -> dict[str, dict[str, float]]:
    """Request → {"runs", "statements" (most), "app_ms" and "database_ms" (medians)}; the first turn warms up."""
    from django.test.utils import setup_test_environment

    from tests.stories.api_run import ApiRun
    from tests.stories.over_http import HttpRun
    from tests.stories.people import PACKAGES, people_of

    setup_test_environment()
    done: list[Request] = []
    for turn in range(times + 1):
        with requests() as found, undrawn_papers():
            for package, story in STORIES:
                for run in (HttpRun, ApiRun):
                    written = PACKAGES[package].stories[story]
                    with transaction.atomic():
                        run(PACKAGES[package], written, people_of(written)).run()
                        transaction.set_rollback(True)
        done += found if turn else []
    return {name: _sum_up([one for one in done if one.name == name]) for name in sorted({one.name for one in done})}


def _sum_up(rows: list[Request]) -> dict[str, float]:
    return {
        "runs": len(rows),
        "statements": max(one.statements for one in rows),
        "app_ms": round(median(one.app for one in rows) * 1000, 1),
        "database_ms": round(median(one.database for one in rows) * 1000, 1),
    }


def report(times: int) -> None:
    """Prints one line of JSON: what each request costs."""
    found_city()
    sys.stdout.write(json.dumps(main(times)) + "\n")
