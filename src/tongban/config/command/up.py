"""`up`: brings up a whole city and keeps it up; one supervisor, whose end is the end of everything it started."""

import argparse
import importlib.util
import os
import time
from pathlib import Path

from tongban.config.command import assets, children, city, fonts, ports, processes, running, sign_ins
from tongban.config.command.children import Child
from tongban.config.command.ending import Ending, orderly
from tongban.config.command.messages import Stop, say
from tongban.config.command.places import add_data_option, data_of
from tongban.config.command.processes import Address
from tongban.config.command.serving import own_database
from tongban.kit.database import Cluster, DatabaseProblem

ANSWER_SECONDS = 300.0  # a busy machine starts slowly; what dies is told at once
WEB_SECONDS, BACKGROUND_SECONDS = 5.0, 5.0
TICK = 0.25
DEATHS, DEATH_SECONDS = 3, 600.0  # so many ends of the database server in so many seconds are mended


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("up", help="bring up a city / 启动一座城市")
    parser.add_argument("--port", type=int, default=8000, help="public site, default 8000 / 公众端口")
    parser.add_argument("--office-port", type=int, default=8001, help="office site, default 8001 / 政务端口")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on / 监听地址")
    parser.add_argument("--empty", action="store_true", help="a city without demo data / 不含演示数据")
    parser.add_argument(
        "--demo-open", action="store_true", help="serve demo accounts beyond this machine / 对外开放演示"
    )
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Runs until Ctrl-C or SIGTERM; status 0 then."""
    data = data_of(options)
    address = Address(options.host.strip("[]"), options.port, options.office_port)
    with orderly():
        try:
            with running.held(data, address.url("public"), address.url("office")) as lock:
                _check(data, address, options)
                _serve(data, address, options.empty, lock)
        except Ending:
            say("已停止", "stopped")
    return 0


def _check(data: Path, address: Address, options: argparse.Namespace) -> None:
    found = city.read(data)
    if found is not None and options.empty and found.get("demo"):
        raise Stop("该数据目录已有演示城市", f"{data} holds a demo city already", mend="--empty --data NEW-FOLDER")
    demo = not options.empty if found is None else bool(found.get("demo"))
    if demo and not options.demo_open and not ports.is_loopback(address.host):
        raise Stop(
            f"演示账号的口令会公开显示,因此默认不在 {address.host} 上开放",
            f"demo accounts are not served on {address.host}: anybody there could sign in",
            mend="--empty makes a city without demo accounts; --demo-open serves them all the same",
        )
    ports.check_free(address)


def _serve(data: Path, address: Address, empty: bool, lock: running.Held) -> None:
    say(f"数据目录 {data}", f"data folder {data}")
    if importlib.util.find_spec("tongban.engine") is not None:
        say("文书字体", f"font of letters and certificates: {fonts.ensure()}")
    sites: list[Child] = []
    background: list[Child] = []
    os.environ.setdefault("TONGBAN_PUBLIC_URL", address.url("public"))  # in QR codes and links made while founding
    os.environ.setdefault("TONGBAN_OFFICE_URL", address.url("office"))
    with own_database(data) as cluster:
        city.prepare(data, cluster, empty=empty)
        assets.build(data)
        say("正在启动站点 …", "starting the sites …")
        sites += [processes.site(data, name, address) for name in ("public", "office")]
        background += [child for name in ("worker", "sealer") if (child := processes.background(data, name, address))]
        try:
            for child in [*sites, *background]:
                child.start()
            _await_answers(sites, [*sites, *background], address)
            public, office = address.url("public"), address.url("office")
            since = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
            lock.tell(running.Running(os.getpid(), since, public, office, ready=True))
            _welcome(data, address)
            _watch([*sites, *background], data, cluster)
        finally:
            say("正在停止 …", "stopping …")
            children.end([(sites, WEB_SECONDS), (background, BACKGROUND_SECONDS)])


def _await_answers(sites: list[Child], everyone: list[Child], address: Address) -> None:
    """Returns once both sites answer. Raises Stop with the log of the one that does not."""
    deadline = time.monotonic() + ANSWER_SECONDS
    waiting = list(sites)
    while waiting:
        waiting = [child for child in waiting if not ports.answers(address.url(child.name))]
        for child in everyone:
            child.watch()
        broken = next((child for child in waiting if child.deaths >= 3 or time.monotonic() > deadline), None)
        if broken:
            raise Stop(
                f"{broken.name} 站点无法启动\n{broken.last_words()}",
                f"the {broken.name} site does not start; its last words are above",
                mend=f"the whole log is {broken.log}",
            )
        if waiting:
            time.sleep(TICK)


def _watch(everyone: list[Child], data: Path, cluster: Cluster | None) -> None:
    """Restarts what dies, until a signal ends it all. Raises Stop when the database dies again and again."""
    deaths: list[float] = []
    while True:
        time.sleep(TICK)
        for child in everyone:
            child.watch()
        if cluster is None or cluster.running:
            continue
        status = cluster.process.returncode if cluster.process else "?"
        deaths = [moment for moment in deaths if time.monotonic() - moment < DEATH_SECONDS] + [time.monotonic()]
        if len(deaths) > DEATHS:
            raise Stop(
                f"数据库服务器反复退出(状态 {status}),城市停止运行",
                f"the database server ended again and again (status {status}); the city stops",
                mend=f"nothing committed is lost; see {data / 'logs' / 'postgres.log'}, then start again",
            )
        say(f"数据库服务器退出(状态 {status}),正在重启", f"the database ended (status {status}), restarting it")
        try:
            cluster.revive()
        except DatabaseProblem as problem:
            if cluster.running:
                raise
            say(problem.zh, problem.what)  # it died while it came back: one more death, counted at the next look


def _welcome(data: Path, address: Address) -> None:
    print(f"\n  公众服务 / public   {address.url('public')}\n  政务办公 / office   {address.url('office')}\n")
    accounts = sign_ins.read(data)
    if accounts:
        print("  演示账号 / demo sign-ins")
        print("\n".join(sign_ins.lines(accounts)))
    print("\n  按 Ctrl-C 停止 / press Ctrl-C to stop\n", flush=True)
