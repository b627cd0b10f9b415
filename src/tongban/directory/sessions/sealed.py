"""Django's database sessions with sealed content: a pending sign-in holds a mobile number and a code.

The content is bound to the key of its session, so that a row copied to another key does not open. Ended sessions of
the worker's clean-up may be deleted unread.
"""

import base64
import binascii
import json
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from tongban.kit.vault import CannotOpen, open_sealed, seal


class SealedSessionStore(DatabaseStore):
    """`label` names the site for the seal."""

    label: str

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = json.dumps(session_dict, separators=(",", ":"), ensure_ascii=False).encode()
        return base64.b64encode(seal(self.label, self._row(), plain)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            plain = open_sealed(self.label, self._row(), base64.b64decode(session_data, validate=True))
            content: dict[str, Any] = json.loads(plain)
        except (CannotOpen, binascii.Error, ValueError):
            return {}  # as Django does with a session it cannot read: the person signs in again
        return content

    def _row(self) -> UUID:
        return uuid5(NAMESPACE_OID, self.session_key or "")
