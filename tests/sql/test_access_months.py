"""The ledger of accesses by month: made ahead, kept for as long as the city says, and dropped whole or not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from tests.sql.sql import as_owner, refusal, run
from tongban.kit import ledger, retention
from tongban.kit.access import SYSTEM
from tongban.kit.ids import new_id
from tongban.kit.jobs import tend_access_months
from tongban.kit.ledger.models import Access
from tongban.kit.models import Retention

DENIED = "42501"
NAME = "kit_access_%Y_%m"

pytestmark = pytest.mark.django_db


def months() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'kit_access'::regclass")
        return sorted(row[0] for row in cursor.fetchall() if row[0] != "kit_access_other")


def place_of(fact: Any) -> str:
    """The partition a fact lies in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM kit_access WHERE id = %s", [fact])
        return str(cursor.fetchone()[0])


def fact_at(moment: datetime) -> Any:
    key = new_id()
    Access.objects.create(id=key, at=moment, kind="test.seen", actor_kind="system", channel="test", purpose="", body={})
    return key


def months_from_now(count: int) -> list[str]:
    day = datetime.now(UTC) + timedelta(hours=8)
    first = day.year * 12 + day.month - 1
    return [f"kit_access_{number // 12:04}_{number % 12 + 1:02}" for number in range(first, first + count)]


def test_this_month_and_three_more_stand_ready_and_twice_is_once() -> None:
    with_job = set(months_from_now(4))
    tend_access_months()
    before = months()
    assert with_job <= set(before)
    tend_access_months()
    assert months() == before
    ledger.access("test.seen", actor=SYSTEM)
    newest = Access.objects.order_by("-at").values_list("id", flat=True)[0]
    assert place_of(newest) == months_from_now(1)[0]


def test_a_late_job_puts_facts_where_they_belong() -> None:
    moment = datetime(2024, 2, 29, 15, 59, tzinfo=UTC)  # 23:59 in China
    first, second = fact_at(moment), fact_at(moment + timedelta(minutes=1))
    assert {place_of(first), place_of(second)} == {"kit_access_other"}
    Retention.objects.update_or_create(pk="access", defaults={"kept_days": 20_000})
    tend_access_months()
    assert (place_of(first), place_of(second)) == ("kit_access_2024_02", "kit_access_2024_03")
    assert as_owner(f"UPDATE kit_access SET kind = 'x' WHERE id = '{first}'") == DENIED  # there too
    third = fact_at(moment)
    assert place_of(third) == "kit_access_2024_02"


def test_months_past_their_time_go_and_no_younger_one() -> None:
    today = datetime.now(UTC)
    old, young = fact_at(today - timedelta(days=500)), fact_at(today - timedelta(days=300))
    tend_access_months()
    assert Access.objects.filter(id__in=[old, young]).count() == 2  # three years, if nobody says otherwise
    call_command("keep", "access", "400")
    tend_access_months()
    assert list(Access.objects.filter(id__in=[old, young]).values_list("id", flat=True)) == [young]
    gone = (today - timedelta(days=500)).strftime(NAME)
    assert gone not in months()
    tend_access_months()
    assert Access.objects.filter(id=young).exists()


def test_less_than_six_months_is_refused_by_command_table_and_function() -> None:
    with pytest.raises(CommandError, match="six months"):
        call_command("keep", "access", "183")
    with pytest.raises(IntegrityError), transaction.atomic():
        Retention.objects.update_or_create(pk="access", defaults={"kept_days": 183})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kit_retention DROP CONSTRAINT accesses_kept_six_months")
    Retention.objects.update_or_create(pk="access", defaults={"kept_days": 1})
    kept = fact_at(datetime.now(UTC) - timedelta(days=183))
    tend_access_months()
    assert Access.objects.filter(id=kept).exists()


@pytest.mark.parametrize("role", ["public", "office", "worker", "sealer"])
def test_no_role_takes_accesses_away_itself(role: str) -> None:
    month = months()[0]
    assert refusal(role, f"DELETE FROM {month}") == DENIED
    assert refusal(role, f"SELECT * FROM {month}") == DENIED  # nor reads it past row security
    assert refusal(role, f"DROP TABLE {month}") == DENIED
    assert refusal(role, f"ALTER TABLE kit_access DETACH PARTITION {month}") == DENIED
    assert refusal(role, "UPDATE kit_retention SET kept_days = 200") == DENIED
    assert refusal(role, "SELECT kit_access_new_month('2001-01-01')") == DENIED


def test_only_the_worker_tends_the_months() -> None:
    for role in ("public", "office", "sealer"):
        assert refusal(role, "SELECT kit_access_make_months(1)") == DENIED
        assert refusal(role, "SELECT kit_access_drop_months()") == DENIED
    assert run("worker", "SELECT kit_access_drop_months()") == [(0,)]
    assert run("worker", "SELECT kit_access_make_months(3)") == [(0,)]
    assert refusal("worker", "SELECT kit_access_make_months(25)") == "P0001"


def test_what_is_kept_how_long() -> None:
    assert retention.kept("draft") == retention.Kept(timedelta(days=30), timedelta(days=7))
    call_command("keep", "draft", "60", notice=10)
    assert retention.kept("draft") == retention.Kept(timedelta(days=60), timedelta(days=10))
    with pytest.raises(CommandError, match="before the end"):
        call_command("keep", "draft", "60", notice=60)
