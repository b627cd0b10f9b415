"""How long things are kept: data, with defaults. Accesses six months at least (网络安全法 21), three years by default.

The access ledger lies in monthly partitions, which kit.jobs tends.
"""

from dataclasses import dataclass
from datetime import timedelta

from tongban.kit.models import Retention

LEAST_ACCESS_DAYS = 184


@dataclass(frozen=True)
class Kept:
    """For how long, and how long before the end the person is told."""

    time: timedelta
    notice: timedelta = timedelta()


DEFAULTS = {
    "access": Kept(timedelta(days=3 * 365 + 1)),
    "draft": Kept(timedelta(days=30), notice=timedelta(days=7)),
}


def kept(kind: str) -> Kept:
    """What this city has set for the kind, else the default. KeyError for a kind that nobody knows."""
    default = DEFAULTS[kind]
    row = Retention.objects.filter(pk=kind).first()
    return Kept(timedelta(days=row.kept_days), timedelta(days=row.notice_days)) if row else default


def keep(kind: str, *, days: int, notice_days: int = 0) -> None:
    """Sets it, as the owner (`./tongban manage keep`). ValueError says what the law or good sense refuses."""
    if kind not in DEFAULTS:
        raise ValueError(f"kind: one of {', '.join(sorted(DEFAULTS))}")
    if kind == "access" and days < LEAST_ACCESS_DAYS:
        raise ValueError(f"accesses are kept for six months at least ({LEAST_ACCESS_DAYS} days; 网络安全法 21)")
    if not 0 <= notice_days < days:
        raise ValueError("the notice comes before the end")
    Retention.objects.update_or_create(pk=kind, defaults={"kept_days": days, "notice_days": notice_days})
