"""The database of a data folder while a command needs it: an outside one, a running one, or one started here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban.config.command import running
from tongban.config.command.messages import Stop, say_english
from tongban.kit.database import Cluster
from tongban.kit.database.place import made_before


@contextmanager
def own_database(data: Path) -> Iterator[Cluster | None]:
    """Starts the cluster of `data` and stops it afterwards; with DATABASE_URL prepares that server and yields None."""
    if url := os.environ.get("DATABASE_URL"):
        from tongban.kit.database import external

        external.prepare(data, url)
        yield None
        return
    with Cluster(data, say=say_english) as cluster:
        yield cluster


@contextmanager
def database(data: Path) -> Iterator[None]:
    """The database of an existing city: the running one if it runs, else started for the time of the command."""
    if running.read(data) is not None:
        yield
        return
    if not made_before(data) and not os.environ.get("DATABASE_URL"):
        raise Stop(f"{data} 中没有城市", f"there is no city in {data}", mend=f"./tongban up --data {data}")
    with own_database(data):
        yield
