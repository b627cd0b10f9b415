"""Attempts counted before they are made, as rows: five failures lock for thirty minutes (domain.md §11).

Counting first means that parallel guesses in several workers cannot pass the limit together: each takes the lock of
the row, and a success gives its count back. An account is counted for each network that tries it, so that who knows a
login name locks out their own network only; over all networks together it has a much higher limit.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from tongban.directory.models import Lockout
from tongban.kit import clock
from tongban.kit.vault import blind_index

MAX_FAILURES = 5
MAX_FROM_EVERYWHERE = 100  # failures of one account, all networks together
PERIOD = timedelta(minutes=30)


class Locked(PermissionError):
    """Too many failures. `until` is when the next attempt is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many attempts")
        self.until = until


def key_of(what: str, whose: str) -> bytes:
    """The key of one account at one door, e.g. key_of("office", login). Nobody reads the account back from it."""
    return blind_index("attempt." + what, whose.strip().casefold())


def network_of(address: str) -> str:
    """What one sender can change at will is left out: of IPv6 the first 64 bits count, of IPv4 the whole address."""
    with suppress(ValueError):
        parsed = ip_address(address.split("%")[0])
        if isinstance(parsed, IPv6Address):
            return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
    return address


def begin_sign_in(what: str, whose: str, address: str, *, limit: int = MAX_FAILURES) -> None:
    """Counts one attempt of `whose` from this network, then over all networks. Raises Locked.

    What the network's own lock refuses is not counted over all: one sender alone never comes to the higher limit.
    """
    begin(_of_network(what, whose, address), limit=limit)
    begin(key_of(what, whose), limit=MAX_FROM_EVERYWHERE)


def signed_in(what: str, whose: str, address: str) -> None:
    """Forgets the failures of this network. Over all networks only this attempt is given back: guesses stay counted."""
    succeeded(_of_network(what, whose, address))
    Lockout.objects.filter(key=key_of(what, whose)).update(failures=Greatest(F("failures") - 1, 0), locked_until=None)


def _of_network(what: str, whose: str, address: str) -> bytes:
    return key_of(what + ".network", f"{network_of(address)} {whose.strip()}")


def begin(key: bytes, *, limit: int = MAX_FAILURES, period: timedelta = PERIOD) -> None:
    """Counts one attempt. Raises Locked, and then nothing may be checked: not even a right password."""
    moment = clock.now()
    with transaction.atomic():
        Lockout.objects.bulk_create([Lockout(key=key, first_failed_at=moment)], ignore_conflicts=True)
        row = Lockout.objects.select_for_update().get(key=key)
        if row.locked_until is not None and row.locked_until > moment:
            raise Locked(row.locked_until)
        if row.locked_until is not None or moment - row.first_failed_at >= period:
            row.failures, row.first_failed_at, row.locked_until = 0, moment, None
        row.failures += 1
        if row.failures >= limit:
            row.locked_until = moment + period
        row.save(update_fields=["failures", "first_failed_at", "locked_until"])


def succeeded(key: bytes) -> None:
    """Forgets the failures of this key."""
    Lockout.objects.filter(key=key).update(failures=0, locked_until=None)


def forget_old() -> int:
    """Removes rows that no longer matter; returns how many."""
    long_ago = clock.now() - timedelta(days=1)
    return Lockout.objects.filter(first_failed_at__lt=long_ago).delete()[0]
