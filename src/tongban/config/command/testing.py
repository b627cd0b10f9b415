"""`test`: the whole suite with all it needs: a throw-away database, assets, a browser, and a second database version.

The room and SQL tests run first on Debian's PostgreSQL 15, the floor of our SQL; then engine and stories with the clock
at two other days; then everything on the bundled server, so that the last line is the summary of the whole suite.
`TONGBAN_TEST_PG=15` runs everything on Debian's 15 instead, `TONGBAN_TEST_NOW=2027-06-01` everything at that day.
"""

import argparse
import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tongban.config.command import assets, debian
from tongban.config.command.ending import orderly
from tongban.config.command.messages import say, say_english
from tongban.config.command.places import ROOT, build_folder
from tongban.kit.database import Binaries, Cluster, ephemeral, find_binaries
from tongban.kit.database.ephemeral import owner_settings

OLD_MAJOR = 15
DATABASE_TESTS = ("tests/rooms", "tests/sql")
OTHER_DAYS = ("2026-12-31", "2027-06-01")  # the last day of a known calendar; a year without one
DAY_TESTS = ("tests/engine", "tests/stories")
DAY_CHOICE = ("-k", "not test_story or granted")  # of the stories, one of each package
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
        old = 0
        chosen = os.environ.get("TONGBAN_TEST_PG")
        if not options.rest and not chosen:
            old = _on_old_version(static) or _on_other_days(static)
        main = _binaries(int(chosen)) if chosen else None
        status = _pytest(main, options.rest, browser, static)
    if old:
        print(f"PostgreSQL {OLD_MAJOR}, {', '.join(OTHER_DAYS)}: 未通过,见上 / failed, see above", flush=True)
        return old
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


def _binaries(major: int) -> Binaries:
    if not Path(f"/usr/lib/postgresql/{major}/bin/postgres").is_file() and debian.can_install():
        debian.install([f"postgresql-{major}"])
    return find_binaries({}, major=major)


def _on_old_version(static: Path) -> int:
    """Room and SQL tests on the oldest version we serve; said, not failed, where it cannot be had."""
    paths = [path for path in DATABASE_TESTS if (ROOT / path).is_dir()]
    if not paths:
        return 0
    if not Path(f"/usr/lib/postgresql/{OLD_MAJOR}/bin/postgres").is_file() and not debian.can_install():
        say(
            f"未在 PostgreSQL {OLD_MAJOR} 上运行:请先 apt-get install postgresql-{OLD_MAJOR}",
            f"not run on PostgreSQL {OLD_MAJOR}: apt-get install postgresql-{OLD_MAJOR} mends it",
        )
        return 0
    say(f"PostgreSQL {OLD_MAJOR} 上的数据库测试 …", f"database tests on PostgreSQL {OLD_MAJOR} …")
    return _pytest(_binaries(OLD_MAJOR), paths, False, static, whole=False)


def _on_other_days(static: Path) -> int:
    """Engine and stories as if today were another day: nothing may hang on the day the tests run."""
    paths = [path for path in DAY_TESTS if (ROOT / path).is_dir()]
    for day in OTHER_DAYS if paths else ():
        say(f"{day} 的测试 …", f"tests as on {day} …")
        if status := _pytest(None, [*paths, *DAY_CHOICE], False, static, whole=False, now=day):
            return status
    return 0


def _pytest(
    binaries: Binaries | None, arguments: Sequence[str], browser: bool, static: Path, *, whole: bool = True,
    now: str | None = None,
) -> int:  # fmt: skip
    command = [sys.executable, "-m", "pytest", *arguments]
    if not any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments):
        command += ["-n", "2"]
    if not browser:
        command += ["-m", "not browser"]
        if whole:
            _list_browser_tests()
    with ephemeral(binaries, say=say_english) as cluster:
        (cluster.data / "assets").symlink_to(static / "assets")
        return _wait(subprocess.Popen(command, cwd=ROOT, env=_env(cluster, now), preexec_fn=_die_with_us))


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
        }
    )


def _die_with_us() -> None:
    ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)


def _wait(process: "subprocess.Popen[bytes]") -> int:
    try:
        return process.wait()
    except BaseException:  # a terminal's Ctrl-C reached pytest too; a SIGTERM did not
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


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
