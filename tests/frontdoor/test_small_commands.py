"""The small subcommands, and how errors leave: what happened in both languages, then what to do."""

import json
from pathlib import Path

import pytest
import time_machine

from tongban.config.command import status
from tongban.config.command.parser import COMMANDS, build_parser, main

SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: at second 59 the code is 287082
ACCOUNTS = [
    {"site": "public", "role": {"zh": "经营者", "en": "owner"}, "login": "13800000000", "password": "p1", "note": ""},
    {"site": "office", "role": {"zh": "窗口", "en": "counter"}, "login": "wang", "password": "p2", "totp_seed": SEED},
]


def test_every_command_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        build_parser().parse_args(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n    {name} " not in shown] == []


def test_every_command_tells_of_itself_where_there_is_no_city(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        with pytest.raises(SystemExit) as end:
            main([name, "--help"])
        assert (name, end.value.code) == (name, 0)
        assert f"usage: ./tongban {name}" in capsys.readouterr().out


def test_accounts_for_programs_and_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accounts", "--json", "--data", str(tmp_path)]) == 1
    assert f"no demo sign-ins in {tmp_path}" in capsys.readouterr().err
    (tmp_path / "accounts.json").write_text(json.dumps(ACCOUNTS))
    assert main(["accounts", "--json", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == ACCOUNTS
    officer = f"    wang   p2   TOTP {SEED}   287082   窗口 / counter"
    with time_machine.travel(59, tick=False):
        assert main(["accounts", "--data", str(tmp_path)]) == 0
        everybody = capsys.readouterr().out.splitlines()
        assert main(["accounts", "wang", "--data", str(tmp_path)]) == 0
    assert everybody == ["  public", "    13800000000   p1   经营者 / owner", "  office", officer]
    assert capsys.readouterr().out.splitlines() == ["  office", officer]
    for more in ([], ["--json"]):
        assert main(["accounts", "NOBODY", *more, "--data", str(tmp_path)]) == 1
        out, err = capsys.readouterr()
        assert (out, "no demo sign-in contains 'NOBODY'" in err) == ("", True)


def test_status_and_stop_where_nothing_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--data", str(tmp_path)]) == 3
    assert "not running" in capsys.readouterr().out
    assert main(["stop", "--data", str(tmp_path)]) == 0
    assert f"no city runs on {tmp_path}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says", "mend"),
    [
        (["verify", "missing.pdf"], "there is no file missing.pdf", "name the PDF or picture you were given"),
        (["bench", "no-such"], "there is no bench no-such", "one of:"),
        (
            ["backup", "x", "--data", "/nonexistent/city"],
            "there is no city in /nonexistent/city",
            "./tongban up --data",
        ),
        (
            ["restore", "missing.backup", "--data", "/nonexistent/city"],
            "missing.backup cannot be read: No such file",
            "",
        ),
        (
            ["manage", "publish", "folder", "--data", "/nonexistent/city"],
            "--data stands before the management command",
            "./tongban manage --data … publish",
        ),
        (
            ["manage", "shell", "--role=worker"],
            "--role stands before the management command",
            "./tongban manage --role … shell",
        ),
        (["up", "--port", "8000", "--office-port", "8000"], "the two sites need two ports", "--office-port"),
    ],
)
def test_errors_say_what_and_what_next(
    arguments: list[str], says: str, mend: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    if arguments[0] == "up":
        arguments = [*arguments, "--data", str(tmp_path)]
    assert main(arguments) == 1
    shown = capsys.readouterr().err
    assert f"tongban: {says}" in shown
    assert mend in shown
    assert "通办: " in shown


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["status", "--no-such"])
    assert end.value.code == 2
    assert "--no-such" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(59, "0 分钟 / 0 min"), (3_599, "59 分钟 / 59 min"), (7_300, "2 小时 / 2 h"), (200_000, "2 天 / 2 d")],
)
def test_the_age_of_the_oldest_failed_job_is_said_in_its_largest_unit(seconds: int, said: str) -> None:
    assert status.age(seconds) == said
