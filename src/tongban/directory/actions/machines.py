"""Clients of the API: made by the security administrator, secret shown once; tokens are short and kept as hashes."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from tongban.directory.actions import attempts
from tongban.directory.actions.consents import PERSONS_SCOPES
from tongban.directory.actions.rights import SECURITY_ADMIN, Refuse, require
from tongban.directory.models import AccessToken, MachineClient, Organisation
from tongban.kit import clock, ledger, viewer
from tongban.kit.access import Actor

MAX_FAILURES = 20  # of one client from one network
TOKEN_LASTS = timedelta(minutes=30)
SCOPES = ("services.read", "cases.submit", "cases.read", "certificates.change", "certificates.verify")
SCOPES_OF_AN_APP = (
    "应用替个人办事，只能选：查办件、提交办件、变动证照、看消息、看查询记录",
    "An app acts for persons: choose among reading cases, filing, changing certificates, messages, and who looked",
)
MOST_ADDRESSES, ADDRESS_LENGTH = 10, 500


def create_client(
    *, name: str, scopes: list[str], organisation: Organisation | None, by: Actor, redirect_uris: Sequence[str] = (),
    is_confidential: bool = True,
) -> tuple[MachineClient, str]:  # fmt: skip
    """The client and its secret, which is shown once. Raises NotAllowed, Refuse.

    With `redirect_uris` it is an app of persons, and `organisation` who runs it; one that is not confidential has no use
    for the secret.
    """
    require(by, SECURITY_ADMIN, "machine.create")
    problems = {}
    if not name.strip():
        problems["name"] = "请填写名称", "Enter a name"
    if not scopes or set(scopes) - set(PERSONS_SCOPES if redirect_uris else SCOPES):
        problems["scopes"] = SCOPES_OF_AN_APP if redirect_uris else ("请选择权限范围", "Choose the scopes")
    if bad := next((one for one in redirect_uris if not _may_lead_back(one)), None):
        problems["redirect_uris"] = f"不能用作返回地址：{bad[:80]}", f"Nobody can be sent back to {bad[:80]}"
    elif len(redirect_uris) > MOST_ADDRESSES:
        problems["redirect_uris"] = f"最多 {MOST_ADDRESSES} 个地址", f"At most {MOST_ADDRESSES} addresses"
    if problems:
        raise Refuse(problems)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        client = MachineClient.objects.create(
            name=name.strip(), scopes=sorted(set(scopes)), organisation=organisation, secret_hash=_hash(secret),
            redirect_uris=list(redirect_uris), is_confidential=is_confidential,
        )  # fmt: skip
        ledger.act("machine.created", actor=by, client=str(client.id), scopes=client.scopes)
    return client, secret


def end_client(client: MachineClient, *, by: Actor) -> None:
    """Ends a client and all its tokens at once, also what persons allowed it. Raises NotAllowed."""
    require(by, SECURITY_ADMIN, "machine.end")
    with transaction.atomic():
        client.is_active = False
        client.save(update_fields=["is_active"])
        AccessToken.objects.filter(client=client).delete()
        ledger.act("machine.ended", actor=by, client=str(client.id))


def issue_token(client_id: UUID, secret: str, address: str) -> tuple[str, timedelta] | None:
    """A bearer token for right credentials, None for wrong ones (which are not told apart). Raises attempts.Locked:
    who knows the id of a client locks out the network of this `address` only."""
    client = client_with_secret(client_id, secret, address)
    if client is None or client.redirect_uris:  # an app acts for persons, never for itself
        return None
    token = secrets.token_urlsafe(32)
    AccessToken.objects.create(client=client, token_hash=_hash(token), expires_at=clock.now() + TOKEN_LASTS)
    return token, TOKEN_LASTS


def client_with_secret(client_id: UUID, secret: str, address: str) -> MachineClient | None:
    """The active client whose secret this is. Raises attempts.Locked."""
    attempts.begin_sign_in("machine", str(client_id), address, limit=MAX_FAILURES)
    viewer.present_client(client_id)
    client = MachineClient.objects.defer(None).filter(pk=client_id, is_active=True).first()
    kept = bytes(client.secret_hash) if client else bytes(32)
    if not hmac.compare_digest(kept, _hash(secret)) or client is None:
        return None
    attempts.signed_in("machine", str(client_id), address)
    return client


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


def _may_lead_back(address: str) -> bool:
    """Whether a browser may be sent there with a code (RFC 8252 §7): https, an app's own scheme, or the person's machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.fragment or len(address) > ADDRESS_LENGTH or not address.isascii() or not address.isprintable():
        return False
    if parts.scheme == "https":
        return bool(parts.hostname) and "@" not in parts.netloc
    if parts.scheme == "http":
        return parts.hostname in ("127.0.0.1", "::1")
    return "." in parts.scheme and not parts.netloc and parts.path.startswith("/")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
