"""What each act of the path costs while stories run: statements to the database, and CPU of this process.

`./tongban bench acts` calls `report`; a test holds the numbers of statements.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median
from types import ModuleType
from typing import Any
from unittest.mock import patch

from django.db import connection

from tongban.cases.actions import (
    accepting,
    bundling,
    correcting,
    deciding,
    delivering,
    issuing,
    pausing,
    submitting,
    withdrawing,
    working,
)

ACTS: tuple[tuple[ModuleType, str], ...] = (
    (submitting, "submit"), (correcting, "request_correction"), (correcting, "answer_correction"),
    (accepting, "prereview"), (accepting, "accept"), (working, "complete"), (working, "answered"),
    (pausing, "suspend"), (pausing, "resume"), (pausing, "extend"), (deciding, "decide"), (issuing, "issue"),
    (bundling, "look_again"), (delivering, "deliver"), (delivering, "rate"), (withdrawing, "withdraw"),
)  # fmt: skip
STORIES = (("open-restaurant", "corrected"), ("open-restaurant", "granted"))
PDF = b"%PDF-1.7 undrawn"


@dataclass
class Cost:
    """One act: its statements in order (without the savepoints of an outer test), and seconds of CPU."""

    act: str
    case: str
    statements: list[str] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def count(self) -> int:
        """How many statements, without those that only ask for a letter."""
        return len(self.statements)


@contextmanager
def measured() -> Iterator[list[Cost]]:
    """Within the block every act of the path is measured; what refuses is left out."""
    costs: list[Cost] = []
    with ExitStack() as stack:
        for module, name in ACTS:
            stack.enter_context(patch.object(module, name, _counted(getattr(module, name), name, costs)))
        stack.enter_context(undrawn_papers())
        yield costs


@contextmanager
def undrawn_papers() -> Iterator[None]:
    """Within the block no paper is drawn or sealed: that is work of jobs, not of who waits for an answer."""
    with ExitStack() as stack:
        for place in (
            "tongban.engine.letters.render",
            "tongban.engine.letters.render_face",
            "tongban.exchange.seals.apply",
        ):
            stack.enter_context(patch(place, lambda *given, **named: PDF))
        yield


def _counted(act: Callable[..., Any], name: str, costs: list[Cost]) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:
        cost = Cost(name, "")

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(("SAVEPOINT", "RELEASE")) and not _asks_for_letter(sql, params):
                cost.statements.append(sql)
            return execute(sql, params, many, context)

        started = time.process_time()
        with connection.execute_wrapper(note):
            done = act(*given, **named)
        cost.cpu = time.process_time() - started
        costs.append(cost)
        return done

    return run


def _asks_for_letter(sql: str, params: Any) -> bool:
    return "procrastinate_defer" in sql and "case.letter" in str(params)


def tell(package: str, story: str) -> None:
    """Runs one story of a package."""
    from tests.stories.people import PACKAGES, people_of
    from world.running import StoryRun

    written = PACKAGES[package].stories[story]
    StoryRun(PACKAGES[package], written, people_of(written)).run()


def main(times: int) -> dict[str, dict[str, float]]:
    """Act → {"runs", "statements" (most), "cpu_ms" (median)}, over the stories `times` times; the first warms up."""
    from django.db import transaction

    costs: list[Cost] = []
    for turn in range(times + 1):
        with measured() as found:
            for package, story in STORIES:
                with transaction.atomic():
                    tell(package, story)
                    transaction.set_rollback(True)
        costs += found if turn else []
    names = dict.fromkeys(cost.act for cost in costs)
    return {
        name: {
            "runs": sum(one.act == name for one in costs),
            "statements": max(one.count for one in costs if one.act == name),
            "cpu_ms": round(median(one.cpu for one in costs if one.act == name) * 1000, 1),
        }
        for name in names
    }


def found_city() -> None:
    """Makes a test database with the city in it, without cases."""
    from datetime import date

    from django.conf import settings

    from tongban.kit import collecting
    from tongban.kit.models import Installation
    from world.loading import load_city

    settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
    connection.creation.create_test_db(verbosity=0)
    load_city(since=date(2025, 1, 1))
    Installation.objects.update(clock_moves=True)
    collecting.seldom()  # as every process of a city does


def report(times: int) -> None:
    """Prints one line of JSON: what each act costs."""
    found_city()
    sys.stdout.write(json.dumps(main(times)) + "\n")
