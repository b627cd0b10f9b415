"""The city as it stands before its first case: world/data becomes rows, packages and implementations are published.

Used by the demo city and by the tests alike. Nothing here is done twice: loading into a loaded city is refused.
"""

import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyotp
from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher, make_password
from django.db import transaction

from tongban.catalog.actions.publishing import publish_implementation, publish_package
from tongban.catalog.models import CatalogueEntry
from tongban.catalog.queries import implementation_of, offer, offered, package_of
from tongban.directory.actions.founding import found_city
from tongban.directory.actions.machines import create_client
from tongban.directory.models import (
    Appointment,
    Citizen,
    Department,
    Mandate,
    Officer,
    Organisation,
    Post,
    Region,
    Substitution,
)
from tongban.engine.package import folder_files, read
from tongban.exchange.identity.standin.registration import Person, write_people
from tongban.exchange.seals import make_test_seal
from tongban.kit import clock
from tongban.kit.access import SYSTEM
from tongban.kit.ids import new_id
from tongban.records.models import Certificate

SHOWN = {"lu", "tao"} | {  # sign-ins printed at the start: enough to see a bundle through in 河东区
    f"hedong-{post}"
    for post in ("hall-desk1", "hall-supervise", "market-review", "market-inspect1", "market-decide", "urban-review",
                 "urban-decide", "fire-inspect1", "fire-inspect2", "fire-decide", "civil-counter", "civil-review",
                 "civil-decide")
}  # fmt: skip
ROOT = Path(__file__).resolve().parent
SERVICES = ROOT.parent / "services"
REGISTRATION = "business-registration"
CITY = {"name_zh": "安澜市", "name_en": "Anlan City", "region": "990100"}
ADMINISTRATORS = {"system": ("系统管理员", "System administrator"), "security": ("安全管理员", "Security administrator"),
                  "audit": ("审计管理员", "Audit administrator")}  # fmt: skip


@dataclass
class City:
    """What was loaded, by the keys of the data, and the sign-ins made for it."""

    citizens: dict[str, Citizen] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    accounts: list[dict[str, Any]] = field(default_factory=list)


