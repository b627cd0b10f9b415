"""Tables that people open in a spreadsheet: CSV and XLSX, written row by row, in which no cell becomes a formula.

OWASP "CSV Injection": a text that begins with one of RISKY is told to be text by an apostrophe before it, in CSV; in
XLSX every text is a cell of type text, as it stands. Whatever this platform exports goes through here.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter

Cell = str | int | float | None
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
LONGEST = 32_767  # characters a cell of XLSX can hold
CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def defused(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula, blanks and NULs before the sign notwithstanding."""
    bare = text.replace("\0", "")
    return f"'{bare}" if bare.startswith(RISKY) or bare.lstrip().startswith(RISKY) else bare


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with a mark at its beginning, so that Excel reads Chinese; every text in quotes, lines end in CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for row in rows:
        writer.writerow([defused(one) if isinstance(one, str) else "" if one is None else one for one in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def xlsx_file(rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """One sheet, made in a file that is gone when closed; no more than a row at a time is in memory."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 who asked closes it
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell.replace("\0", "")[:LONGEST])
            elif cell is not None:
                sheet.write_number(at, column, cell)
    book.close()
    out.seek(0)
    return out


def streamed(rows: Iterable[Sequence[Cell]], form: str) -> Iterator[bytes]:
    """The bytes of a table in the form CSV or XLSX, piece by piece. KeyError for any other form."""
    return {CSV: csv_lines, XLSX: _xlsx_pieces}[form](rows)


def _xlsx_pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    with xlsx_file(rows) as file:
        yield from iter(lambda: file.read(64 * 1024), b"")
