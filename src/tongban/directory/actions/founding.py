"""The founding of a city: its one Installation row, first data key, root region, calendars, three administrators."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tongban.directory.actions import calendars, government, officer_accounts
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import CalendarDay, Officer, Region
from tongban.engine.deadlines import shipped_calendar
from tongban.kit import ledger
from tongban.kit.access import SYSTEM
from tongban.kit.models import Installation, VaultKey
from tongban.kit.vault import keys

ADMINISTRATORS = (
    ("system", "sysadmin", "系统管理员"),
    ("security", "secadmin", "安全管理员"),
    ("audit", "auditadmin", "审计管理员"),
)
BEFORE_ALL = date(2000, 1, 1)


@dataclass(frozen=True)
class AdministratorLink:
    """What is printed once: which administrator, the sign-in name, and the secret of the one-time link."""

    administration: str
    login: str
    secret: str


def found_city(*, name_zh: str, name_en: str, region: str, demo: bool) -> Installation:
    """The rows every city needs. Idempotent for the same kind of city; Refuse if it was founded as the other kind."""
    present = Installation.objects.first()
    if present is not None and present.demo != demo:
        kind = ("演示", "demo") if present.demo else ("正式", "real")
        raise Refuse({"": (f"这里已经建成{kind[0]}城市", f"This database already holds a {kind[1]} city")})
    with transaction.atomic():
        if not VaultKey.objects.exists():
            keys.create_data_key()
        if present is None:
            present = Installation.objects.create(demo=demo, name_zh=name_zh, name_en=name_en, region=region)
            ledger.act("city.founded", actor=SYSTEM, region=region, demo=demo)
        if not Region.objects.filter(pk=region).exists():
            government.add_region(
                code=region, name_zh=name_zh, name_en=name_en, level="3", parent=None, since=BEFORE_ALL, by=SYSTEM
            )
        for notice in shipped_calendar().years.values():
            if not CalendarDay.objects.filter(region__isnull=True, day__year=notice.year).exists():
                calendars.keep_notice(notice, by=SYSTEM)
    return present


def empty_city(*, name_zh: str, name_en: str, region: str) -> list[AdministratorLink]:
    """A real city without people: its rows, and a one-time link for each administrator who is not set up yet."""
    found_city(name_zh=name_zh, name_en=name_en, region=region, demo=False)
    links = []
    for administration, login, name in ADMINISTRATORS:
        officer = Officer.objects.filter(administration=administration, is_active=True).first()
        if officer is None:
            officer = officer_accounts.create_officer(login=login, name=name, by=SYSTEM, administration=administration)
        if not officer.password:
            secret = officer_accounts.issue_link(officer, by=SYSTEM)
            links.append(AdministratorLink(administration, officer.login, secret))
    return links
