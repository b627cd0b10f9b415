"""The database of a data folder while a command needs it: an outside one, a running one, or one started here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban.config.command import running
from tongban.config.command.messages import Stop, say_english
from tongban.kit.database import Cluster
from tongban.kit.database.connection import DESCRIPTION, read_description
from tongban.kit.database.place import made_before


@contextmanager
def own_database(data: Path) -> Iterator[Cluster | None]:
    """Starts the cluster of `data` and stops it afterwards; with DATABASE_URL prepares that server and yields None."""
    url = os.environ.get("DATABASE_URL")
    _same_server(data, outside=bool(url))
    if url:
        from tongban.kit.database import external

        external.prepare(data, url)
        yield None
        return
    with Cluster(data, say=say_english) as cluster:
        yield cluster


def _same_server(data: Path, *, outside: bool) -> None:
    """A city stays on the server it was founded on: on another one it would find an empty database."""
    if not (data / DESCRIPTION).is_file() or bool(read_description(data)["external"]) == outside:
        return
    if outside:
        raise Stop(
            f"{data} 的城市使用自带的数据库，不能改用 DATABASE_URL",
            f"the city of {data} has its own database server, and DATABASE_URL names another",
            mend="unset DATABASE_URL; to move the city: ./tongban backup without it, then ./tongban restore with it",
        )
    raise Stop(
        f"{data} 的城市使用外部数据库，需要 DATABASE_URL",
        f"the city of {data} lives on an outside database server",
        mend="set DATABASE_URL as at its first start",
    )


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
