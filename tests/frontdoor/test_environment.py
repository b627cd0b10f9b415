"""The first start: finding Python, making the environment once, and the messages where something is missing."""

import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tongban.config.command import environment

ROOT = Path(__file__).resolve().parents[2]


def links(folder: Path, *names: str) -> str:
    """A PATH with nothing but these programs."""
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


def test_without_a_fit_python_the_front_door_says_what_to_install(checkout: Path, scratch: Path) -> None:
    path = links(scratch / "bin", "dirname", "cmp", "cat")
    old = scratch / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")  # a Python that is too old says so by its status
    old.chmod(0o755)
    (checkout / ".venv").unlink()
    done = subprocess.run([checkout / "tongban", "status"], env={"PATH": path}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Python 3.11 or newer was not found" in done.stderr
    assert "apt-get install python3" in done.stderr
    assert not (checkout / ".venv").exists()


def test_without_ensurepip_the_one_command_is_printed(scratch: Path) -> None:
    program = (
        "import sys, pathlib; sys.modules['ensurepip'] = None; sys.path.insert(0, sys.argv[1]);"
        "import environment; environment.create(pathlib.Path(sys.argv[2]))"
    )
    folder = ROOT / "src/tongban/config/command"
    done = subprocess.run(
        [sys.executable, "-c", program, folder, scratch / "env"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert not (scratch / "env").exists()


class Making:
    """`environment.make` with creation and installation replaced by something that only counts."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.place = folder / "checkout", folder / "env"
        self.root.mkdir()
        self.created = self.installed = 0
        self.fail = False
        (self.root / "requirements.lock").write_text("django==5.2\n")
        (self.root / "requirements-dev.lock").write_text("pytest==9\n")
        monkeypatch.setattr(environment, "create", self._create)
        monkeypatch.setattr(environment, "install", self._install)
        monkeypatch.setattr(environment, "fit", lambda place: (place / "bin/python").exists() and not self._half)

    @property
    def _half(self) -> bool:
        return (self.place / environment.BUILDING).exists()

    def _create(self, place: Path) -> None:
        self.created += 1
        shutil.rmtree(place, ignore_errors=True)
        (place / "bin").mkdir(parents=True)
        (place / environment.BUILDING).touch()
        (place / "bin/python").touch()

    def _install(self, place: Path, lock: Path) -> None:
        time.sleep(0.2)
        if self.fail:
            raise KeyboardInterrupt
        self.installed += 1

    def __call__(self, *locks: str) -> None:
        environment.make(self.place, self.root, list(locks or ["requirements.lock"]))


@pytest.fixture
def making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Making:
    """See Making."""
    return Making(tmp_path, monkeypatch)


def test_two_starts_at_once_make_one_environment(making: Making) -> None:
    threads = [threading.Thread(target=making) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (making.created, making.installed) == (1, 1)


def test_an_environment_is_renewed_only_when_its_lock_changes(making: Making) -> None:
    making()
    making()
    assert (making.created, making.installed) == (1, 1)
    (making.root / "requirements.lock").write_text("django==5.2.1\n")
    making()
    assert (making.created, making.installed) == (1, 2)
    making("requirements.lock", "requirements-dev.lock")
    assert (making.created, making.installed) == (1, 3)


def test_an_interrupted_environment_is_made_again(making: Making) -> None:
    making.fail = True
    with pytest.raises(KeyboardInterrupt):
        making()
    assert not (making.place / "tongban.lock").exists()
    making.fail = False
    making()
    assert (making.created, making.installed) == (2, 1)


def test_a_ready_environment_is_entered_at_once(checkout: Path) -> None:
    """The shell part costs less than 0.1 s of the processor: measured against the Python command alone, best of three."""
    if not (Path(sys.prefix) / "tongban.lock").exists():
        pytest.skip("this environment was not made by ./tongban")
    env = {**os.environ, "PYTHONPATH": f"{checkout / 'src'}:{checkout}"}

    def best(command: list[str]) -> float:
        times = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([*command, "--help"], env=env, stdout=subprocess.DEVNULL, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(times)

    alone = best([str(checkout / ".venv/bin/python"), "-m", "tongban.config.command"])
    assert best([str(checkout / "tongban")]) - alone < 0.1
