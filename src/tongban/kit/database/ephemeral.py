"""A throw-away cluster for tests: no fsync, in a temporary folder, gone afterwards."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban.kit.database.binaries import Binaries
from tongban.kit.database.cluster import PORT, Cluster
from tongban.kit.database.place import POINTER
from tongban.kit.database.roles import DATABASE, ROLES, allow_tests

CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


@contextmanager
def ephemeral(binaries: Binaries | None = None, say: Callable[[str], None] = lambda line: None) -> Iterator[Cluster]:
    """A running cluster whose owner may make test databases and take the working roles."""
    data = Path(tempfile.mkdtemp(prefix="tongban-test-"))
    data.chmod(0o711)  # our own folder: as root, the server's user must pass through
    cluster = Cluster(data, binaries=binaries, settings=CARELESS, say=say)
    try:
        cluster.start()
        allow_tests(cluster)
        yield cluster
    finally:
        cluster.stop()
        discard(data)


def discard(data: Path) -> None:
    """Removes a data folder and, if its cluster lies elsewhere, that too."""
    pointer = data / POINTER
    if pointer.is_file():
        shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def owner_settings(cluster: Cluster) -> dict[str, str]:
    """What TONGBAN_TEST_DATABASE holds (as JSON): the owner's connection for the test settings."""
    return {"NAME": DATABASE, "USER": ROLES["owner"], "HOST": str(cluster.place.sockets), "PORT": str(PORT)}
