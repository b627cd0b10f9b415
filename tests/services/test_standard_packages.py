"""The standard packages: sound, complete, their children chosen, filled and priced as the law of the matter has it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import segno
import zxingcpp
from PIL import Image

from tongban.engine import pointers
from tongban.engine.conditions import NOWHERE, Setting
from tongban.engine.letters import find, render_face
from tongban.engine.package import Package
from tongban.engine.package.doctor import examine
from tongban.engine.package.implementation import read_implementation
from tongban.engine.package.parts import Child
from tongban.engine.path.filing import answer_problems, facts_of, setting_of, trimmed
from tongban.engine.qr import PREFIX, picture
from tongban.engine.qr.claims import LARGEST_VERSION

PLACES = Path(__file__).resolve().parents[2] / "world" / "data" / "implementations"
BUNDLE = "open-restaurant"
REGISTRATION, FOOD, SIGN, FIRE = "business-registration", "food-business", "outdoor-sign", "fire-safety-check"
CODES = {BUNDLE, REGISTRATION, FOOD, SIGN, FIRE, "road-occupation", "old-age-allowance", "question-access"}


def test_the_library_is_these_packages(packages: Mapping[str, Package]) -> None:
    assert set(packages) == CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_doctor_finds_nothing(packages: Mapping[str, Package], code: str) -> None:
    assert examine(packages[code], packages.get) == []


@pytest.mark.parametrize(
    ("scenario", "threshold", "expected"),
    [
        ({"registered": False, "floor_area": 420, "signboard": True}, 300, [REGISTRATION, FOOD, SIGN, FIRE]),
        ({"registered": False, "floor_area": 36, "signboard": False}, 300, [REGISTRATION, FOOD]),
        ({"registered": True, "floor_area": 299, "signboard": True}, 300, [FOOD, SIGN]),
        ({"registered": True, "floor_area": 300, "signboard": False}, 300, [FOOD, FIRE]),
        ({"registered": True, "floor_area": 200, "signboard": False}, 200, [FOOD, FIRE]),
        ({"registered": True, "floor_area": 200, "signboard": False}, 300, [FOOD]),
    ],
)
def test_the_answers_choose_the_children(
    packages: Mapping[str, Package], scenario: dict[str, Any], threshold: int, expected: list[str]
) -> None:
    facts = {"scenario": scenario, "local": {"fire_floor_area": threshold}}
    assert [child.package for child in packages[BUNDLE].children_for(facts)] == expected


@pytest.mark.parametrize(("region", "area", "asked"), [
    ("990102", 250, False), ("990121", 250, True), ("990102", 299, False), ("990102", 300, True),
    ("990121", 199, False), ("990121", 200, True),
])  # fmt: skip
def test_each_county_asks_about_fire_from_its_own_floor_area(
    packages: Mapping[str, Package], region: str, area: int, asked: bool
) -> None:
    bundle, told = packages[BUNDLE], packages[BUNDLE].stories["granted"]
    place = read_implementation((PLACES / region / f"{BUNDLE}.toml").read_bytes())
    answers = {**told.answers, "scenario": {**told.scenario, "floor_area": area}}
    kept = trimmed(bundle, answers, place)
    pages = bundle.form.visible_pages(kept, setting_of(answers, place))
    assert ("fire" in [page.id for page in pages]) is asked
    assert ("fire_manager_name" in kept) is asked
    assert (FIRE in [child.package for child in bundle.children_for(facts_of(kept, place))]) is asked
    assert answer_problems(bundle, kept, place, told.start) == ()
    without = {key: value for key, value in kept.items() if key != "storeys"}
    assert bool(answer_problems(bundle, without, place, told.start)) is asked


def test_everything_but_registration_waits_for_it(packages: Mapping[str, Package]) -> None:
    waits = {child.package: child.requires for child in packages[BUNDLE].children}
    assert waits == {REGISTRATION: (), FOOD: (REGISTRATION,), SIGN: (REGISTRATION,), FIRE: (REGISTRATION,)}


def child_answers(child: Child, own: Package, parent: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """What the child's form holds: the same names, `map`, then `fill` from the result of registration."""
    answers: dict[str, Any] = {}
    sources = {**{f"/{name}": f"/{name}" for name in own.schema["properties"]}, **child.map}
    for target, source in sources.items():
        value = pointers.get(parent, source)
        if value is not pointers.MISSING:
            answers = pointers.put(answers, target, deepcopy(value))
    for target, source in child.fill.items():
        if result:
            answers = pointers.put(answers, target, result[source.partition(":")[2]])
    return answers


@pytest.mark.parametrize(
    "story", ["granted", "corrected", "partly-refused", "small-shop", "existing-firm", "withdrawn"]
)
def test_the_one_form_answers_every_child_completely(packages: Mapping[str, Package], story: str) -> None:
    bundle = packages[BUNDLE]
    told = bundle.stories[story]
    setting = Setting(told.scenario, {"fire_floor_area": 300})
    assert bundle.form.check(told.answers, setting, told.start) == []
    parent = {**bundle.form.trim(told.answers, setting), "scenario": told.scenario}
    result = {} if told.scenario["registered"] else {"uscc": "92990102MA8A00110H", "name": "安澜面馆"}
    facts = {**parent, "local": {"fire_floor_area": 300}}
    for child in bundle.children_for(facts):
        own = packages[child.package]
        answers = child_answers(child, own, parent, result)
        if child.package != REGISTRATION and result:
            assert answers["uscc"] == "92990102MA8A00110H" and answers["name"] == "安澜面馆"
        problems = own.form.check(answers, NOWHERE, told.start)
        assert [one for one in problems if one.pointer != "/uscc"] == []


