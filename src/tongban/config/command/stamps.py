"""What need not be done again: a stamp in the data folder holds the hash of the files a step depends on."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tongban.config.command.places import ROOT


def fingerprint(patterns: Iterable[str]) -> str:
    """SHA-256 over paths and contents of the files in the checkout that match the patterns."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for file in sorted(ROOT.glob(pattern)):
            if file.is_file() and "__pycache__" not in file.parts:
                content = file.read_bytes()
                digest.update(f"{file.relative_to(ROOT)}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()


class Stamp:
    """One step's stamp in a data folder."""

    def __init__(self, data: Path, name: str, patterns: Iterable[str]) -> None:
        self.file = data / "stamps" / name
        self.now = fingerprint(patterns)

    @property
    def fresh(self) -> bool:
        """Whether the step was done with just these files."""
        return self.file.is_file() and self.file.read_text() == self.now

    def put(self) -> None:
        """Remembers that the step is done."""
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(self.now)

    def forget(self) -> None:
        """The step must be done again."""
        self.file.unlink(missing_ok=True)


def migrations(data: Path) -> Stamp:
    """Of the database's shape."""
    return Stamp(
        data, "migrations", ["src/tongban/*/migrations/*.py", "src/tongban/kit/grants.py", "requirements.lock"]
    )


def assets(data: Path) -> Stamp:
    """Of style sheets, scripts and fonts."""
    locks = ["requirements.lock", "requirements-node.lock", "package.json", "package-lock.json"]
    return Stamp(data, "assets", ["src/tongban/ui/**/*", "src/tongban/*/static/**/*", *locks])
