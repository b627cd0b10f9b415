"""A checkout with the real front door and a stub city behind it, so that these tests need no business code."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.frontdoor.running_city import City, wait_for
from tongban.kit.database.ephemeral import discard

ROOT = Path(__file__).resolve().parents[2]
STUB = Path(__file__).with_name("stub_city")
COPIED = (
    "tongban",
    "requirements.lock",
    "requirements-dev.lock",
    "src/tongban/__init__.py",
    "src/tongban/config/__init__.py",
)
COPIED_FOLDERS = ("src/tongban/config/command", "src/tongban/kit/database")


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that every user can pass through (pytest's own is closed to others)."""
    with _scratch() as folder:
        yield folder


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tb-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    for data in folder.glob("*"):
        if data.is_dir() and not data.is_symlink():
            discard(data)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def checkout(scratch: Path) -> Path:
    """The front door as in a clone, the stub city, and the environment these tests run in."""
    return _checkout(scratch)


def _checkout(scratch: Path) -> Path:
    place = scratch / "checkout"
    place.mkdir(mode=0o755)
    for name in COPIED:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, place / name)
    for name in COPIED_FOLDERS:
        shutil.copytree(ROOT / name, place / name)  # with what Python compiled: it need not be done again
    shutil.copy2(ROOT / "src/tongban/config/founding_secrets.py", place / "src/tongban/config")
    (place / "src/tongban/kit/__init__.py").touch()
    shutil.copytree(STUB, place / "src/tongban", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (place / ".venv").symlink_to(sys.prefix)
    return place


@pytest.fixture
def city(checkout: Path, scratch: Path) -> Iterator[City]:
    """A city that was never started; whatever is left of it is killed afterwards."""
    with _city(checkout, scratch / "data") as place:
        yield place


@pytest.fixture
def founded(city: City, founded_once: Path) -> City:
    """A city that was started and ended before: a copy of one that was founded once for all these tests."""
    subprocess.run(["cp", "-a", founded_once, city.data], check=True)  # the database's files stay its user's
    return city


@pytest.fixture(scope="session")
def founded_once() -> Iterator[Path]:
    """The data folder of a city that was founded and ended in order."""
    with _scratch() as folder, _city(_checkout(folder), folder / "data") as place:
        place.up()
        assert place.end() == 0
        yield place.data


@contextmanager
def _city(checkout: Path, data: Path) -> Iterator[City]:
    place = City(checkout, data)
    yield place
    if place.process is not None and place.process.poll() is None:
        place.process.kill()
        place.process.wait()
    for pid in place.processes():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    wait_for(lambda: not place.processes(), 10)
