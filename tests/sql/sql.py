"""Statements as the role of a process, on the connection of the test: granted, refused, or how many rows there are."""

from typing import Any

from django.db import DatabaseError, connection, transaction

from tests.roles import as_role
from tongban.kit.viewer import SETTINGS


def run(role: str, statement: str, arguments: list[Any] | None = None, **viewer: Any) -> list[tuple[Any, ...]]:
    """The rows (or, without any, the number of rows touched). `viewer` sets tongban.viewer, tongban.organisation, …"""
    with as_role(role), transaction.atomic(), connection.cursor() as cursor:
        for name in SETTINGS:
            cursor.execute("SELECT set_config(%s, %s, false)", [f"tongban.{name}", str(viewer.get(name, ""))])
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def refusal(role: str, statement: str, arguments: list[Any] | None = None, **viewer: Any) -> str:
    """SQLSTATE of what stopped the statement; "" when nothing did. 42501 is insufficient privilege."""
    try:
        run(role, statement, arguments, **viewer)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", "?"))
    return ""


def as_owner(statement: str) -> str:
    """The same as the owner of the tables."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", "?"))
    return ""
