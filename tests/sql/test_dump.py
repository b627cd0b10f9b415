"""A raw dump of the database shows no id, phone, e-mail or personal answer of anybody (design: personal data)."""

import subprocess
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.stories.test_stories import PACKAGES, people_of
from tongban.engine.pointers import get
from tongban.kit import clock
from tongban.kit.database.binaries import find_binaries
from tongban.kit.ids import new_id
from world.running import StoryRun

WORLD = Path(__file__).resolve().parents[2] / "world" / "data"
STORY = ("open-restaurant", "granted")


@pytest.fixture
def submitted(db: None) -> Iterator[dict[str, Any]]:
    """The answers of a case that was really committed; afterwards everything of it is gone again."""
    before = new_id()
    try:
        yield apart(file_a_case)
    finally:
        apart(lambda: forget_since(before))


def apart(work: Callable[[], Any]) -> Any:
    """Runs `work` in a thread, whose connection is its own and commits; the test's transaction knows nothing of it."""

    def with_own_connection() -> Any:
        try:
            assert connection.settings_dict["NAME"].startswith("test_")
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(with_own_connection).result()


def file_a_case() -> dict[str, Any]:
    """Submits the story's case; returns its answers."""
    package = PACKAGES[STORY[0]]
    story = package.stories[STORY[1]]
    with clock.simulated(clock.on(story.start)):
        StoryRun(package, story, people_of(story)).begin()
    return dict(story.answers)


def forget_since(before: Any) -> None:
    """Deletes every row that is younger, pass by pass, until no foreign key holds any."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kit_act DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_case SET current_id = NULL WHERE id > %s", [before])
        for table in ("procrastinate_events", "procrastinate_jobs"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            "SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema,"
            " table_name) WHERE table_schema = 'public' AND column_name = 'id' AND data_type = 'uuid'"
            " AND table_type = 'BASE TABLE'"
        )
        left = [row[0] for row in cursor.fetchall()]
        for _ in range(len(left)):
            left = [table for table in left if not _deleted(cursor, table, before)]
        cursor.execute("ALTER TABLE kit_act ENABLE TRIGGER USER")
    assert left == []


def _deleted(cursor: Any, table: str, before: Any) -> bool:
    try:
        with transaction.atomic():
            cursor.execute(f"DELETE FROM {table} WHERE id > %s", [before])
    except DatabaseError:
        return False
    return True


def dump(*more: str) -> str:
    """Everything, data included, as pg_dump writes it."""
    place = connection.settings_dict
    command = [find_binaries()["pg_dump"], "-h", place["HOST"], "-p", str(place["PORT"]), "-U", place["USER"],
               "--no-owner", *more, place["NAME"]]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()


def people() -> set[str]:
    """What tells who somebody is: names, ids, phones, e-mails of the people of the demo city."""
    rows = tomllib.loads((WORLD / "citizens.toml").read_text(encoding="utf-8"))["citizens"]
    return {row[key] for row in rows for key in ("citizen_id", "phone", "email") if row.get(key)}


def personal_answers(answers: dict[str, Any]) -> set[str]:
    """Every answer that its form marks as personal."""
    form = PACKAGES[STORY[0]].form
    return {str(get(answers, one)) for one in form.personal_pointers if "*" not in one and get(answers, one)}


def test_nothing_personal_in_a_dump(submitted: dict[str, Any]) -> None:
    wanted = {word for word in people() | personal_answers(submitted) if len(word) > 3}
    assert len(people()) > 10
    assert len(personal_answers(submitted)) >= 2
    text = dump()
    assert "COPY public.cases_revision " in text
    assert "case.submitted" in text  # the case itself is there
    assert sorted(word for word in wanted if word in text) == []
    # Nor as bytes, but for the published packages: their stories are told of the invented people of the demo city.
    rest = dump("--exclude-table-data=catalog_packagefile")
    assert sorted(word for word in wanted if word.encode().hex() in rest) == []
