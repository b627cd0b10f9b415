"""Reads calendar files (TOML): the notice of one year for the country, or the extra days of one region.

A file that cannot be right is refused with every problem, by line, and with the way to mend it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeGuard

from tongban.engine.problems import Problem, Refused

LONGEST_HOLIDAY = 31
MAX_BYTES = 100_000
Names = Mapping[date, tuple[str, str]]


@dataclass(frozen=True)
class YearNotice:
    """Days off and weekend days worked of one year. `region` is None for the country, else a region code."""

    year: int
    region: str | None
    source: tuple[str, str]
    issued: date | None
    off: Names
    work: Names


def read_notice(text: str, *, file: str) -> YearNotice:
    """The national notice of one year. Raises Refused."""
    return _Reader(text, file, regional=False).read()


def read_overlay(text: str, *, file: str) -> YearNotice:
    """The local extra days of one region (key `region`), e.g. in ethnic areas. Raises Refused."""
    return _Reader(text, file, regional=True).read()


class _Reader:
    def __init__(self, text: str, file: str, *, regional: bool) -> None:
        self.text, self.file, self.regional = text, file, regional
        self.problems: list[Problem] = []

    def read(self) -> YearNotice:
        data = self._parse()
        allowed = {"year", "issued", "source", "off", "work"} | ({"region"} if self.regional else set())
        for key in sorted(set(data) - allowed):
            self._say(
                key,
                self._line(key),
                f"没有“{key}”这一项",
                f"there is no key “{key}”",
                "删去或改正",
                "remove or correct it",
            )
        year = data.get("year")
        if not isinstance(year, int) or not 1949 < year < 2200:
            zh, en = "year 必须是年份，例如 2026", "year must be a year such as 2026"
            self._say("year", self._line("year"), zh, en, "写明年份", "give the year")
            raise Refused(self.problems)
        region = data.get("region")
        if self.regional and not (isinstance(region, str) and re.fullmatch(r"\d{6}|\d{9}|\d{12}", region)):
            zh, en = "region 必须是行政区划代码", "region must be a region code"
            self._say("region", self._line("region"), zh, en, '例如 "530000"', 'such as "530000"')
        source = self._pair(data.get("source"), "source", self._line("source"))
        issued = data.get("issued")
        if issued is not None and not _is_day(issued):
            self._say(
                "issued", self._line("issued"), "issued 必须是日期", "issued must be a date", "2025-11-04", "2025-11-04"
            )
        off = self._off(data.get("off", []), year)
        work = self._work(data.get("work", []), year, off)
        if self.problems:
            raise Refused(self.problems)
        return YearNotice(year, region, source, issued, off, work)

    def _parse(self) -> dict[str, Any]:
        if len(self.text.encode("utf-8", "replace")) > MAX_BYTES:
            self._say(
                "",
                None,
                "日历文件过大",
                "the calendar file is too large",
                "只写放假和上班的日子",
                "list only days off and days worked",
            )
            raise Refused(self.problems)
        try:
            return tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found.group(1)) if found else None
            self._say("", line, "不是正确的 TOML 文件", f"not valid TOML: {error}", "改正这一行", "correct this line")
            raise Refused(self.problems) from error

    def _off(self, entries: Any, year: int) -> Names:
        days: dict[date, tuple[str, str]] = {}
        for index, entry, line in self._tables("off", entries, {"from", "to", "name"}):
            where = f"off[{index}]"
            first, last = entry.get("from"), entry.get("to")
            if not (_is_day(first) and _is_day(last)):
                self._say(
                    where,
                    line,
                    "from 和 to 必须是日期",
                    "from and to must be dates",
                    "写成 2026-01-01",
                    "write 2026-01-01",
                )
                continue
            if last < first or (last - first).days >= LONGEST_HOLIDAY:
                zh, en = f"{first} 至 {last} 不是合理的假期", f"{first} to {last} is not a sensible holiday"
                self._say(where, line, zh, en, "检查起止日期", "check the first and last day")
                continue
            span = [first + timedelta(n) for n in range((last - first).days + 1)]
            if all(day.weekday() >= 5 for day in span):
                zh, en = (
                    f"{first} 至 {last} 本来就是周末",
                    f"{first} to {last} is a weekend already, nobody gains a day",
                )
                self._say(
                    where, line, zh, en, "补上调休的工作日，或删去", "add the weekday given in its place, or remove it"
                )
            name = self._pair(entry.get("name"), where, line)
            for day in span:
                self._take(days, day, name, year, where, line)
        return days

    def _work(self, entries: Any, year: int, off: Names) -> Names:
        days: dict[date, tuple[str, str]] = {}
        for index, entry, line in self._tables("work", entries, {"day", "name"}):
            where, day = f"work[{index}]", entry.get("day")
            if not _is_day(day):
                self._say(where, line, "day 必须是日期", "day must be a date", "写成 2026-01-04", "write 2026-01-04")
                continue
            if day.weekday() < 5:
                zh, en = f"{day} 本来就是工作日", f"{day} is a working day already"
                self._say(where, line, zh, en, "只写调休上班的周末", "list only weekend days that are worked")
            if day in off:
                zh, en = f"{day} 既放假又上班", f"{day} is both off and worked"
                self._say(where, line, zh, en, "按通知原文二者取一", "keep what the notice says")
            self._take(days, day, self._pair(entry.get("name"), where, line), year, where, line)
        return days

    def _take(
        self,
        days: dict[date, tuple[str, str]],
        day: date,
        name: tuple[str, str],
        year: int,
        where: str,
        line: int | None,
    ) -> None:
        if day.year != year:
            mend = f"写入 {day.year}.toml", f"put it in {day.year}.toml"
            self._say(where, line, f"{day} 不在 {year} 年", f"{day} is not in {year}", *mend)
        if day in days:
            self._say(where, line, f"{day} 写了两次", f"{day} is listed twice", "删去一处", "remove one of the two")
        days[day] = name

    def _tables(self, name: str, entries: Any, keys: set[str]) -> Iterator[tuple[int, dict[str, Any], int | None]]:
        if not isinstance(entries, list):
            self._say(
                name, self._line(name), f"{name} 应写成 [[{name}]]", f"write {name} as [[{name}]]", "改写", "rewrite it"
            )
            return
        heads = [n for n, row in enumerate(self.text.splitlines(), 1) if row.replace(" ", "").startswith(f"[[{name}]]")]
        for index, entry in enumerate(entries):
            line = heads[index] if index < len(heads) else self._line(name)
            if not isinstance(entry, dict) or set(entry) != keys:
                wanted = "、".join(sorted(keys)), ", ".join(sorted(keys))
                zh, en = f"此处要有且只有：{wanted[0]}", f"exactly these keys are needed: {wanted[1]}"
                self._say(f"{name}[{index}]", line, zh, en, "补全或删去", "add or remove keys")
                continue
            yield index, entry, line

    def _pair(self, value: Any, where: str, line: int | None) -> tuple[str, str]:
        if (
            isinstance(value, dict)
            and set(value) == {"zh", "en"}
            and all(isinstance(v, str) and v for v in value.values())
        ):
            return value["zh"], value["en"]
        zh, en = "名称要有中英文", "a name in Chinese and English is needed"
        self._say(where, line, zh, en, '{ zh = "…", en = "…" }', '{ zh = "…", en = "…" }')
        return "", ""

    def _line(self, key: str) -> int | None:
        pattern = re.compile(rf"^\s*\[*\s*{re.escape(key)}\s*[\]=.]")
        return next((n for n, row in enumerate(self.text.splitlines(), 1) if pattern.match(row)), None)

    def _say(self, where: str, line: int | None, zh: str, en: str, mend_zh: str, mend_en: str) -> None:
        self.problems.append(Problem(self.file, line, where, zh, en, mend_zh, mend_en))


def _is_day(value: Any) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)
