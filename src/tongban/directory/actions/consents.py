"""应用授权: a person lets an app act in their name; the app proves it by keys, of which only hashes are kept.

A code and a refresh token are used once. A second use means that somebody else holds it: all keys of the consent end
(RFC 6749 §10.5, RFC 9700 §4.14).
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tongban.directory.models import Citizen, Consent, ConsentKey, MachineClient
from tongban.directory.queries import mandate_in_force
from tongban.kit import clock, ledger, viewer
from tongban.kit.access import Actor, NotAllowed

Kind = ConsentKey.Kind
LASTS = {Kind.CODE: timedelta(minutes=2), Kind.ACCESS: timedelta(minutes=30), Kind.REFRESH: timedelta(days=90)}
"""How long a key lasts; each refresh token begins its own ninety days."""
PERSONS_SCOPES = ("cases.read", "cases.submit", "certificates.change", "messages.read", "looks.read")
"""What a person can let an app do. Who represents an organisation is settled by persons, never by a program."""


def allow(client: MachineClient, *, actor: Actor, scopes: Collection[str], code: str, redirect_uri: str,
         challenge: str) -> Consent:  # fmt: skip
    """The consent of the person, for themselves or the organisation they act for, with the code the app is sent back
    with. What the app was allowed before stays allowed. NotAllowed: not a person, or the mandate has ended."""
    if actor.kind != "citizen" or actor.id is None or actor.via is not None:
        raise NotAllowed("sign-in")
    if actor.on_behalf_of and mandate_in_force(actor.id, actor.on_behalf_of, None, clock.today()) is None:
        raise NotAllowed("mandate")
    with transaction.atomic():
        consent, is_new = Consent.objects.select_for_update().get_or_create(
            citizen_id=actor.id, client=client, organisation_id=actor.on_behalf_of, ended_at=None,  # type: ignore[misc]
            defaults={"scopes": sorted(scopes), "given_at": clock.now()},
        )  # fmt: skip
        if not is_new and set(scopes) - set(consent.scopes):
            consent.scopes = sorted({*consent.scopes, *scopes})
            consent.save(update_fields=["scopes"])
        _keep(consent, Kind.CODE, code, scopes, redirect_uri=redirect_uri, challenge=challenge)
        ledger.act("app.allowed", actor=actor, subject=actor.id, client=str(client.id), scopes=sorted(scopes))
    return consent


def claim(kind: Kind, secret: str, client: MachineClient) -> ConsentKey | None:
    """The key, used up by this call; None where it is not a live one of this app. A second use ends all keys."""
    key = _live(kind, secret).filter(consent__client=client).first()
    if key is None:
        return None
    if not ConsentKey.objects.filter(pk=key.pk, used_at=None).update(used_at=clock.now()):
        ConsentKey.objects.filter(consent=key.consent_id).delete()
        return None
    return key


def renew(consent: Consent, scopes: Collection[str], *, access: str, refresh: str) -> None:
    """Keeps a new pair of tokens; the key that was claimed for them is still sought."""
    with transaction.atomic():
        _keep(consent, Kind.ACCESS, access, scopes)
        _keep(consent, Kind.REFRESH, refresh, scopes)


def give_back(secret: str, client: MachineClient) -> None:
    """The app needs the consent no longer (RFC 7009): its keys end with the one it names, the consent stays on the list."""
    viewer.seek(_hash(secret))
    found = ConsentKey.objects.filter(key_hash=_hash(secret), consent__client=client).first()
    if found is not None:
        ConsentKey.objects.filter(consent=found.consent_id).delete()


def take_back(consent_id: UUID, *, actor: Actor) -> None:
    """The person takes it back: every key ends at once. A second click changes nothing. NotAllowed: not theirs."""
    with transaction.atomic():
        row = Consent.objects.select_for_update().filter(pk=consent_id, citizen=actor.id).first()
        if row is None or actor.kind != "citizen":
            raise NotAllowed("no-such-consent")
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
            row.keys.all().delete()
            ledger.act("app.ended", actor=actor, subject=actor.id, client=str(row.client_id))


def actor_of_key(token: str) -> Actor | None:
    """The person an app acts for by this access token, told to the database too; None where it is not a live one."""
    key = _live(Kind.ACCESS, token).select_related("consent").first()
    if key is None:
        return None
    consent = key.consent
    actor = Actor(
        kind="citizen", id=consent.citizen_id, on_behalf_of=consent.organisation_id, scopes=frozenset(key.scopes),
        channel="api", via=consent.client_id,
    )  # fmt: skip
    viewer.set_viewer(actor)
    return actor if Citizen.objects.filter(pk=consent.citizen_id, is_active=True).exists() else None


def _live(kind: Kind, secret: str) -> QuerySet[ConsentKey]:
    """The key with this secret, which the database now lets be found."""
    viewer.seek(_hash(secret))
    return ConsentKey.objects.filter(
        kind=kind, key_hash=_hash(secret), expires_at__gt=clock.now(), consent__ended_at=None,
        consent__client__is_active=True,
    ).select_related("consent")  # fmt: skip


def _keep(consent: Consent, kind: Kind, secret: str, scopes: Collection[str], **more: str) -> None:
    until: datetime = clock.now() + LASTS[kind]
    ConsentKey.objects.create(
        consent=consent, kind=kind, key_hash=_hash(secret), scopes=sorted(scopes), expires_at=until, **more
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
