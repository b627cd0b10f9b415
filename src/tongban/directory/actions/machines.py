"""Clients of the API: made by the security administrator, secret shown once; tokens are short and kept as hashes."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tongban.directory.actions import attempts
from tongban.directory.actions.rights import SECURITY_ADMIN, Refuse, require
from tongban.directory.models import AccessToken, MachineClient, Organisation
from tongban.kit import clock, ledger, viewer
from tongban.kit.access import Actor

MAX_FAILURES = 20  # of one client from one network
TOKEN_LASTS = timedelta(minutes=30)
SCOPES = ("services.read", "cases.submit", "cases.read", "certificates.verify")


def create_client(
    *, name: str, scopes: list[str], organisation: Organisation | None, by: Actor
) -> tuple[MachineClient, str]:
    """The client and its secret, which is shown once. Raises NotAllowed, Refuse."""
    require(by, SECURITY_ADMIN, "machine.create")
    problems = {}
    if not name.strip():
        problems["name"] = "请填写名称", "Enter a name"
    if not scopes or set(scopes) - set(SCOPES):
        problems["scopes"] = "请选择权限范围", "Choose the scopes"
    if problems:
        raise Refuse(problems)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        client = MachineClient.objects.create(
            name=name.strip(), scopes=sorted(set(scopes)), organisation=organisation, secret_hash=_hash(secret)
        )
        ledger.act("machine.created", actor=by, client=str(client.id), scopes=client.scopes)
    return client, secret


def end_client(client: MachineClient, *, by: Actor) -> None:
    """Ends a client and all its tokens at once. Raises NotAllowed."""
    require(by, SECURITY_ADMIN, "machine.end")
    with transaction.atomic():
        client.is_active = False
        client.save(update_fields=["is_active"])
        AccessToken.objects.filter(client=client).delete()
        ledger.act("machine.ended", actor=by, client=str(client.id))


def issue_token(client_id: UUID, secret: str, address: str) -> tuple[str, timedelta] | None:
    """A bearer token for right credentials, None for wrong ones (which are not told apart). Raises attempts.Locked:
    who knows the id of a client locks out the network of this `address` only."""
    attempts.begin_sign_in("machine", str(client_id), address, limit=MAX_FAILURES)
    viewer.present_client(client_id)
    client = MachineClient.objects.defer(None).filter(pk=client_id, is_active=True).first()
    kept = bytes(client.secret_hash) if client else bytes(32)
    if not hmac.compare_digest(kept, _hash(secret)) or client is None:
        return None
    attempts.signed_in("machine", str(client_id), address)
    token = secrets.token_urlsafe(32)
    AccessToken.objects.create(client=client, token_hash=_hash(token), expires_at=clock.now() + TOKEN_LASTS)
    return token, TOKEN_LASTS


def actor_of_token(token: str) -> Actor | None:
    """The machine that holds a live token."""
    viewer.seek(_hash(token))
    row = (
        AccessToken.objects.filter(token_hash=_hash(token), expires_at__gt=clock.now(), client__is_active=True)
        .select_related("client")
        .defer("client__secret_hash")
        .first()
    )
    if row is None:
        return None
    client = row.client
    return Actor(
        kind="machine",
        id=client.id,
        on_behalf_of=client.organisation_id,
        scopes=frozenset(client.scopes),
        channel="api",
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
