"""Working days: a year by notice of the State Council, or local extra days. Loaded from TOML or CSV, line by line.

A loaded year replaces what was there for that year and place; open clocks are recomputed by `cases` (news goes up
through the ledger fact `calendar.loaded`).
"""

import csv
import io
from datetime import date

from django.db import transaction

from tongban.directory.actions.rights import SYSTEM_ADMIN, Refuse, require
from tongban.directory.models import CalendarDay, Region
from tongban.engine.deadlines import YearNotice, read_notice, read_overlay
from tongban.engine.problems import Problem, Refused
from tongban.kit import ledger
from tongban.kit.access import Actor

CSV_HEAD = ["day", "is_workday", "reason_zh", "reason_en"]


def load_year(content: bytes, *, file: str, by: Actor, region: str | None = None) -> YearNotice:
    """Loads the notice of one year (TOML, or CSV with the head day,is_workday,reason_zh,reason_en).

    With `region` it is an overlay of that place. Raises Refused with every problem by line, NotAllowed.
    """
    require(by, SYSTEM_ADMIN, "calendar.load")
    text = _text(content, file)
    if file.lower().endswith(".csv"):
        text = _toml_of_csv(text, file, region)
    notice = read_overlay(text, file=file) if region else read_notice(text, file=file)
    if region is not None and notice.region != region:
        raise Refused([_problem(file, None, "region", f"文件写的是 {notice.region}", f"the file says {notice.region}")])
    keep_notice(notice, by=by)
    return notice


def keep_notice(notice: YearNotice, *, by: Actor) -> None:
    """Puts one notice in the table instead of what stood there for its year and place. Raises Refuse, NotAllowed."""
    require(by, SYSTEM_ADMIN, "calendar.load")
    if notice.region and not Region.objects.filter(pk=notice.region).exists():
        raise Refuse({"region": ("没有这个行政区划", "There is no such region")})
    rows = [
        CalendarDay(
            region_id=notice.region, day=day, is_workday=works, reason_zh=zh, reason_en=en, source=notice.source[0]
        )
        for works, names in ((False, notice.off), (True, notice.work))
        for day, (zh, en) in names.items()
    ]
    with transaction.atomic():
        CalendarDay.objects.filter(region_id=notice.region, day__year=notice.year).delete()
        CalendarDay.objects.bulk_create(rows)
        ledger.act("calendar.loaded", actor=by, year=notice.year, region=notice.region, days=len(rows))


def add_local_day(
    region: Region, day: date, *, is_workday: bool, reason_zh: str, reason_en: str, source: str, by: Actor
) -> CalendarDay:
    """One extra day off or worked of one place. Raises Refuse, NotAllowed."""
    require(by, SYSTEM_ADMIN, "calendar.add")
    needed = ("请填写", "This is needed")
    values = {"reason_zh": reason_zh, "reason_en": reason_en, "source": source}
    if problems := {field: needed for field, value in values.items() if not value.strip()}:
        raise Refuse(problems)
    with transaction.atomic():
        CalendarDay.objects.filter(region=region, day=day).delete()
        row = CalendarDay.objects.create(region=region, day=day, is_workday=is_workday, **values)
        ledger.act("calendar.loaded", actor=by, year=day.year, region=region.pk, days=1)
    return row


def remove_local_day(row: CalendarDay, *, by: Actor) -> None:
    """Takes back a local day. Raises Refuse for a day of the national notice, NotAllowed."""
    require(by, SYSTEM_ADMIN, "calendar.remove")
    if row.region_id is None:
        raise Refuse({"": ("全国的日子请重新导入当年通知", "Load the notice of the year again to change it")})
    with transaction.atomic():
        ledger.act("calendar.loaded", actor=by, year=row.day.year, region=row.region_id, days=-1)
        row.delete()


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([_problem(file, None, "", "文件不是 UTF-8 编码", "the file is not UTF-8")]) from None


def _toml_of_csv(text: str, file: str, region: str | None) -> str:
    """The same days as TOML, one table a row, so that one reader decides about both."""
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or [cell.strip() for cell in rows[0]] != CSV_HEAD:
        head = ",".join(CSV_HEAD)
        raise Refused([_problem(file, 1, "", f"首行应为 {head}", f"the first line must be {head}")])
    problems, tables, years = [], [], set()
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = [cell.strip() for cell in row]
        try:
            day = date.fromisoformat(cells[0])
            works = {"0": False, "1": True}[cells[1]]
            zh, en = cells[2], cells[3]
        except (ValueError, KeyError, IndexError):
            zh, en = "应为 日期,0或1,中文原因,英文原因", "write a date, 0 or 1, and the reason in both languages"
            problems.append(_problem(file, line, "", zh, en))
            continue
        if not (zh and en):
            problems.append(_problem(file, line, "", "原因要有中英文", "give the reason in both languages"))
        years.add(day.year)
        tables.append(_table(day, works, zh, en))
    if len(years) != 1:
        problems.append(_problem(file, None, "day", "一个文件只写一年", "one file holds one year"))
    if problems:
        raise Refused(problems)
    head = f"year = {years.pop()}\nsource = {{ zh = {_quoted(file)}, en = {_quoted(file)} }}\n"
    return head + (f'region = "{region}"\n' if region else "") + "".join(tables)


def _table(day: date, works: bool, zh: str, en: str) -> str:
    name = f"name = {{ zh = {_quoted(zh)}, en = {_quoted(en)} }}\n"
    return f"[[work]]\nday = {day}\n{name}" if works else f"[[off]]\nfrom = {day}\nto = {day}\n{name}"


def _quoted(text: str) -> str:
    return '"' + "".join(c for c in text if c.isprintable()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _problem(file: str, line: int | None, where: str, zh: str, en: str) -> Problem:
    return Problem(file, line, where, zh, en, "改正后重新上传", "correct it and load it again")
