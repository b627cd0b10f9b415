"""`test`: the whole suite with all it needs: a throw-away database, assets, a browser, and a second database version.

First, side by side: the room and SQL tests on Debian's PostgreSQL 15, the floor of our SQL, and engine, stories and cases
with the clock at two other days. Then everything on the bundled server, so that the last line is the whole suite's.
`TONGBAN_TEST_PG=15` runs everything on Debian's 15 instead, `TONGBAN_TEST_NOW=2027-06-01` everything at that day.
"""

import argparse
import ctypes
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tongban.config.command import assets, debian, fonts
from tongban.config.command.ending import orderly
from tongban.config.command.messages import Stop, say, say_english
from tongban.config.command.places import ROOT, build_folder
from tongban.kit.database import Binaries, Cluster, ephemeral, find_binaries
from tongban.kit.database.ephemeral import owner_settings

OLD_MAJOR = 15
DATABASE_TESTS = (
    "tests/rooms",
    "tests/sql",
    "--ignore=tests/rooms/cases/test_statements.py",
    "--ignore=tests/rooms/exchange/test_message_gateways.py",
    "--ignore=tests/rooms/exchange/test_time_stamps.py",
    "--ignore=tests/rooms/records/test_showing.py",
    "--ignore=tests/rooms/records/test_pdf_checking.py",
    "--ignore=tests/rooms/records/test_image_cleaning.py",
)
OTHER_DAYS = ("2026-12-31", "2027-06-01")  # the last day of a known calendar; a year without one
DAY_TESTS = (
    "tests/engine",
    "tests/stories",
    "tests/rooms/cases",
    "--ignore=tests/engine/process",
    "--ignore=tests/engine/forms/test_form_check.py",
    "--ignore=tests/engine/rules",
    "--ignore=tests/engine/conditions",
    "--ignore=tests/engine/test_picture.py",
    "--ignore=tests/rooms/cases/test_forged.py",
    "-k",
    "(not test_story or granted and not restaurant) and not test_statements",
)  # fmt: skip  a net and a drawing know no date, a rule takes it as an input, a count of statements needs none; one story of a package
PYTEST = (sys.executable, "-m", "pytest")
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk", "poppler-utils")  # pdfsig: an independent judge of our seals
NOT_RUN = 3


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("test", help="run the test suite / 运行全部测试")
    parser.add_argument("--no-browser", action="store_true", help="leave out the browser tests / 不运行浏览器测试")
    parser.add_argument("rest", nargs="*", metavar="PYTEST-ARGUMENT", help="handed to pytest / 传给 pytest")
    parser.set_defaults(run=run, takes_rest=True)


def run(options: argparse.Namespace) -> int:
    """pytest's status; 3 when all passed but the browser tests could not run and nobody waived them."""
    with orderly():
        browser = not options.no_browser and _browser()
        static = build_folder() / "test"
        static.mkdir(exist_ok=True)
        assets.build(static, collect=False)
        beside = 0
        chosen = os.environ.get("TONGBAN_TEST_PG")
        if not options.rest:
            _font()
            beside = 0 if chosen else _beside(static)
        main = _binaries(int(chosen)) if chosen else None
        status = _main(main, options.rest, browser, static)
    if beside:
        print(f"PostgreSQL {OLD_MAJOR}, {', '.join(OTHER_DAYS)}: 未通过,见上 / failed, see above", flush=True)
        return beside
    if status == 0 and not browser and not options.no_browser:
        return NOT_RUN
    return status


def _browser() -> bool:
    """Whether browser tests can run, after installing what is missing where that is allowed."""
    missing = [
        name
        for name, there in zip(
            BROWSER_PACKAGES, (debian.has_browser(), debian.has_cjk_font(), debian.has_pdfsig()), strict=True
        )
        if not there
    ]
    if missing and debian.can_install():
        debian.install(missing)
    return debian.has_browser() and debian.has_cjk_font()


def _font() -> None:
    """The font that `up` fetches where there is none is tested on every machine; without network its tests are left out."""
    if importlib.util.find_spec("tongban.engine") is None:
        return
    try:
        fonts.fetch()
    except Stop as missing:
        say(f"未测试下载的字体:{missing.zh}", f"the fetched font is not tested: {missing.en}")


def _binaries(major: int) -> Binaries:
    if not Path(f"/usr/lib/postgresql/{major}/bin/postgres").is_file() and debian.can_install():
        debian.install([f"postgresql-{major}"])
    return find_binaries({}, major=major)


