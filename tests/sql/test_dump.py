"""A raw dump of the database shows no id, phone, e-mail or personal answer of anybody (design: personal data)."""

import base64
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests.stories.people import PACKAGES, people_of
from tongban.cases.actions import drafting
from tongban.directory.actions.citizens import itself
from tongban.directory.sessions.public import SessionStore
from tongban.engine.pointers import get
from tongban.exchange import messages
from tongban.kit import clock, files, jobs, ledger
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
    """Submits the story's case and leaves a trace of its person everywhere a trace can be; returns the answers."""
    package = PACKAGES[STORY[0]]
    story = package.stories[STORY[1]]
    people = people_of(story)
    citizen = people["citizen"]
    with clock.simulated(clock.on(story.start)):
        run = StoryRun(package, story, people)
        run.begin()
        files.store(f"{citizen.citizen_id} {citizen.phone}".encode(), media_type="text/plain")
        draft = drafting.start(run.version, actor=itself(citizen))
        drafting.save_page(draft.id, actor=itself(citizen), answers=dict(story.answers), page="x", done=False)
        messages.text_message(citizen.phone, f"{citizen.phone} {citizen.citizen_id}", kind="test")
        messages.mail("someone@example.cn", citizen.phone, citizen.citizen_id, kind="test")
        jobs.defer("case.letter", case=run.root, kind="receipt", about=run.root)
        session = SessionStore()
        session["account_login"] = {"phone": citizen.phone, "citizen_id": citizen.citizen_id}
        session.save()
        ledger.access("citizen.searched", actor=itself(citizen), subject=citizen.id, purpose="test")
    return dict(story.answers)


def forget_since(before: Any) -> None:
    """Deletes every row that is younger, pass by pass, until no foreign key holds any."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kit_act DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_case SET current_id = NULL WHERE id > %s", [before])
        for table in ("procrastinate_events", "procrastinate_jobs", "directory_public_session"):
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


def shown_in(text: str) -> str:
    """A dump with everything that stands in it as bytes (hexadecimal) or in base64 added in clear."""
    hidden = [bytes.fromhex(one) for one in re.findall(r"\\\\x((?:[0-9a-f]{2}){4,})", text)]
    encoded = re.findall(
        r"(?<![A-Za-z0-9+/=])((?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)", text
    )
    hidden += [base64.b64decode(one) for one in encoded]
    return text + "\n".join(one.decode("utf-8", "ignore") for one in hidden)


def test_what_is_hidden_in_a_dump_is_looked_into() -> None:
    word = "430103199005126710"
    as_bytes, as_base64 = word.encode().hex(), base64.b64encode(f"some text {word} and more".encode()).decode()
    assert word not in as_bytes + as_base64
    assert word in shown_in(f"1\t\\\\x{as_bytes}\t2")
    assert word in shown_in(f"1\t{as_base64}\t2")


FILLED = """cases_revision cases_draft cases_case records_material kit_storedfile kit_act exchange_outgoingmessage
    procrastinate_jobs directory_public_session directory_citizen catalog_packagefile catalog_packagestory
    catalog_searchphrase directory_mandate cases_submissionkey"""


def test_nothing_personal_in_a_dump(submitted: dict[str, Any]) -> None:
    wanted = {word for word in people() | personal_answers(submitted) if len(word) > 3}
    assert len(people()) > 10
    assert len(personal_answers(submitted)) >= 2
    text = dump()
    for table in FILLED.split():
        assert re.search(rf"^COPY public\.{table} .*;\n(?!\\\.)", text, re.MULTILINE), f"{table} is empty"
    assert "citizen.searched" in text  # the ledger of accesses, whichever month it lies in
    shown = shown_in(text)
    assert "service.toml" in shown
    assert "x-personal" in shown  # bytes are looked into: a form stands there as bytes
    assert sorted(word for word in wanted if word in shown) == []


def test_nothing_personal_in_the_files(submitted: dict[str, Any]) -> None:
    """Uploads, letters and certificates lie on disk, outside the database."""
    wanted = [word.encode() for word in people() | personal_answers(submitted) if len(word) > 3]
    kept = [one for one in settings.FILES_DIR.rglob("*") if one.is_file()]
    assert len(kept) > 3
    assert [one.name for one in kept if any(word in one.read_bytes() for word in wanted)] == []
