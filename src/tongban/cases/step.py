"""The one door to a case: lock its row, hand out a `Work`, write the fact, or leave nothing but the refused attempt.

Order of locks: a parent before its children, children by id; what a child has to tell its parent goes by a job.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tongban.cases.models import Case, Clock, Pause, Revision
from tongban.cases.refusals import ActRefused
from tongban.catalog.queries import implementation_of, package_of
from tongban.directory.queries import calendar_for
from tongban.engine.deadlines import Calendar
from tongban.engine.package import Package
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.kinds import Kind, shipped_kinds
from tongban.engine.path.filing import facts_of
from tongban.kit import clock, jobs, ledger
from tongban.kit.access import Actor
from tongban.kit.prepared import prepared


@dataclass
class Work:
    """A locked case and everything an act needs to know about it."""

    case: Case
    actor: Actor
    calendars: dict[str, Calendar] = field(default_factory=dict)
    acted: bool = False  # a look that found nothing to do leaves the version alone, and no page behind it is stale

    @cached_property
    def package(self) -> Package:
        """The package version this case started under."""
        return package_of(self.case.package_version_id)

    @cached_property
    def implementation(self) -> Implementation:
        """Who, where and when, as it was when the case started."""
        return implementation_of(self.case.implementation_version_id)

    @cached_property
    def kind(self) -> Kind:
        """The kind of business."""
        return shipped_kinds().kinds[self.package.service.kind]

    @cached_property
    def calendar(self) -> Calendar:
        """Working days of the case's region; read once for all cases of one act."""
        region = self.case.region_id
        if region not in self.calendars:
            self.calendars[region] = calendar_for(region)
        return self.calendars[region]

    def locked_children(self) -> list[Case]:
        """The children of a bundle, locked after their parent and by id; none of another case."""
        if not self.package.is_bundle:
            return []
        return _locked_children(self.case.id)

    def beside(self, case: Case) -> "Work":
        """Another case that the same act works on, locked by it too: a child of this bundle."""
        return Work(case, self.actor, self.calendars)

    @cached_property
    def today(self) -> date:
        """The legal day of the act."""
        return clock.today()

    @cached_property
    def pauses(self) -> list[Pause]:
        """Special procedures, past and present; what an act begins is added by it."""
        if "pauses" in getattr(
            self.case, "_prefetched_objects_cache", {}
        ):  # a page has fetched them for many cases at once
            return list(self.case.pauses.all())
        return _pauses(self.case.id)

    @cached_property
    def running(self) -> list[Clock]:
        """The clocks that have not stopped; what an act starts or stops is added and taken out by it."""
        return _running(self.case.id)

    def note_running(self, row: Clock) -> None:
        """A clock that this act has started joins those that were read before it."""
        if "running" in self.__dict__:
            self.running = sorted([*self.running, row], key=lambda one: one.kind)

    def forget_running(self, kinds: Collection[str]) -> None:
        """Clocks that this act has stopped leave those that were read before it."""
        if "running" in self.__dict__:
            self.running = [one for one in self.running if one.kind not in kinds]

    @property
    def open_pause(self) -> Pause | None:
        """The special procedure that lasts, if any."""
        return next((one for one in self.pauses if one.ended_on is None), None)

    @property
    def is_excluded(self) -> bool:
        """Whether a special procedure lasts whose days are not counted; nothing of a pause is read where there is none."""
        return self.case.reason == "suspended" and self.open_pause is not None and self.open_pause.excluded

    @property
    def revision(self) -> Revision:
        """The answers as they stand."""
        if not Case.current.is_cached(self.case):
            self.case.current = _revision.one(self.case.current_id)
        assert self.case.current is not None
        return self.case.current

    @property
    def facts(self) -> dict[str, Any]:
        """What conditions and rules read: answers, /scenario, and the thresholds of the place under /local."""
        return facts_of(self.revision.answers, self.implementation)

    def require(self, holds: object, code: str) -> None:
        """Refuses the act with `code` unless `holds`."""
        if not holds:
            raise ActRefused(code)

    def at(self, *stations: str) -> None:
        """Refuses unless the case stands at one of the stations."""
        self.require(self.case.station in stations, "wrong-station")

    def move(self, station: str, reason: str = "") -> None:
        """The only place where a station changes."""
        self.case.station, self.case.reason = station, reason
        self.acted = True

    def fact(self, kind: str, **body: Any) -> None:
        """One fact of this case in the ledger."""
        ledger.act(kind, actor=self.actor, case=self.case.id, subject=self.case.citizen_id, **body)
        self.acted = True


@prepared
def _locked(case: Any) -> QuerySet[Case]:
    return Case.objects.select_for_update().filter(pk=case)


@prepared
def _locked_children(parent: Any) -> QuerySet[Case]:
    return Case.objects.select_for_update().filter(parent_id=parent).order_by("id")


@prepared
def _revision(revision: Any) -> QuerySet[Revision]:
    return Revision.objects.filter(pk=revision)


@prepared
def _running(case: Any) -> QuerySet[Clock]:
    return Clock.objects.filter(case_id=case, stopped_on__isnull=True).order_by("kind")


@prepared
def _pauses(case: Any) -> QuerySet[Pause]:
    return Pause.objects.filter(case_id=case)


@contextmanager
def step(case_id: UUID, *, actor: Actor, verb: str, version: int | None = None) -> Iterator[Work]:
    """Runs one act. `version` is the one the officer's page showed: another one means somebody was faster.

    Raises ActRefused; the refused attempt is written in a transaction of its own.
    """
    try:
        with transaction.atomic(), ledger.together(), jobs.together():
            # No join here: who waited for the lock would see the new row beside what stood before it (its old revision).
            case = _locked.one(case_id)
            work = Work(case, actor)
            work.require(version is None or version == case.version, "changed")
            yield work
            if work.acted:
                case.version += 1
                case.save_changes()
    except ActRefused as refusal:
        write_refusal(actor, verb, refusal, case=case_id)
        raise


def write_refusal(actor: Actor, verb: str, refusal: ActRefused, *, case: UUID | None = None) -> None:
    """The fact of a refused attempt."""
    with transaction.atomic():
        ledger.act("attempt.refused", actor=actor, case=case, verb=verb, code=refusal.code)