@dataclass(frozen=True)
class _Side:
    """A smaller run beside the main one: what it is about, where it runs, and what pytest is told."""

    name: str
    arguments: tuple[str, ...]
    binaries: Binaries | None = None
    now: str | None = None


def _sides() -> list[_Side]:
    """The oldest version we serve, and the other days. A version that cannot be had is said, not failed."""
    sides = [_Side(day, DAY_TESTS, now=day) for day in OTHER_DAYS]
    if Path(f"/usr/lib/postgresql/{OLD_MAJOR}/bin/postgres").is_file() or debian.can_install():
        return [_Side(f"PostgreSQL {OLD_MAJOR}", DATABASE_TESTS, binaries=_binaries(OLD_MAJOR)), *sides]
    say(
        f"未在 PostgreSQL {OLD_MAJOR} 上运行:请先 apt-get install postgresql-{OLD_MAJOR}",
        f"not run on PostgreSQL {OLD_MAJOR}: apt-get install postgresql-{OLD_MAJOR} mends it",
    )
    return sides


def _beside(static: Path) -> int:
    """All smaller runs at once, each one process on a server of its own; the first bad status. Prints what they said."""
    sides = [side for side in _sides() if (ROOT / side.arguments[0]).is_dir()]
    if not sides:
        return 0
    names = ", ".join(side.name for side in sides)
    say(f"同时运行 {names} 的测试 …", f"tests on {names}, side by side …")
    with ExitStack() as ends:
        started = []
        for side in sides:
            words = ends.enter_context((static / f"{side.name}.log").open("w+b"))
            cluster = ends.enter_context(_server(side.binaries, static))
            chosen = [one for one in side.arguments if not one.startswith("tests/") or (ROOT / one).exists()]
            command = [*PYTEST, "-q", "-p", "no:xdist", *chosen, "-m", "not browser"]
            started.append(ends.enter_context(_run(command, _env(cluster, side.now), words)))
        statuses = [process.wait() for process in started]
        for side in sides:
            print(f"== {side.name}\n{(static / f'{side.name}.log').read_text(errors='replace')}", flush=True)
    return next((status for status in statuses if status), 0)


def _main(binaries: Binaries | None, arguments: Sequence[str], browser: bool, static: Path) -> int:
    """The suite, or what was asked for. Tests that share a running city stay on one of the two processes."""
    command = [*PYTEST, *arguments]
    if not any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments):
        command += ["-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]  # the order is tests/conftest.py's
    if not browser:
        command += ["-m", "not browser"]
        _list_browser_tests()
    with _server(binaries, static) as cluster, _run(command, _env(cluster, None), None) as process:
        return process.wait()


@contextmanager
def _server(binaries: Binaries | None, static: Path) -> Iterator[Cluster]:
    with ephemeral(binaries, say=say_english) as cluster:
        (cluster.data / "assets").symlink_to(static / "assets")
        yield cluster


@contextmanager
def _run(
    command: Sequence[str], env: Mapping[str, str], words: IO[bytes] | None
) -> Iterator["subprocess.Popen[bytes]"]:
    """The process; it has ended when the block is left, however it is left."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=words, stderr=words and subprocess.STDOUT, preexec_fn=_die_with_us
    )
    try:
        yield process
    finally:  # a terminal's Ctrl-C reached pytest too; a SIGTERM did not
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _env(cluster: Cluster, now: str | None) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "TONGBAN_", "PG"))}
    day = now or os.environ.get("TONGBAN_TEST_NOW")
    return (
        env
        | ({"TONGBAN_TEST_NOW": day} if day else {})
        | {
            "TONGBAN_TEST_DATABASE": json.dumps(owner_settings(cluster)),
            "TONGBAN_DATA": str(cluster.data),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            fonts.FETCHED: str(fonts.fetched_folder()),
        }
    )


def _die_with_us() -> None:
    ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)


def _list_browser_tests() -> None:
    """Says which tests are left out, and the one command that mends it."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "browser", "tests"]
    env = {**os.environ, "TONGBAN_TEST_DATABASE": "{}", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    found = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    names = [line for line in found.stdout.splitlines() if "::" in line]
    if not names:
        return
    say("未运行的浏览器测试:", "browser tests that are not run:")
    for name in names:
        say_english(name)
    say_english(f"mend: apt-get install {' '.join(BROWSER_PACKAGES)}")