def table(name: str, rows: str = "") -> list[dict[str, Any]]:
    """The rows of world/data/<name>.toml; `rows` names a second table of the file."""
    content = tomllib.loads((ROOT / "data" / f"{name}.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content.get(rows, []) if rows else next(iter(content.values()))
    return found


def load_city(*, since: date | None = None, say: Callable[[str], None] = lambda text: None) -> City:
    """Founds the demo city and fills it. `since`: the day from which its departments and posts hold."""
    since = since or date(2025, 1, 1)
    city = City()
    with transaction.atomic():
        say("公布区划、部门、岗位、人员 / regions, departments, posts, people")
        found_city(**CITY, demo=True)
        _government(city, since)
        _people(city, since)
        say("发布服务包和实施清单 / publishing packages and implementations")
        publish_all()
        _licences_on_file(city)
    say("刻制测试印章 / making test seals")
    for department in _authorities():
        make_test_seal(department)
    return city


def _government(city: City, since: date) -> None:
    for row in table("regions"):
        Region.objects.get_or_create(
            code=row["code"],
            defaults={"parent_id": row.get("parent"), "name_zh": row["name"]["zh"], "name_en": row["name"]["en"],
                      "level": row["level"], "valid_from": since},
        )  # fmt: skip
    for row in table("regions"):
        Region.objects.filter(code=row["code"]).update(parent=row.get("parent"))
    for row in table("departments"):
        address = row.get("address", {"zh": "", "en": ""})
        Department.objects.create(
            code=row["code"], number=row["number"], region_id=row["region"], name_zh=row["name"]["zh"],
            name_en=row["name"]["en"], uscc=row.get("uscc", ""), address_zh=address["zh"], address_en=address["en"],
            phone=row.get("phone", ""), valid_from=since,
        )  # fmt: skip
    departments = {one.code: one for one in Department.objects.all()}
    for row in table("departments"):
        if "parent" in row:
            Department.objects.filter(code=row["code"]).update(parent=departments[row["parent"]])
    for row in table("posts"):
        city.posts[row["code"]] = Post.objects.create(
            code=row["code"], department=departments[row["department"]], name_zh=row["name"]["zh"],
            name_en=row["name"]["en"], roles=row["roles"], valid_from=since,
        )  # fmt: skip


def _people(city: City, since: date) -> None:
    for row in table("officers"):
        officer = _officer(
            city, row["login"], row["name"], row.get("administration", ""), _role(city, row), row.get("posts", [])
        )
        for code in row.get("posts", []):
            Appointment.objects.create(
                officer=officer, post=city.posts[code], valid_from=since, valid_to=row.get("valid_to")
            )  # fmt: skip
    for kind, (zh, en) in ADMINISTRATORS.items():
        if not Officer.objects.filter(administration=kind).exists():
            _officer(city, f"{kind}-admin", zh, kind, {"zh": zh, "en": en}, [])
    for row in table("citizens"):
        city.citizens[row["key"]] = _citizen(city, row)
    write_people([Person(row["key"], row["name"], row["citizen_id"], row["phone"]) for row in table("citizens")])
    for row in table("organisations"):
        organisation = Organisation.objects.create(
            uscc=row["uscc"], name=row["name"], kind=row["kind"], address=row.get("address", ""),
            valid_from=row.get("established_on", since),
        )  # fmt: skip
        city.organisations[row["key"]] = organisation
        Mandate.objects.create(
            citizen=city.citizens[row["representative"]], organisation=organisation, is_representative=True,
            packages=["*"], valid_from=since,
        )  # fmt: skip

    for row in table("organisations", "mandates"):
        Mandate.objects.create(
            citizen=city.citizens[row["citizen"]], organisation=city.organisations[row["organisation"]],
            packages=row["packages"], granted_by=city.citizens[row["granted_by"]], valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
        )  # fmt: skip
    for row in table("organisations", "apps"):
        create_client(
            name=row["name"], scopes=row["scopes"], organisation=city.organisations[row["organisation"]], by=SYSTEM,
            redirect_uris=row["redirect_uris"], is_confidential=False,
        )  # fmt: skip
    for row in table("officers", "substitutions"):
        Substitution.objects.create(
            post=city.posts[row["post"]], officer=city.officers[row["officer"]], valid_from=row["valid_from"],
            valid_to=row["valid_to"], reason=row.get("reason", ""),
        )  # fmt: skip


def _role(city: City, row: dict[str, Any]) -> dict[str, str]:
    """What the list of sign-ins says of an officer."""
    if row.get("administration"):
        zh, en = ADMINISTRATORS[row["administration"]]
        return {"zh": f"{row['name']} {zh}", "en": en}
    posts = [city.posts[code] for code in row.get("posts", [])]
    zh = "、".join(f"{post.department.name_zh} {post.name_zh}" for post in posts)
    return {
        "zh": f"{row['name']} {zh}",
        "en": "; ".join(f"{post.department.name_en}, {post.name_en}" for post in posts),
    }


def _officer(city: City, login: str, name: str, administration: str, role: dict[str, str], posts: list[str]) -> Officer:
    # The password is made today, whatever day the city is loaded for: it must not be 90 days old at the first sign-in.
    password, seed = secrets.token_urlsafe(12) + "aA1", pyotp.random_base32()
    officer = Officer.objects.create(
        login=login, name=name, password=_hashed(password), password_set_at=datetime.now(UTC),
        must_change_password=False, totp_seed=seed, administration=administration, created_at=clock.now(),
    )  # fmt: skip
    city.officers[login] = officer
    city.accounts.append({"site": "office", "key": login, "role": role, "login": login, "password": password, "totp_seed": seed,
                          "shown": bool(administration or SHOWN & set(posts))})  # fmt: skip
    return officer


class _QuickHasher(Argon2PasswordHasher):
    """Enough for a random password of this city; a hundred of the usual cost take a quarter of its founding."""

    time_cost, memory_cost, parallelism = 1, 8192, 1


def _hashed(password: str) -> str:
    usual = get_hasher()
    return make_password(password, hasher=_QuickHasher() if isinstance(usual, Argon2PasswordHasher) else usual)


def _citizen(city: City, row: dict[str, Any]) -> Citizen:
    password = secrets.token_urlsafe(9)
    citizen = Citizen(name=row["name"], password=_hashed(password), assurance_level=row.get("assurance_level", 2))
    citizen.set_phone(row["phone"], verified=True)
    citizen.set_email(row.get("email"))
    citizen.set_citizen_id(row["citizen_id"])
    citizen.save(force_insert=True)
    city.accounts.append({"site": "public", "key": row["key"], "role": {"zh": row["name"], "en": ""}, "login": row["phone"],
                          "password": password, "shown": row["key"] in SHOWN})  # fmt: skip
    return citizen


def _licences_on_file(city: City) -> None:
    """Business licences of firms older than the platform, taken over from the old register without a file of ours."""
    for row in table("organisations"):
        version = offer(f"{row['uscc'][2:8]}/{REGISTRATION}") if row.get("licence_on_file") else None
        if version is None:
            continue
        organisation = city.organisations[row["key"]]
        face = {"uscc": organisation.uscc, "name": organisation.name, "premises": organisation.address}
        Certificate.objects.create(
            type_code=package_of(version.package_version_id).service.result.certificate,
            number=f"ZY{organisation.uscc}", code_index=b"", organisation=organisation,
            package_version_id=version.package_version_id, authority=version.implementation.authority, case=new_id(),
            data=face, issued_on=row["established_on"], status=Certificate.Status.IN_FORCE, created_at=clock.now(),
        )  # fmt: skip


def publish_all() -> None:
    """Every package of services/ and every implementation and catalogue entry of the demo city."""
    for row in table("catalogue"):
        CatalogueEntry.objects.get_or_create(
            code=row["code"], defaults={"name_zh": row["name"]["zh"], "name_en": row["name"]["en"], "type": row["type"]}
        )
    folders = [folder_files(path.parent) for path in sorted(SERVICES.glob("*/*/service.toml"))]
    for files in sorted(folders, key=lambda files: bool(read(files).children)):  # a bundle after its children
        publish_package(files, by=SYSTEM)
    for file in sorted((ROOT / "data" / "implementations").rglob("*.toml")):
        publish_implementation(file.read_text(encoding="utf-8"), by=SYSTEM, file=file.name)


def _authorities() -> list[Department]:
    """The departments that issue something: those an implementation names."""
    codes = set()
    for version in offered():
        document = implementation_of(version.id)
        codes |= {document.authority, document.accepting_body}
    return list(Department.objects.filter(code__in=codes).order_by("code"))


def find_city() -> City:
    """The loaded city again, by the keys of the data; without the passwords, which are kept nowhere."""
    city = City()
    for row in table("citizens"):
        found = Citizen.objects.with_phone(row["phone"])
        if found is not None:
            city.citizens[row["key"]] = found
    uscc = {one.uscc: one for one in Organisation.objects.all()}
    city.organisations = {row["key"]: uscc[row["uscc"]] for row in table("organisations") if row["uscc"] in uscc}
    city.officers = {one.login: one for one in Officer.objects.all()}
    city.posts = {one.code: one for one in Post.objects.all()}
    return city