def test_a_child_lacks_nothing_but_the_code_before_registration(packages: Mapping[str, Package]) -> None:
    bundle = packages[BUNDLE]
    told = bundle.stories["small-shop"]
    parent = {**told.answers, "scenario": told.scenario}
    food = next(child for child in bundle.children if child.package == FOOD)
    answers = child_answers(food, packages[FOOD], parent, {})
    assert [one.pointer for one in packages[FOOD].form.check(answers, NOWHERE, told.start)] == ["/uscc"]


@pytest.mark.parametrize(
    ("code", "promise", "replaced"),
    [(SIGN, "sign-commitment", "sign-structure"), (FIRE, "fire-commitment", "fire-training")],
)
def test_a_promise_stands_for_a_material(
    packages: Mapping[str, Package], code: str, promise: str, replaced: str
) -> None:
    ordinary = {one.id for one in packages[code].materials_for({})}
    promised = {one.id for one in packages[code].materials_for({}, commitment=True)}
    assert replaced in ordinary and promise not in ordinary
    assert promise in promised and replaced not in promised


def test_the_business_licence_is_never_asked_again(packages: Mapping[str, Package]) -> None:
    assert packages[REGISTRATION].service.result.certificate == "business-licence"
    for code in (FOOD, SIGN, FIRE):
        assert packages[code].material("business-licence").never_asked


@pytest.mark.parametrize(("age", "fen"), [(80, 5000), (89, 5000), (90, 10000), (99, 10000), (100, 50000), (117, 50000)])
def test_the_allowance_grows_with_age(packages: Mapping[str, Package], age: int, fen: int) -> None:
    rule = packages["old-age-allowance"].rules["amount"]
    assert rule.evaluate({"age": age}, today=date(2026, 3, 2)) == fen


@pytest.mark.parametrize(
    ("road_class", "area", "first", "last", "fen"),
    [
        ("main", 20, "2026-05-20", "2026-05-22", 4800),
        ("branch", 12, "2026-06-01", "2026-06-05", 1800),
        ("main", 1, "2026-02-28", "2026-03-01", 160),
        ("branch", 7, "2026-12-31", "2026-12-31", 210),
    ],
)
def test_the_road_fee_is_area_times_days(
    packages: Mapping[str, Package], road_class: str, area: int, first: str, last: str, fen: int
) -> None:
    answers = {"road_class": road_class, "area": area, "from_day": first, "to_day": last}
    assert packages["road-occupation"].rules["fee"].evaluate(answers, today=date(2026, 1, 5)) == fen


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler's pdftoppm is not here")
@pytest.mark.parametrize("code", sorted(CODES - {BUNDLE, "question-access"}))
def test_each_certificate_can_be_drawn_and_scanned(packages: Mapping[str, Package], code: str, tmp_path: Path) -> None:
    """As PDF/A on one sheet, with every field the result names, and with long values in it; the longest QR code there
    can be is read from the picture of the sheet by an independent decoder, its modules 0.4 mm or more."""
    package = packages[code]
    shown = dict.fromkeys(package.service.result.fields, "安澜市河东区滨江大道66号一至二层（原老码头仓库东侧）")
    said = PREFIX + "%69 VD92EX0" * 66
    data = {
        **shown,
        "number": "JY29901020000012",
        "authority": "安澜市河东区市场监督管理局",
        "issued_on": "2026年3月4日",
        "code": "ABCDE-FGHJK",
        "qr": picture(said),
        "qr_link": segno.make("https://city.example/verify/?number=JY29901020000012&code=ABCDE-FGHJK").svg_inline(),
    }
    assert package.face is not None
    made = tmp_path / "face.pdf"
    made.write_bytes(render_face(package.face, data, find()))
    assert made.read_bytes().startswith(b"%PDF-") and b"/Count 1" in made.read_bytes()
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", str(made), str(made.with_suffix(""))], check=True)
    with Image.open(made.with_suffix(".png")) as page:
        codes = {one.text: one.position for one in zxingcpp.read_barcodes(page)}
    assert said in codes and len(codes) == 2
    modules = 17 + 4 * LARGEST_VERSION
    assert (codes[said].top_right.x - codes[said].top_left.x) / 150 * 25.4 / modules >= 0.395  # a pixel is 0.002 of it


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not here")
def test_the_allowance_is_printed_in_yuan(tmp_path: Path) -> None:
    face = (PLACES.parents[2] / "services/benefit/old-age-allowance/certificate.typ").read_bytes()
    made = tmp_path / "notice.pdf"
    for fen, printed in (("5000", "50 元"), ("12345", "123.45 元")):
        made.write_bytes(render_face(face, {"amount": fen, "number": "1"}, find()))
        text = subprocess.run(["pdftotext", "-layout", str(made), "-"], capture_output=True, text=True, check=True)
        assert printed in text.stdout
