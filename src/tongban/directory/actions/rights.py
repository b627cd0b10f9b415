"""The three administrators (三员): each act belongs to exactly one of them. A refused attempt is a fact of its own."""

from tongban.directory.roles import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from tongban.kit import ledger
from tongban.kit.access import Actor, NotAllowed

__all__ = ["AUDIT_ADMIN", "SECURITY_ADMIN", "SYSTEM_ADMIN", "Refuse", "require"]


def require(actor: Actor, role: str, attempt: str) -> None:
    """Raises NotAllowed(role) unless the actor holds `role`; the founding of a city (system) may do all but audit."""
    if role in actor.roles or (actor.is_system and role != AUDIT_ADMIN):
        return
    ledger.access("directory.refused", actor=actor, attempt=attempt, needs=role)
    raise NotAllowed(role)


class Refuse(ValueError):
    """Input that cannot be right. `problems` maps a field (or "" for the whole) to (zh, en)."""

    def __init__(self, problems: dict[str, tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {en}" for field, (_, en) in problems.items()))
        self.problems = problems
