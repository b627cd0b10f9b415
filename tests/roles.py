"""Steps down to the role of a process for a while, on Django's own connection.

The city is loaded and checked as the owner; only what a request does runs as the role of its site.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tongban.kit.viewer import SETTINGS

ROLES = ("public", "office", "worker", "sealer")


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Within the block every statement runs with the grants and row policies of `tongban_<role>`.

    Viewer settings of the request are forgotten afterwards, so that the next request starts as nobody.
    """
    assert role in ROLES
    _run(f"SET ROLE tongban_{role}")
    try:
        yield
    finally:
        if not connection.needs_rollback:  # a broken transaction takes its SET ROLE with it when it is rolled back
            _run("RESET ROLE")
            _run("SELECT " + ", ".join(f"set_config('tongban.{one}', '', false)" for one in SETTINGS))


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
