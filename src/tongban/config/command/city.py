"""From an empty database to a city: migrations, then the demo city or an empty one; done once, whole or again.

DATA/city.json is written last. A start that was interrupted while founding begins again with a new database.
"""

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

from tongban.config import founding_secrets
from tongban.config.command import stamps, steps
from tongban.config.command.messages import Stop, say
from tongban.config.command.places import ROOT
from tongban.kit.database import Cluster, roles

CITY = "city.json"
FOUNDING = "founding"
WRITTEN_BY_FOUNDING = ("files", "accounts.json", CITY)


def read(data: Path) -> dict[str, Any] | None:
    """What DATA/city.json says ({"demo": bool, …}), or None before there is a city."""
    try:
        found: dict[str, Any] = json.loads((data / CITY).read_text())
    except FileNotFoundError:
        return None
    return found


def prepare(data: Path, cluster: Cluster | None, *, empty: bool) -> None:
    """Brings the database to the present shape and, in a new data folder, founds the city."""
    founding_secrets.ensure(data)
    if (data / FOUNDING).exists():
        _start_over(data, cluster)
    new = read(data) is None
    if new:
        (data / FOUNDING).touch()
    migrate(data)
    if not new:
        return
    if empty:
        _found_empty(data)
    else:
        _build_world(data)
    if read(data) is None:
        (data / CITY).write_text(json.dumps({"demo": not empty}) + "\n")
    (data / FOUNDING).unlink()


def migrate(data: Path) -> None:
    """Migrations as the owner; skipped while no migration file changed."""
    stamp = stamps.migrations(data)
    if stamp.fresh:
        return
    say("正在建立数据库结构 …", "bringing the database into shape …")
    steps.run(
        data, "migrate", ["-m", "django", "migrate", "--noinput"], zh="建立数据库结构", en="migrating the database"
    )
    stamp.put()


def _start_over(data: Path, cluster: Cluster | None) -> None:
    if cluster is None:
        raise Stop(
            "上次建立城市时中断,数据库不完整",
            "founding the city was interrupted, the database of DATABASE_URL holds half of it",
            mend=f"empty that database, remove {data / FOUNDING}, then start again",
        )
    say("上次建立城市时中断,重新开始", "founding the city was interrupted last time, starting over")
    cluster.psql(f"DROP DATABASE IF EXISTS {roles.DATABASE} WITH (FORCE)")
    roles.provision(cluster)
    stamps.migrations(data).forget()
    for name in WRITTEN_BY_FOUNDING:
        entry = data / name
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)


def _build_world(data: Path) -> None:
    if not (ROOT / "world" / "build.py").is_file():
        say("本版本没有演示城市", "this version has no demo city yet")
        return
    say("正在建立演示城市(仅首次)…", "building the demo city (first start only) …")
    steps.run(data, "world", ["-m", "world.build"], zh="建立演示城市", en="building the demo city", aloud=True)


def _found_empty(data: Path) -> None:
    if importlib.util.find_spec("tongban.config.founding") is None:
        say("本版本不能建立空城市", "this version cannot found an empty city yet")
        return
    say("正在建立空城市 …", "founding an empty city …")
    program = "import django; django.setup(); from tongban.config.founding import empty_city; empty_city()"
    steps.run(data, "founding", ["-c", program], zh="建立空城市", en="founding the city", aloud=True)
