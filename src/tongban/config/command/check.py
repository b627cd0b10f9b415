"""`check`: format, lint, walls between rooms, types and house rules; everything at once, under half a minute."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tongban.config.command.places import ROOT


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("check", help="quick check of the code / 快速检查代码")
    parser.set_defaults(run=run)


@dataclass(frozen=True)
class _Running:
    name: str
    process: "subprocess.Popen[bytes]"
    output: IO[bytes]


def _commands() -> dict[str, list[str]]:
    tools = Path(sys.executable).parent
    commands = {
        "format": [str(tools / "ruff"), "format", "--check", "."],
        "lint": [str(tools / "ruff"), "check", "."],
        "walls": [str(tools / "lint-imports")],
        "types": [str(tools / "mypy"), "src/tongban"],
    }
    if (ROOT / "tests" / "house").is_dir():
        commands["house"] = [sys.executable, "-m", "pytest", "-q", "-m", "not django_db", "tests/house"]
    return commands


def run(options: argparse.Namespace) -> int:
    """Status 1 if anything is wrong; shows what the failing ones said."""
    started = time.monotonic()
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TONGBAN_TEST_DATABASE": "{}"}
    checks = []
    for name, command in _commands().items():
        output = tempfile.TemporaryFile()  # noqa: SIM115  closed when it is reported
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
        checks.append(_Running(name, process, output))
    failed = [check.name for check in checks if _report(check)]
    print(f"{'✗ ' + ', '.join(failed) if failed else '✓'}   {time.monotonic() - started:.1f} s")
    return 1 if failed else 0


def _report(check: _Running) -> bool:
    bad = check.process.wait() != 0
    print(f"{'✗' if bad else '✓'} {check.name}", flush=True)
    if bad:
        check.output.seek(0)
        print(check.output.read().decode(errors="replace")[-6000:], flush=True)
    check.output.close()
    return bad
