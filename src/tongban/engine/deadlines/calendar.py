"""Which day is a working day, and why. A year without a notice is computed from the law alone and says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tongban.engine.deadlines.notices import YearNotice, read_notice
from tongban.engine.deadlines.statutory import statutory_days

Overlay = YearNotice
"""A notice with a region: local extra days off or days worked, laid over the national calendar."""

_WEEKDAYS = (
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
    ("周六", "Saturday"),
    ("周日", "Sunday"),
)


@dataclass(frozen=True)
class DayVerdict:
    """`counted` = working day. `provisional` = no notice for that year is loaded, so this may still change."""

    day: date
    counted: bool
    zh: str
    en: str
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """National notices by year, with the overlays of the regions that apply, later ones winning."""

    years: Mapping[int, YearNotice]
    overlays: tuple[Overlay, ...] = ()
    _known: dict[date, DayVerdict] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Verdicts already given: lists of cases ask for the same few days again and again."""

    @staticmethod
    def of(notices: Iterable[YearNotice], overlays: Iterable[Overlay] = ()) -> Calendar:
        """ValueError if a year is given twice, a notice has a region, or an overlay has none."""
        years: dict[int, YearNotice] = {}
        for notice in notices:
            if notice.region is not None or notice.year in years:
                raise ValueError(f"one national notice a year; {notice.year} is given twice or is regional")
            years[notice.year] = notice
        laid = tuple(overlays)
        if any(overlay.region is None for overlay in laid):
            raise ValueError("an overlay names its region")
        return Calendar(MappingProxyType(years), laid)

    def within(self, regions: Sequence[str]) -> Calendar:
        """The calendar of one place: `regions` are its codes from the country down; the nearest has the last word."""
        chosen = [overlay for code in regions for overlay in self.overlays if overlay.region == code]
        return replace(self, overlays=tuple(chosen))

    def published(self, year: int) -> bool:
        """Whether the notice of `year` is loaded."""
        return year in self.years

    def is_workday(self, day: date) -> DayVerdict:
        """The verdict on one day with its reason. Never fails: without a notice it is computed and provisional."""
        verdict = self._known.get(day)
        if verdict is None:
            verdict = self._known[day] = self._judge(day)
        return verdict

    def _judge(self, day: date) -> DayVerdict:
        provisional = day.year not in self.years
        for overlay in reversed(self.overlays):
            if overlay.year == day.year and day in overlay.off:
                zh, en = overlay.off[day]
                return DayVerdict(day, False, f"{zh}放假（地方）", f"{en} (local holiday)", provisional)
            if overlay.year == day.year and day in overlay.work:
                zh, en = overlay.work[day]
                return DayVerdict(
                    day, True, f"调休上班（{zh}，地方）", f"worked in exchange ({en}, local)", provisional
                )
        return self._provisional(day) if provisional else self._noticed(day, self.years[day.year])

    def _noticed(self, day: date, notice: YearNotice) -> DayVerdict:
        if day in notice.off:
            zh, en = notice.off[day]
            return DayVerdict(day, False, f"{zh}放假", f"{en} holiday", False)
        if day in notice.work:
            zh, en = notice.work[day]
            return DayVerdict(day, True, f"调休上班（{zh}）", f"worked in exchange ({en})", False)
        return DayVerdict(day, day.weekday() < 5, *_WEEKDAYS[day.weekday()], False)

    def _provisional(self, day: date) -> DayVerdict:
        fixed = statutory_days(day.year).get(day)
        if fixed is not None:
            return DayVerdict(day, False, f"{fixed[0]}放假（暂定）", f"{fixed[1]} holiday (provisional)", True)
        zh, en = _WEEKDAYS[day.weekday()]
        return DayVerdict(day, day.weekday() < 5, f"{zh}（暂定）", f"{en} (provisional)", True)


@cache
def shipped_calendar() -> Calendar:
    """The notices that come with the product. A city loads newer ones from its own table."""
    folder = Path(__file__).parent / "years"
    files = sorted(path for path in folder.glob("*.toml") if path.stem.isdigit())
    return Calendar.of(read_notice(path.read_text("utf-8"), file=path.name) for path in files)
