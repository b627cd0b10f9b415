"""The Chinese font of letters and certificates: one of this machine, else fetched once through npm into build/fonts.

The fetched one is Noto Serif SC (SIL Open Font License 1.1, kept beside it), two weights of the npm package that
package.json names; its archive is checked against the hash in package-lock.json.
"""

import base64
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tongban.config.command.messages import Stop, say
from tongban.config.command.places import ROOT, build_folder

FETCHED = "TONGBAN_FETCHED_FONTS"  # where tongban.engine.letters looks last
PACKAGE = "@expo-google-fonts/noto-serif-sc"
WANTED = ("400Regular/NotoSerifSC_400Regular.ttf", "700Bold/NotoSerifSC_700Bold.ttf", "LICENSE_FONT")
MEND = "apt-get install fonts-noto-cjk, or name a folder with Noto Serif SC: TONGBAN_FONTS=DIR"


def fetched_folder() -> Path:
    """Where a fetched font is, or would be."""
    return build_folder() / "fonts"


def found() -> str | None:
    """The font that letters will be set in, with its place; None where there is none."""
    from tongban.engine.letters import NoFonts, find

    os.environ[FETCHED] = str(fetched_folder())
    try:
        fonts = find()
    except NoFonts:
        return None
    sans = "" if fonts.sans == fonts.serif else f", {fonts.sans}"
    return f"{fonts.serif}{sans} ({fonts.files[0].parent})"


def ensure() -> str:
    """Fetches a font where the machine has none. Returns `found()`. Raises Stop with what to install instead."""
    if found() is None:
        fetch()
    font = found()
    if font is None:
        raise Stop("没有可用的中文字体", "there is no Chinese font for letters", mend=MEND)
    return font


def fetch() -> Path:
    """The folder with the font of the npm package, which is fetched unless it is there already. Raises Stop."""
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"][f"node_modules/{PACKAGE}"]
    folder = fetched_folder()
    stamp = folder / "integrity"
    build_folder().mkdir(exist_ok=True)
    with (build_folder() / "fonts.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # two cities starting side by side fetch once
        if stamp.is_file() and stamp.read_text() == lock["integrity"]:
            return folder
        say("本机没有 Noto 中文字体,正在下载 …", f"fetching a Chinese font: {PACKAGE} {lock['version']} …")
        with tempfile.TemporaryDirectory(dir=build_folder()) as temporary:
            archive = _archive(lock["version"], Path(temporary))
            _check(archive, lock["integrity"])
            new = Path(temporary) / "new"
            new.mkdir(mode=0o755)
            _unpack(archive, new)
            (new / stamp.name).write_text(lock["integrity"])
            shutil.rmtree(folder, ignore_errors=True)
            new.rename(folder)
    _forget()
    return folder


def _archive(version: str, where: Path) -> Path:
    """The package as the registry of the machine's npm configuration gives it."""
    from tongban.ui.assets import node

    try:
        tools = node.find(build_folder() / "assets" / "node", print)
    except node.NoNode as missing:
        raise Stop("下载字体需要 Node", f"fetching the font needs Node: {missing}", mend=MEND) from None
    command = [*tools.npm, "pack", f"{PACKAGE}@{version}", "--loglevel=error", "--pack-destination", str(where)]
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
    archives = list(where.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        words = (done.stderr or done.stdout).strip()[-800:]
        raise Stop("字体下载失败", f"the font could not be fetched: {words}", mend=MEND)
    return archives[0]


def _check(archive: Path, integrity: str) -> None:
    kind, _, wanted = integrity.partition("-")
    with archive.open("rb") as file:
        if base64.b64encode(hashlib.file_digest(file, kind).digest()).decode() != wanted:
            raise Stop("下载的字体与校验值不符", f"what npm gave for {PACKAGE} is not what the lock names", mend=MEND)


def _unpack(archive: Path, where: Path) -> None:
    with tarfile.open(archive) as tar:
        for name in WANTED:
            content = tar.extractfile(f"package/{name}")
            assert content is not None, name
            with (where / Path(name).name).open("wb") as out:
                shutil.copyfileobj(content, out)


def _forget() -> None:
    """What this process learnt about fonts before the fetch."""
    from tongban.engine.letters import fonts

    fonts.forget()
