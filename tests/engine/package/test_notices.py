"""Texts of notices: what a template may name, how long a text message is, and which wording holds."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from tongban.engine.package.notices import (
    EVENTS,
    PackageNotices,
    QuietHours,
    Wording,
    fill,
    honorific,
    placeholders,
    read_shipped,
    shipped,
    sms_parts,
    surname,
    wording_of,
)
from tongban.engine.package.notices.texts import read_package
from tongban.engine.package.reading import Findings
from tongban.engine.package.text import Text
from tongban.engine.problems import Refused


@pytest.mark.parametrize(
    ("text", "parts"),
    [("你" * 70, 1), ("你" * 71, 2), ("你" * 134, 2), ("你" * 135, 3), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2),
     ("a" * 159 + "€", 2), ("a" * 158 + "€", 1), ("a" * 69 + "你", 1), ("", 1), ("𠮷" * 35, 1), ("𠮷" * 36, 2)],
)  # fmt: skip
def test_parts_of_a_text_message(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


@pytest.mark.parametrize(
    ("name", "number", "zh", "en"),
    [
        ("张三丰", "110105194912310019", "张先生", "Sir"),
        ("欧阳明", "110105194912310028", "欧阳女士", "Madam"),
        ("欧阳", "", "欧先生/女士", "Sir or Madam"),
        ("Maria de Souza", "", "Souza先生/女士", "Mr/Ms Souza"),
    ],
)
def test_no_more_of_a_person_than_surname_and_honorific(name: str, number: str, zh: str, en: str) -> None:
    assert (honorific(name, number, "zh"), honorific(name, number, "en")) == (zh, en)


def test_of_no_name_nothing_is_left() -> None:
    assert surname("  ") == ""


def test_what_a_value_holds_is_no_template() -> None:
    assert fill("{matter}。", {"matter": "{case_no}"}) == "{case_no}。"


@pytest.mark.parametrize("template", ["{person.phone}", "{person!r}", "{matter:>10}", "{0}", "{", "{}"])
def test_braces_hold_a_name_and_nothing_else(template: str) -> None:
    with pytest.raises(ValueError):
        placeholders(template)


def problems(text: str) -> list[tuple[str, int | None]]:
    findings = Findings()
    read_package(text.encode(), findings)
    return [(one.zh, one.line) for one in findings.problems]


def test_a_package_says_what_differs() -> None:
    own = read_package('[notices.accepted]\nsms = { zh = "好", en = "Good" }'.encode(), Findings())
    general = shipped().notices["accepted"]
    found = wording_of("accepted", "permit", own)
    assert found == Wording(general.title, general.site, Text("好", "Good"), None)
    assert found.text("email") == general.site
    assert wording_of("ready", "benefit", PackageNotices()) != wording_of("ready", "permit", PackageNotices())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[notices.acepted]\nsms = { zh = "好", en = "Good" }', "没有通知“acepted”"),
        ('[notices.accepted]\nsms = { zh = "{name}好", en = "Good" }', "通知里不能写“{name}”"),
        ('[notices.accepted]\nsms = { zh = "{person.id}", en = "Good" }', "花括号写法有误：{person.id} is more than a name"),
        ('[notices.accepted]\nsms = { zh = "好" }', "缺少“en”"),
        ('[notices.accepted]\nsms = { zh = "' + "好" * 126 + '", en = "Good" }', "短信太长：135 个字符，要分 3 条（单条 70 个字，分条每条 67 个字）"),
        ('[notices.accepted]\nsms = { zh = "' + "好" * 111 + '{deadline}", en = "Good" }', "短信太长：135 个字符，要分 3 条（单条 70 个字，分条每条 67 个字）"),
        ('[notices.accepted]\nsms = { zh = "' + "好" * 125 + '", en = "Good" }', ""),
    ],
)  # fmt: skip
def test_the_doctor_of_texts(text: str, said: str) -> None:
    found = problems(text)
    assert [one for one, _ in found] == ([said] if said else [])
    assert all(line == 2 or "没有通知" in one for one, line in found)


def test_a_default_that_is_missing_is_named() -> None:
    text = (Path(__file__).parents[3] / "services" / "notices.toml").read_text(encoding="utf-8")
    assert set(read_shipped(text.encode()).notices) == set(EVENTS)
    cut = text.replace("[notices.ready]", "[notices.redy]")
    with pytest.raises(Refused) as refused:
        read_shipped(cut.encode())
    assert "通知 ready 没有 sms" in [one.zh for one in refused.value.problems]


NIGHT = QuietHours.read("21:00-08:00")


@pytest.mark.parametrize(
    ("hours", "at", "wait"),
    [
        (NIGHT, time(20, 59), timedelta()),
        (NIGHT, time(21), timedelta(hours=11)),
        (NIGHT, time(0), timedelta(hours=8)),
        (NIGHT, time(7, 59), timedelta(minutes=1)),
        (NIGHT, time(8), timedelta()),
        (QuietHours.read("12:00-14:00"), time(13, 30), timedelta(minutes=30)),
        (QuietHours.read("12:00-14:00"), time(14), timedelta()),
        (QuietHours.read(""), time(3), timedelta()),
    ],
)
def test_quiet_hours(hours: QuietHours, at: time, wait: timedelta) -> None:
    assert hours.wait(datetime.combine(datetime(2026, 3, 2), at)) == wait


@pytest.mark.parametrize("text", ["21-8", "25:00-08:00", "21:00 - 08:00", "21:00"])
def test_quiet_hours_are_written_plainly(text: str) -> None:
    with pytest.raises(ValueError):
        QuietHours.read(text)
