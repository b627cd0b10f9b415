"""A WSGI application that asks the database who it is."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django

django.setup()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Status 200 and the database role; a secret in the environment would show."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
    connection.close()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{role} {os.environ['TONGBAN_DB_ROLE']} {'DATABASE_URL' in os.environ}".encode()]
