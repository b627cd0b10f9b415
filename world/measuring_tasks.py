"""The task list of one post in a city with very many open tasks, spread over its departments and days."""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection

from tongban.cases.models import Case, Task
from tongban.cases.queries.inbox import count_open, open_tasks
from tongban.directory.models import Post
from tongban.kit import clock
from tongban.kit.access import Actor
from world.measuring import found_city, tell, undrawn_papers
from world.measuring_requests import database_cpu

PAGES = 30
FILL = """
INSERT INTO cases_task (id, case_id, token, node, name_zh, name_en, department_id, role, officers_needed, officers,
                        is_open, opened_at, sort_on, due_on)
SELECT gen_random_uuid(), %(case)s, gen_random_uuid(), 'review', '审查', 'Review', d.ids[1 + n %% d.many], r.role, 1,
       '{}', true, now(), day, day
FROM (SELECT array_agg(id ORDER BY id) AS ids, count(*)::int AS many FROM directory_department) AS d,
     generate_series(1, %(count)s) AS n,
     LATERAL (SELECT (ARRAY['counter', 'reviewer', 'decider'])[1 + n / 7 %% 3] AS role) AS r,
     LATERAL (SELECT %(today)s::date + (hashint4(n) %% 400) AS day) AS s
"""


def measure(sizes: tuple[int, ...]) -> dict[str, float]:
    """{what, size: milliseconds}."""
    with undrawn_papers():
        tell("open-restaurant", "granted")
    case, post = Case.objects.filter(parent=None).get(), Post.objects.filter(roles__contains=["reviewer"]).first()
    assert post is not None
    viewer = Actor(kind="officer", id=post.id, post=post.id, department=post.department_id,
                   roles=frozenset({"counter", "reviewer", "decider"}))  # fmt: skip
    found: dict[str, float] = {}
    for size in sizes:
        with connection.cursor() as cursor:
            missing = size - Task.objects.count()
            cursor.execute(FILL, {"case": case.id, "count": missing, "today": clock.today()})
            cursor.execute("ANALYZE cases_task")
        far = f"{clock.today() + timedelta(days=40):%Y%m%d}-{viewer.id}"
        acts: dict[str, Callable[[], Any]] = {
            "first page": lambda: open_tasks(viewer),
            "a page far down": lambda far=far: open_tasks(viewer, after=far),
            "count": lambda: count_open(viewer),
        }
        for name, act in acts.items():
            app, database = _median(act)
            found |= {f"{name} of {size}, CPU ms": app, f"{name} of {size}, database CPU ms": database}
    return found


def _median(act: Callable[[], Any]) -> tuple[float, float]:
    app, database = [], []
    for _ in range(PAGES):
        before, started = database_cpu(), time.process_time()
        act()
        app.append(time.process_time() - started)
        database.append(database_cpu() - before)
    return round(median(app) * 1000, 2), round(median(database) * 1000, 2)


def report(*sizes: int) -> None:
    """Makes a test database with the city, and prints one line of JSON."""
    found_city()
    sys.stdout.write(json.dumps(measure(sizes)) + "\n")
