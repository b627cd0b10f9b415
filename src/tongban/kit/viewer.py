"""Tells the database who looks, so that row security (kit.grants.row_security) can hold for the public process.

Connections outlive requests: every request sets all values, also to nothing, before its first query of a case. Inside
a transaction that is rolled back they fall back to what they were, so a face calls these outside of transactions.
"""

from uuid import UUID

from django.db import connection

from tongban.kit.access import ANONYMOUS, Actor


def set_viewer(actor: Actor) -> None:
    """`tongban.viewer` becomes the citizen's id ('' for anybody else), `tongban.organisation` whom they act for.

    What the last request opened by number and code (`tongban.case`, `tongban.certificate`) is closed.
    """
    person = actor.id if actor.kind == "citizen" else None
    _set(viewer=person, organisation=actor.on_behalf_of, case=None, certificate=None)


def forget_viewer() -> None:
    """Nobody looks."""
    set_viewer(ANONYMOUS)


def open_case(case: UUID) -> None:
    """The one case whose number and query code were given is visible until the next request."""
    _set(case=case)


def open_certificate(certificate: UUID) -> None:
    """The one certificate whose number and code were given is visible until the next request."""
    _set(certificate=certificate)


def _set(**values: UUID | None) -> None:
    calls = ", ".join("set_config(%s, %s, false)" for _ in values)
    arguments = [part for name, value in values.items() for part in (f"tongban.{name}", str(value or ""))]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", arguments)
