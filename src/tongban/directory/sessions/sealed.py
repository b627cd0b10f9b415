"""Django's database sessions with sealed content (a pending sign-in holds a mobile number and a code) under a hash of
the key: whoever reads the table, or a dump of it, holds no cookie that opens anything.

The content is bound to the key of its session, so that a row copied to another key does not open. Ended sessions of
the worker's clean-up may be deleted unread.
"""

import base64
import binascii
import hashlib
import json
from functools import cache
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from tongban.kit.prepared import Prepared, prepared
from tongban.kit.vault import CannotOpen, open_sealed, seal


def stored_key(key: str) -> str:
    """What stands in the table for the key of a cookie; the key is random, so a plain hash tells nothing of it."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


@cache
def _rows(model: Any) -> Prepared:
    return prepared(lambda key, now: model.objects.filter(session_key=key, expire_date__gt=now))


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

    def _get_session_from_db(self) -> Any:
        found = _rows(self.model).first(stored_key(self.session_key or ""), timezone.now())
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()

    def _row(self) -> UUID:
        return uuid5(NAMESPACE_OID, self.session_key or "")
