"""The city of the release before this one is brought back from its backup and migrated forward: nothing is lost, all goes on.

`tools/release_city` keeps such a city when a release is made. Migrations of a release are never changed afterwards.
"""

import difflib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.browser.people import Citizen, Officer
from tests.browser.running import RunningCity, wait_for
from tongban.config.command import dumping
from tongban.kit.database.binaries import find_binaries

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
KEPT = HERE / "city-0.2.0.backup"
KEY = KEPT.with_suffix(".key")
# Of the world as 0.2.0 built it: (number, station, outcome).
CASES = [
    ("990102213202610300000014", "decide", ""),
    ("990102213202611110000018", "decide", ""),
    ("990102213202611160000010", "close", "granted"),
    ("990102213202611170000013", "close", "refused"),
    ("990102213202611180000017", "decide", ""),
    ("990121305202611120000014", "deliver", ""),
]
ACTS = 129
CERTIFICATE = "DJ99010220260000015"
FIRE, APPLICANT = CASES[4][0], "19900000104"
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")  # pg_restore writes the same check with other casts
MONTH = re.compile(r"kit_access_20\d\d_\d\d")


@pytest.fixture(scope="module")
def city() -> Iterator[RunningCity]:
    """The kept city, restored and brought up by this version."""
    folder = Path(tempfile.mkdtemp(prefix="tb-upgrade-"))
    folder.chmod(0o711)
    city = RunningCity(folder / "data")
    try:
        restored = city.command("restore", "--key-file", str(KEY), str(KEPT))
        assert restored.returncode == 0, restored.stdout + restored.stderr
        city.up()
        assert "正在建立演示城市" not in city.said, "it was founded anew"
        yield city
    finally:
        try:
            city.end()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def rows(city: RunningCity, statement: str) -> list[tuple[Any, ...]]:
    """All rows of a statement, as the owner of the tables."""
    with city._database(autocommit=True) as connection:
        return list(connection.execute(statement).fetchall())


def schema(connect: list[str], env: dict[str, str]) -> list[str]:
    """The shape of a database as pg_dump writes it; the partitions of single months are left out."""
    command = [find_binaries()["pg_dump"], "--schema-only", "--restrict-key=same", *connect]
    told = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    parts = re.split(r"\n\n\n(?=-- )|\n--\n\n", told)
    kept = [part for part in parts if not MONTH.search(part) and not part.startswith("-- Dumped")]
    return sorted("\n".join(sorted(CASTS.sub("", part).strip().splitlines())) for part in kept)  # grants in any order


@pytest.mark.django_db
def test_its_shape_is_that_of_a_new_city(city: RunningCity) -> None:
    """Whoever changes a migration of a release, instead of adding one, is told here."""
    here = settings.DATABASES["default"]
    new = dumping.Server(("-h", here["HOST"], "-p", str(here["PORT"]), "-U", here["USER"], "-d", here["NAME"]), {})
    old = dumping.server(city.data)
    difference = difflib.unified_diff(
        schema(list(new.arguments), old.env), schema(list(old.arguments), old.env), "new", "upgraded", n=0
    )
    assert list(difference) == []


def test_nothing_is_lost_and_all_goes_on(city: RunningCity, new_page: Any, tmp_path: Path) -> None:
    assert rows(city, "SELECT case_no, station, outcome FROM cases_case ORDER BY case_no") == CASES
    [(acts,)] = rows(city, "SELECT count(*) FROM kit_act WHERE recorded_at < '2026-11-23 11:31+00'")
    assert acts == ACTS
    genuine(city, CERTIFICATE, tmp_path)

    city.asked("UPDATE directory_officer SET password_set_at = now()")  # the kept passwords grow old
    head = Officer(new_page(), city.office, city.accounts["cenxi"])
    head.open(FIRE)
    head.act("decide", {"outcome": "grant"})
    asked = (
        f"SELECT ce.number FROM records_certificate ce JOIN cases_case c ON ce.case = c.id WHERE c.case_no = '{FIRE}'"
    )
    made = wait_for(lambda: rows(city, asked + " AND ce.sealed_id IS NOT NULL"), 60, "the certificate is sealed")
    genuine(city, made[0][0], tmp_path)
    assert rows(city, f"SELECT station, outcome FROM cases_case WHERE case_no = '{FIRE}'") == [("deliver", "")]

    person = Citizen(new_page(), city.public, city.accounts[APPLICANT])
    person.page.goto(f"{city.public}/my/")
    person.sign_in()
    assert person.page.locator("main", has_text=FIRE).count()


def genuine(city: RunningCity, number: str, folder: Path) -> None:
    """The sealed file of a certificate can still be opened, and the command holds it genuine."""
    file = folder / f"{number}.pdf"
    program = (
        "from pathlib import Path; from tongban.kit import files; from tongban.records.models import Certificate;"
        f"Path({str(file)!r}).write_bytes(files.read(Certificate.objects.get(number={number!r}).sealed))"
    )
    opened = city.command("manage", "shell", "-c", program)
    assert opened.returncode == 0, opened.stderr
    said = city.command("verify", str(file))
    assert said.returncode == 0, said.stdout + said.stderr
