"""A running city refuses what the doctor refuses, and an implementation whose bodies, places or figures nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.catalog.actions.publishing import publish_implementation, publish_package
from tongban.catalog.models import ImplementationVersion, PackageVersion
from tongban.directory.models import Officer
from tongban.engine.package import folder_files
from tongban.engine.problems import Problem, Refused
from tongban.kit.access import SYSTEM
from tongban.kit.ledger.models import Act

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
FOLDER = next((ROOT / "services").glob("*/road-occupation"))
BUNDLE = next((ROOT / "services").glob("*/open-restaurant"))
PLACE = ROOT / "world" / "data" / "implementations" / "990102"


def spoilt(folder: Path, file: str, old: str, new: str) -> dict[str, bytes]:
    files = dict(folder_files(folder))
    text = files[file].decode()
    assert old in text
    return {**files, file: text.replace(old, new, 1).encode()}


def refusal_of_package(files: dict[str, bytes]) -> list[Problem]:
    before = PackageVersion.objects.count(), Act.objects.filter(kind="package.published").count()
    with pytest.raises(Refused) as caught:
        publish_package(files, by=SYSTEM)
    assert (PackageVersion.objects.count(), Act.objects.filter(kind="package.published").count()) == before
    return list(caught.value.problems)


def refusal(name: str, old: str, new: str) -> list[Problem]:
    text = (PLACE / name).read_text(encoding="utf-8")
    assert old in text
    before = ImplementationVersion.objects.count()
    with pytest.raises(Refused) as caught:
        publish_implementation(text.replace(old, new, 1), by=SYSTEM, file=name)
    assert ImplementationVersion.objects.count() == before
    problems = list(caught.value.problems)
    assert all(one.file == name and one.line and one.mend_zh and one.mend_en for one in problems)
    return problems


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("process.bpmn", 'tb:role="reviewer"', 'tb:role="wizard"', "there is no role 'wizard'"),
        ("service.toml", 'review = "reviewer"', 'review = "wizard"', "there is no role 'wizard'"),
        ("guide.en.md", "", "占道 ", "wrong language"),
    ],
)
def test_what_the_doctor_finds_is_refused_with_its_line_and_mend(
    city: object, file: str, old: str, new: str, said: str
) -> None:
    (problem,) = refusal_of_package(spoilt(FOLDER, file, old, new))
    assert said in problem.en and (problem.file, bool(problem.line)) == (file, True)
    assert problem.mend_zh and problem.mend_en


def test_a_story_that_is_not_true_is_refused(city: object) -> None:
    file, due = "stories/granted.toml", "due = 2026-05-28"
    told = folder_files(FOLDER)[file].decode()
    (problem,) = refusal_of_package(spoilt(FOLDER, file, due, "due = 2026-05-29"))
    assert (problem.file, problem.line) == (file, told[: told.index(due)].count("\n") + 1)
    assert "2026-05-28" in problem.en and problem.mend_en


def test_a_bundle_is_refused_while_a_child_is_not_published(city: object) -> None:
    found = refusal_of_package(spoilt(BUNDLE, "service.toml", 'package = "outdoor-sign"', 'package = "sky-sign"'))
    assert "there is no package 'sky-sign'" in {one.en for one in found}


def test_a_sound_change_is_published(city: object) -> None:
    files = spoilt(FOLDER, "guide.en.md", "", "Read this first. ")
    assert publish_package(files, by=SYSTEM).number == 2


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "said"),
    [
        ("road-occupation.toml", 'region = "990102"', 'region = "110000"', "region", "no region '110000'"),
        ("road-occupation.toml", '"hedong-housing"', '"no-such"', "authority", "no department 'no-such'"),
        ("road-occupation.toml", 'accepting = "hedong-hall"', 'accepting = "no-hall"', "accepting", "'no-hall'"),
        ("road-occupation.toml", 'department = "hedong-police"', 'department = "x"', "joint_offices.0.department", "'x'"),
        ("road-occupation.toml", 'traffic-police = "hedong-police"', "", "roles", "is named for 'traffic-police'"),
        ("road-occupation.toml", '"hedong-police" }', '"x" }', "roles.traffic-police", "no department 'x'"),
        ("road-occupation.toml", '"hedong-police" }', '"hedong-hall" }', "roles.traffic-police", "nobody in"),
        ("road-occupation.toml", 'package = "road-occupation"', 'package = "sky"', "package", "no package 'sky'"),
        ("open-restaurant.toml", "fire_floor_area =", "other_area =", "facts", "'fire_floor_area' is not given"),
        ("open-restaurant.toml", "fire_floor_area =", "other_area =", "facts.other_area", "no local figure 'other_area'"),
    ],
)  # fmt: skip
def test_an_implementation_names_what_is_there(
    city: object, name: str, old: str, new: str, where: str, said: str
) -> None:
    found = {one.where: one.en for one in refusal(name, old, new)}
    assert said in found.get(where, ""), found


def test_a_role_that_resolves_to_nobody_is_refused(city: object) -> None:
    holders = Officer.objects.filter(appointments__post__department__code="hedong-housing")
    holders.filter(appointments__post__roles__contains=["decider"]).update(is_active=False)
    found = refusal("road-occupation.toml", "n = 8", "n = 7")
    assert [(one.where, one.en) for one in found if "decider" in one.en] == [
        ("authority", "nobody in the department 'hedong-housing' has the role 'decider'")
    ]


def test_what_is_not_in_use_needs_nobody(city: object) -> None:
    Officer.objects.filter(appointments__post__department__code="hedong-housing").update(is_active=False)
    text = (PLACE / "road-occupation.toml").read_text(encoding="utf-8")
    paused = publish_implementation(f'usage = "2"\n{text}', by=SYSTEM, file="road-occupation.toml")
    assert paused.usage == ImplementationVersion.Usage.PAUSED
