"""Builds the style sheets with the machine's Node, or else with one from PyPI; scripts and marks are copied.

The result is kept by the hash of its sources, so a second data folder or a second start costs one copy.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban.ui.assets import node

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
STYLES = HERE / "styles"
ENTRIES = ("public", "office")
COPIED = ("page.js", "keys.js", "mark.svg", "favicon.ico")
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
Say = Callable[[str], None]


class BuildFailed(RuntimeError):
    """A program of the build ended badly; the message is what it said."""


def build(out_dir: Path, *, say: Say = print, cache: Path | None = None) -> None:
    """Writes public.css, office.css, page.js, keys.js, mark.svg and favicon.ico into `out_dir`, where they are not there yet.

    Raises BuildFailed, or node.NoNode where there is no Node and none can be installed.
    """
    now = fingerprint()
    stamp = out_dir / ".stamp"
    if stamp.is_file() and stamp.read_text() == now and all((out_dir / name).is_file() for name in outputs()):
        return
    with _locked(cache or cache_folder(out_dir)) as folder:
        made = folder / "made" / now
        if not made.is_dir():
            _make(folder, made, say)
        out_dir.mkdir(parents=True, exist_ok=True)
        for name in outputs():
            shutil.copyfile(made / name, out_dir / name)
    stamp.write_text(now)


def outputs() -> tuple[str, ...]:
    """The files that a build leaves."""
    return (*(f"{name}.css" for name in ENTRIES), *COPIED)


def fingerprint() -> str:
    """SHA-256 over everything that goes into a build."""
    digest = hashlib.sha256()
    for file in [
        *sorted(STYLES.glob("*.scss")),
        *(HERE / name for name in COPIED),
        *(ROOT / name for name in PACKAGES),
    ]:
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def cache_folder(out_dir: Path) -> Path:
    """Where packages and results are kept: with the checkout's other made things, or beside `out_dir`."""
    private = os.environ.get("TONGBAN_PRIVATE")
    base = Path(private) if private else ROOT
    writable = os.access(base / "build" if (base / "build").is_dir() else base, os.W_OK)
    return base / "build" / "assets" if writable else out_dir.parent / "build-assets"


@contextmanager
def _locked(folder: Path) -> Iterator[Path]:
    """Two cities starting side by side build once."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _make(folder: Path, made: Path, say: Say) -> None:
    tools = node.find(folder / "node", say)
    modules = _install(folder, tools, say)
    say("编译样式 … / compiling style sheets …")
    made.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=made.parent) as temporary:
        new = Path(temporary) / "new"
        new.mkdir()
        sass = [str(modules / "sass" / "sass.js"), "--style=compressed", "--no-source-map", "--quiet-deps"]
        pairs = [f"{STYLES / name}.scss:{new / name}.css" for name in ENTRIES]
        paths = [f"--load-path={modules}", f"--load-path={modules.parent}"]
        _run([str(tools.node), *sass, *paths, *pairs], folder)
        for name in COPIED:
            shutil.copyfile(HERE / name, new / name)
        new.rename(made)


def _install(folder: Path, tools: node.Tools, say: Say) -> Path:
    """`npm ci` from the lock, in the cache: a checkout may be read-only."""
    wanted = b"\0".join((ROOT / name).read_bytes() for name in PACKAGES)
    place = folder / hashlib.sha256(wanted).hexdigest()[:16]
    if not (place / ".done").is_file():
        say("安装样式库（govuk-frontend、sass）… / installing the style library …")
        place.mkdir(exist_ok=True)
        for name in PACKAGES:
            shutil.copyfile(ROOT / name, place / name)
        _run([*tools.npm, "ci", "--omit=optional", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"], place)
        (place / ".done").touch()
    return place / "node_modules"


def _run(command: list[str], where: Path) -> None:
    found = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
    if found.returncode:
        words = (found.stderr or found.stdout).strip()[-2000:]
        raise BuildFailed(f"{Path(command[-1]).name}: {words}")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
