"""Tells the database who looks, so that row security (kit.grants.row_security) can hold for the public process.

Connections outlive requests: every request sets all values, also to nothing, before its first query of a case. Inside
a transaction that is rolled back they fall back to what they were, so a face calls these outside of transactions.
"""

from uuid import UUID

from django.db import connection

from tongban.kit.access import ANONYMOUS, Actor

SETTINGS = ("viewer", "organisation", "case", "certificate", "client", "person", "sought", "identity")


def set_viewer(actor: Actor) -> None:
    """`tongban.viewer` becomes the citizen's id, `tongban.client` the machine client's ('' for anybody else),
    `tongban.organisation` whom they act for.

    What the last request opened (a case, a certificate) or looked for (a person signing in) is closed.
    """
    who = {"citizen": "viewer", "machine": "client"}.get(actor.kind)
    known = {"organisation": actor.on_behalf_of} | ({who: actor.id} if who else {})
    _set(**{name: str(known.get(name) or "") for name in SETTINGS})


def forget_viewer() -> None:
    """Nobody looks."""
    set_viewer(ANONYMOUS)


def open_case(case: UUID) -> None:
    """The one case whose number and query code were given is visible until the next request."""
    _set(case=str(case))


def open_certificate(certificate: UUID) -> None:
    """The one certificate whose number and code were given is visible until the next request."""
    _set(certificate=str(certificate))


def let_in(person: UUID | None) -> None:
    """This person is signing up or in: their own account row, and nothing else, is theirs until the next request."""
    _set(person=str(person or ""))


def seek(key: bytes) -> None:
    """The one row with this key (a blind index, the hash of a token) may be found, and no longer the one before."""
    _set(sought=key.hex())


def seek_identity(subject: str) -> None:
    """The one account that the identity provider knows by this subject key may be found."""
    _set(identity=subject)


def present_client(client: UUID) -> None:
    """A machine client asks for a token: its own row may be read, and a token be made for it."""
    _set(client=str(client))


def _set(**values: str) -> None:
    calls = ", ".join("set_config(%s, %s, false)" for _ in values)
    arguments = [part for name, value in values.items() for part in (f"tongban.{name}", value)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", arguments)
