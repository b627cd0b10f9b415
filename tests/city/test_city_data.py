"""The demo city as data: whole, consistent, invented; and its implementations let every package be run."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tongban.engine.forms.identifiers import citizen_id_problem, mobile_problem, uscc_problem
from tongban.engine.package import Package, read_folder
from tongban.engine.package.codes import task_code, task_code_problem
from tongban.engine.package.implementation import Implementation, read_implementation
from tongban.engine.package.implementation_rules import implementation_problems
from tongban.engine.package.kinds import shipped_kinds

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "world" / "data"
FILES = sorted(DATA.glob("implementations/*/*.toml"))
COUNTIES = ("990102", "990121")
CITY = "990100"


def rows(name: str, table: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))[table or name]
    return found


def implementation(region: str, code: str) -> Implementation:
    return read_implementation((DATA / f"implementations/{region}/{code}.toml").read_bytes())


@pytest.fixture(scope="module")
def packages() -> dict[str, Package]:
    return {path.parent.name: read_folder(path.parent) for path in (ROOT / "services").glob("*/*/service.toml")}


@pytest.mark.parametrize(
    ("name", "table", "key"),
    [
        ("regions", "regions", "code"),
        ("departments", "departments", "code"),
        ("departments", "departments", "number"),
        ("departments", "departments", "uscc"),
        ("posts", "posts", "code"),
        ("officers", "officers", "login"),
        ("officers", "officers", "name"),
        ("citizens", "citizens", "citizen_id"),
        ("citizens", "citizens", "phone"),
        ("citizens", "citizens", "email"),
        ("organisations", "organisations", "uscc"),
        ("catalogue", "entries", "code"),
    ],
)
def test_each_is_there_once(name: str, table: str, key: str) -> None:
    assert [value for value, n in Counter(row[key] for row in rows(name, table)).items() if n > 1] == []


def test_every_reference_leads_somewhere() -> None:
    regions = {row["code"] for row in rows("regions")}
    departments = {row["code"] for row in rows("departments")}
    posts = {row["code"] for row in rows("posts")}
    logins = {row["login"] for row in rows("officers")}
    people = {row["key"] for row in rows("citizens")}
    firms = {row["key"] for row in rows("organisations")}
    asked = [
        ({row["parent"] for row in rows("regions") if "parent" in row}, regions),
        ({row["region"] for row in rows("departments")}, regions),
        ({row["parent"] for row in rows("departments") if "parent" in row}, departments),
        ({row["department"] for row in rows("posts")}, departments),
        ({post for row in rows("officers") for post in row.get("posts", [])}, posts),
        ({row["officer"] for row in rows("officers", "substitutions")}, logins),
        ({row["post"] for row in rows("officers", "substitutions")}, posts),
        ({row["region"] for row in rows("citizens")}, regions),
        ({row["representative"] for row in rows("organisations")}, people),
        ({row[key] for row in rows("organisations", "mandates") for key in ("citizen", "granted_by")}, people),
        ({row["organisation"] for row in rows("organisations", "mandates")}, firms),
    ]
    assert [found - known for found, known in asked] == [set()] * len(asked)


def test_numbers_are_valid_and_nobodys() -> None:
    for row in rows("citizens"):
        assert citizen_id_problem(row["citizen_id"], date(2026, 1, 1)) is None
        assert row["citizen_id"].startswith(row["region"])  # 99 is no province
        assert mobile_problem(row["phone"]) is None and row["phone"].startswith("1990000")
        assert row["email"].endswith("@mail.example")
    for row in [*rows("departments"), *rows("organisations")]:
        assert uscc_problem(row["uscc"]) is None and row["uscc"][2:5] == "990"
    assert all(row["uscc"].startswith("11" + row["region"]) for row in rows("departments"))


def test_nobody_but_an_administrator_is_without_a_post() -> None:
    """三员: each of the three once, none with a post; every post is held."""
    officers = rows("officers")
    assert sorted(row["administration"] for row in officers if "administration" in row) == [
        "audit",
        "security",
        "system",
    ]
    assert [row["login"] for row in officers if ("administration" in row) == bool(row.get("posts"))] == []
    held = {post for row in officers for post in row.get("posts", [])}
    assert {row["code"] for row in rows("posts")} - held == set()


def test_every_department_has_an_officer_and_roles_are_known() -> None:
    posts = rows("posts")
    assert {row["code"] for row in rows("departments")} == {row["department"] for row in posts}
    assert {role for row in posts for role in row["roles"]} <= set(shipped_kinds().roles)


def test_one_person_never_reviews_and_decides() -> None:
    assert [row["code"] for row in rows("posts") if {"decider", "reviewer"} <= set(row["roles"])] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_implementation_is_whole(path: Path, packages: dict[str, Package]) -> None:
    content = path.read_bytes()
    found = read_implementation(content)
    package = packages.get(found.package or "")
    assert list(implementation_problems(found, package, path.name, content)) == []
    assert found.region == path.parent.name and (found.package or path.stem) == path.stem
    departments = {row["code"]: row for row in rows("departments")}
    named = {found.authority, found.accepting_body, *(one.department for one in found.joint_offices)}
    assert named <= set(departments)
    code = task_code(departments[found.authority]["uscc"], found.level, found.catalog_code)
    assert task_code_problem(code) is None and len(code) == 31
    entry = next(row for row in rows("catalogue", "entries") if row["code"] == found.catalog_code)
    if package is not None:
        assert (entry["type"], entry["name"]["zh"]) == (package.service.type, package.service.name.zh)


def offered(region: str, packages: dict[str, Package]) -> dict[str, Package]:
    """What a region offers itself; the city offers what no county does."""
    return {code: one for code, one in packages.items() if (DATA / f"implementations/{region}/{code}.toml").exists()}


@pytest.mark.parametrize("region", (*COUNTIES, CITY))
def test_every_task_finds_somebody(region: str, packages: dict[str, Package]) -> None:
    """Each role of each step is held in the department that does it; a check by two finds two."""
    roles: dict[str, Counter[str]] = {}
    for post in rows("posts"):
        roles.setdefault(post["department"], Counter()).update(post["roles"])
    for code, package in offered(region, packages).items():
        found, service = implementation(region, code), package.service
        assert roles[found.accepting_body][service.roles["accept"]] > 0
        for role in {service.roles["review"], service.roles["decide"], service.roles.get("extend", "head")}:
            assert roles[found.authority][role] > 0, (code, role)
        if service.notice_and_commitment:
            assert roles[found.authority][service.notice_and_commitment.after_check.role] > 0
        for node in package.net.nodes.values() if package.net else ():
            if "role" in node.attributes:
                where = node.attributes.get("department", "authority")
                if where.startswith("answer:"):  # where the department that is the answer has nobody: the authority
                    where = "authority"
                department = found.authority if where == "authority" else found.roles[where.removeprefix("role:")]
                assert roles[department][node.attributes["role"]] >= int(node.attributes.get("officers", "1"))


def test_the_counties_differ_as_they_should(packages: dict[str, Package]) -> None:
    assert offered(CITY, packages).keys() == packages.keys() - offered(COUNTIES[0], packages).keys()
    of_counties = [path for path in FILES if path.parent.name != CITY]
    assert len({path.stem for path in of_counties}) * 2 == len(of_counties)
    materials: dict[str, list[set[str]]] = {}
    for code in offered(COUNTIES[0], packages):
        hedong, linjiang = (implementation(region, code) for region in COUNTIES)
        assert hedong.authority.replace("hedong", "linjiang") == linjiang.authority
        assert hedong.promised.n < linjiang.promised.n
        assert (hedong.accepting_body, linjiang.accepting_body) == ("hedong-hall", linjiang.authority)
        assert hedong.delegation is not None and linjiang.delegation is None
        materials[code] = [{one.id for one in each.materials} for each in (hedong, linjiang)]
    same = sorted(code for code, (one, other) in materials.items() if one == other)
    assert same == ["business-registration", "open-restaurant"]
    bundle = [implementation(region, "open-restaurant") for region in COUNTIES]
    assert [one.joint_decision is not None for one in bundle] == [True, False]
    assert [one.facts["fire_floor_area"] for one in bundle] == [300, 200]


def test_stories_are_about_people_of_this_city(packages: dict[str, Package]) -> None:
    """Whoever applies in a story has an account: the number in the answers is that of a citizen."""
    people = {row["citizen_id"]: row["phone"] for row in rows("citizens")}
    for package in packages.values():
        for story in package.stories.values():
            told = story.answers.get("operator_id") or story.answers.get("elder_id")
            assert told is None or told in people, story.name
            if "operator_id" in story.answers:
                assert story.answers["operator_mobile"] == people[told]
            assert re.fullmatch(r"(990100|990102|990121)/[a-z-]+", story.implementation or "")
            assert (DATA / f"implementations/{story.implementation}.toml").is_file()
