"""Who acts and who looks: the value every action and every query takes first.

An `Actor` is made once a request from the session or the client token, never from what a form says.
"""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID


class NotAllowed(PermissionError):
    """The actor has no right to this act or row. Carries a code that the faces translate."""

    def __init__(self, code: str = "not-allowed") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Actor:
    """Who acts: `id` is a citizen, an officer or a machine client by `kind`; `system` has none.

    `on_behalf_of` is the organisation a person or machine acts for. `post` and `department` are set for officers.
    `subject` is the person a counter officer files for. `roles` are those of the post held at this moment. `via` is the
    app through which a person acts, within `scopes`.
    """

    kind: Literal["citizen", "officer", "machine", "system", "anonymous"]
    id: UUID | None = None
    on_behalf_of: UUID | None = None
    post: UUID | None = None
    department: UUID | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    channel: str = "web"
    via: UUID | None = None

    def acting_for(self, organisation: UUID | None) -> "Actor":
        """The same person acting for an organisation (or for themselves)."""
        return replace(self, on_behalf_of=organisation)

    @property
    def is_system(self) -> bool:
        """True for jobs and the legal clock itself."""
        return self.kind == "system"


SYSTEM = Actor(kind="system", channel="system")
ANONYMOUS = Actor(kind="anonymous")
