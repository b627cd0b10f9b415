"""Makes the Python environment of a checkout from its locks. Run by `./tongban` with the machine's own Python.

Standard library only: nothing is installed yet. The stamps (copies of the locks) are written last, so an environment
that was interrupted is never taken for a finished one; a file lock makes a second start wait for the first.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

LOCKS = {"requirements.lock": "tongban.lock", "requirements-dev.lock": "tongban-dev.lock"}
PYTHON_STAMP = "tongban.python"
BUILDING = "tongban.building"
NO_VENV = """tongban: this Python cannot make environments (ensurepip is missing) / 本机 Python 缺少 venv 组件。
tongban: run  apt-get install python3-venv  and start again / 请执行上述命令后重试。"""


def version() -> str:
    """The Python that runs this file, as `3.11`."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def say(text: str) -> None:
    """One line of progress on stderr, so that stdout stays the command's own."""
    print(f"tongban: {text}", file=sys.stderr, flush=True)


def stale(environment: Path, root: Path, locks: list[str]) -> list[str]:
    """The locks whose stamp is missing or differs."""
    return [name for name in locks if not _same(root / name, environment / LOCKS[name])]


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def fit(environment: Path) -> bool:
    """Whether the environment can be kept: finished once, its Python runs, and is of the stamped version."""
    if (environment / BUILDING).exists() or not (environment / "bin" / "python").exists():
        return False
    stamp = environment / PYTHON_STAMP
    if stamp.exists() and stamp.read_text().strip() != version():
        return False
    probe = [str(environment / "bin" / "python"), "-I", "-m", "pip", "--version"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def create(environment: Path) -> None:
    """An empty environment with pip. Exits with the one command to mend it where ensurepip is missing."""
    try:
        import ensurepip  # noqa: F401  Debian splits it off
        import venv
    except ImportError:
        sys.exit(NO_VENV)
    if environment.exists():
        shutil.rmtree(environment)
    environment.mkdir(parents=True)
    (environment / BUILDING).touch()
    venv.create(environment, with_pip=True, symlinks=True)


def install(environment: Path, lock: Path) -> None:
    """What the lock names, each file checked against its hash. The machine's own pip configuration is respected."""
    count = sum(1 for line in lock.read_text().splitlines() if "==" in line and not line.startswith(" "))
    say(f"installing {count} packages of {lock.name} / 正在安装 {count} 个软件包 …")
    started = time.monotonic()
    pip = [str(environment / "bin" / "python"), "-I", "-m", "pip", "install", "--quiet", "--no-compile"]
    pip.append("--disable-pip-version-check")
    done = subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=False)
    if done.returncode:
        say("the packages could not be installed; the lines above say why / 安装失败,原因见上。")
        say("check the network or the pip configuration (pip config list) / 请检查网络或 pip 配置后重试。")
        sys.exit(1)
    say(f"done in {time.monotonic() - started:.0f} s / 安装完成")


def make(environment: Path, root: Path, locks: list[str]) -> None:
    """Brings the environment to the state the locks describe; another start at the same moment waits here."""
    environment.parent.mkdir(parents=True, exist_ok=True)
    guard = os.open(environment.parent, os.O_RDONLY)  # the folder itself is the lock: no file is left behind
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another start is preparing the environment, waiting / 另一进程正在准备运行环境,请稍候 …")
        fcntl.flock(guard, fcntl.LOCK_EX)
    try:
        kept = fit(environment)
        if kept and (environment / PYTHON_STAMP).exists() and not stale(environment, root, locks):
            return
        if not kept:
            say(f"making a Python {version()} environment (first start only) / 正在创建运行环境(仅首次)…")
            create(environment)
        for name in stale(environment, root, locks):
            install(environment, root / name)
            _stamp(environment / LOCKS[name], (root / name).read_bytes())
        _stamp(environment / PYTHON_STAMP, version().encode())
        (environment / BUILDING).unlink(missing_ok=True)
    finally:
        os.close(guard)


def _stamp(file: Path, content: bytes) -> None:
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(file)


if __name__ == "__main__":
    _, place, checkout, wanted = sys.argv
    make(Path(place), Path(checkout), list(LOCKS) if wanted == "dev" else ["requirements.lock"])
