"""The days off that the law fixes for everyone, used where no State Council notice for a year is loaded.

Source: 全国年节及纪念日放假办法, as amended from 2025-01-01, art. 2. Make-up days (art. 6) and 调休
are only known from the notice.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_FESTIVALS = Path(__file__).parent / "years" / "festivals.toml"


@cache
def _festivals() -> dict[int, dict[str, date]]:
    return {int(year): days for year, days in tomllib.loads(_FESTIVALS.read_text("utf-8")).items()}


@cache
def statutory_days(year: int) -> dict[date, tuple[str, str]]:
    """Fixed days off of `year`: {day: (zh, en)}; outside the festival table only the days of the solar calendar."""
    days: dict[date, tuple[str, str]] = {date(year, 1, 1): ("元旦", "New Year's Day")}
    for day in (1, 2):
        days[date(year, 5, day)] = ("劳动节", "Labour Day")
    for day in (1, 2, 3):
        days[date(year, 10, day)] = ("国庆节", "National Day")
    moving = _festivals().get(year)
    if moving is None:
        return days
    for offset in (-1, 0, 1, 2):
        days[moving["spring"] + timedelta(offset)] = ("春节", "Spring Festival")
    days.setdefault(moving["qingming"], ("清明节", "Qingming"))
    days.setdefault(moving["dragon_boat"], ("端午节", "Dragon Boat Festival"))
    days.setdefault(moving["mid_autumn"], ("中秋节", "Mid-Autumn Festival"))
    return days
