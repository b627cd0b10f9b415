"""What the tests need from the distribution: asked for, and as root on Debian installed."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tongban.config.command.messages import say

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def has_browser() -> bool:
    """Whether a browser for the tests is there."""
    return any(shutil.which(name) for name in BROWSERS)


def has_cjk_font() -> bool:
    """Whether a Noto CJK font is there: without one screenshots and letters show boxes."""
    return any(Path("/usr/share/fonts").glob("**/Noto*CJK*"))


def has_pdfsig() -> bool:
    """Whether poppler's signature checker is there, the independent judge of our seals."""
    return shutil.which("pdfsig") is not None


def can_install() -> bool:
    """Root on a machine with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> bool:
    """Installs packages through apt; False (with apt's words shown) if that failed."""
    say(f"正在安装 {' '.join(packages)} …", f"installing {' '.join(packages)} through apt …")
    _update()
    return _apt("install", "-y", "--no-install-recommends", *packages)


@cache
def _update() -> bool:
    return _apt("update")


def _apt(*arguments: str) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-q", *arguments], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        print((done.stdout + done.stderr)[-2000:])
    return done.returncode == 0
