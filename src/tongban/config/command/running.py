"""Who runs a city: a file lock in its data folder, with what the holder says about itself.

The lock, not the process number in it, decides whether a city runs: the kernel drops it with its holder.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tongban.config.command.messages import Stop
from tongban.config.command.places import make_data_folder

LOCK = "city.lock"


@dataclass(frozen=True)
class Running:
    """A running city: `pid` of the supervisor, `since` in ISO 8601 UTC, the two addresses once they answer."""

    pid: int
    since: str
    public: str
    office: str
    ready: bool = False


class Held:
    """The lock of this process."""

    def __init__(self, descriptor: int, running: Running) -> None:
        self._descriptor = descriptor
        self.tell(running)

    def tell(self, running: Running) -> None:
        """Writes what others see."""
        text = json.dumps(asdict(running)).encode()
        os.pwrite(self._descriptor, text, 0)
        os.ftruncate(self._descriptor, len(text))


def read(data: Path) -> Running | None:
    """The city that runs on `data`, or None."""
    try:
        descriptor = os.open(data / LOCK, os.O_RDWR)
    except FileNotFoundError:
        return None
    except PermissionError:
        raise Stop(
            f"无权查看 {data}", f"this user may not look into {data}", mend="use the user that runs it"
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _parse(os.pread(descriptor, 4096, 0))
    else:
        return None
    finally:
        os.close(descriptor)


def _parse(text: bytes) -> Running:
    try:
        return Running(**json.loads(text))
    except ValueError:  # between its first two steps
        return Running(0, datetime.now(UTC).isoformat(timespec="seconds"), "", "")


@contextmanager
def held(data: Path, public: str, office: str) -> Iterator[Held]:
    """Makes this process the one that runs `data`. Raises Stop when another one does, saying where."""
    make_data_folder(data)
    descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = _parse(os.pread(descriptor, 4096, 0))
            raise Stop(
                f"该数据目录的城市已在运行(进程 {other.pid}):{other.public} {other.office}",
                f"the city of {data} is already running (process {other.pid}): {other.public} {other.office}",
                mend="./tongban stop   ends it; --data DIR with --port and --office-port starts a second one beside it",
            ) from None
        since = datetime.now(UTC).isoformat(timespec="seconds")
        yield Held(descriptor, Running(os.getpid(), since, public, office))
    finally:
        os.close(descriptor)
