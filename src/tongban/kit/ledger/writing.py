"""Writing facts. Each act is written in the transaction of what it tells; a refused attempt writes its own.

Bodies hold references, figures and codes only, never personal data: erasing a person must not break the record.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.kit import clock, rows
from tongban.kit.access import Actor
from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Access, Act


def act(
    kind: str,
    *,
    actor: Actor,
    case: UUID | None = None,
    subject: UUID | None = None,
    purpose: str = "",
    **body: Any,
) -> Act:
    """One fact, e.g. act("case.accepted", actor=…, case=…, due_on="2026-03-16"). Past tense, room first."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is written in the transaction of the act it tells")
    fact = Act(
        id=new_id(), at=clock.now(), kind=kind, actor_kind=actor.kind, actor=actor.id,
        on_behalf_of=actor.on_behalf_of, post=actor.post, department=actor.department, channel=actor.channel,
        case=case, subject=subject, purpose=purpose, body=_told(actor, body),
    )  # fmt: skip
    rows.add(fact)
    return fact


def _told(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """With the app through which a person acted."""
    return body | {"via": str(actor.via)} if actor.via else body


@contextmanager
def together() -> Iterator[None]:
    """Within the block facts are kept, and written by one statement at its end; none of them when it raises.

    The block lies inside the transaction of the act. What reads the ledger within it does not see them yet.
    """
    with rows.together(Act):
        yield


def access(
    kind: str,
    *,
    actor: Actor,
    case: UUID | None = None,
    subject: UUID | None = None,
    purpose: str = "",
    **body: Any,
) -> None:
    """One access: a sign-in, a reading of personal data, a refused attempt."""
    Access.objects.create(
        id=new_id(), at=clock.now(), kind=kind, actor_kind=actor.kind, actor=actor.id,
        on_behalf_of=actor.on_behalf_of, post=actor.post, department=actor.department, channel=actor.channel,
        case=case, subject=subject, purpose=purpose, body=_told(actor, body),
    )  # fmt: skip
