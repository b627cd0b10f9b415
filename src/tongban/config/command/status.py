"""`status`: what runs on a data folder, since when, where, and how large it is."""

import argparse
from pathlib import Path

from tongban.config.command import city, ports, running
from tongban.config.command.places import add_data_option, data_of
from tongban.kit.database import connection_settings
from tongban.kit.database.connection import DESCRIPTION, read_description

FAILED = "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1 ORDER BY 1"
OLDEST = """SELECT extract(epoch FROM now() - min(e.at)) FROM procrastinate_events e
    JOIN procrastinate_jobs j ON j.id = e.job_id WHERE j.status = 'failed' AND e.type = 'deferred'"""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("status", help="what runs / 运行状态")
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Status 0 when the city runs and both sites answer, 3 otherwise (as service managers count)."""
    data = data_of(options)
    found = running.read(data)
    kind = city.read(data)
    print(f"数据目录 / data folder   {data}")
    print(f"城市 / city              {'—' if kind is None else 'demo' if kind.get('demo') else 'own'}")
    if (data / DESCRIPTION).is_file():
        description = read_description(data)
        print(f"数据库 / database        PostgreSQL {description['version']} ({description['HOST']})")
    if found is None:
        print("状态 / state             未运行 / not running")
        return 3
    print(f"状态 / state             {'运行中 / running' if found.ready else '正在启动 / starting'}")
    print(f"进程 / process           {found.pid}\n自 / since               {found.since}")
    healthy = True
    for label, url in (("公众 / public          ", found.public), ("政务 / office          ", found.office)):
        well = ports.answers(url)
        healthy = healthy and well
        print(f"{label}  {url}  {'正常 / answers' if well else '无应答 / does not answer'}")
    if found.ready:
        size, failed, oldest = _size_and_failed(data)
        print(f"数据量 / database size   {size}")
        if failed:
            print(f"未完成 / failed jobs     {failed}")
            print(f"最早一项 / oldest        {age(oldest)}")
            print("                         每小时自动重试，原因见日志 / tried again every hour, the log says why")
    return 0 if healthy else 3


def age(seconds: float) -> str:
    """Whole days, hours or minutes, of the largest unit that fits."""
    for zh, en, unit in (("天", "d", 86_400), ("小时", "h", 3_600)):
        if seconds >= unit:
            return f"{int(seconds // unit)} {zh} / {int(seconds // unit)} {en}"
    return f"{int(seconds // 60)} 分钟 / {int(seconds // 60)} min"


def _size_and_failed(data: Path) -> tuple[str, str, float]:
    """How large the database is; which jobs failed after all their attempts ("" for none); for how many seconds the
    oldest of them has been owed."""
    import psycopg

    settings = connection_settings("worker", {"TONGBAN_DATA": str(data)})
    try:
        with psycopg.connect(
            host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"], user=settings["USER"],
            password=settings["PASSWORD"] or None, connect_timeout=5, **settings["OPTIONS"],
        ) as connection:  # fmt: skip
            (size,) = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()  # type: ignore[misc]
            (there,) = connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone()  # type: ignore[misc]
            rows = connection.execute(FAILED).fetchall() if there else []
            (oldest,) = connection.execute(OLDEST).fetchone() if rows else (0,)  # type: ignore[misc]
    except psycopg.Error as error:
        return f"? ({str(error).strip()})", "", 0
    return str(size), ", ".join(f"{name} × {count}" for name, count in rows), float(oldest or 0)
