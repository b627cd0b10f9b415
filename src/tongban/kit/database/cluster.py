"""The server of one data folder: made once, started in the foreground as our child, waited for, stopped.

Unix socket only, no TCP port. One process at a time holds the folder (a file lock); the server dies with its
supervisor, so nobody counts who uses it.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tongban.kit.database import making, postmaster, roles
from tongban.kit.database.binaries import Binaries, find_binaries, reachable
from tongban.kit.database.connection import describe
from tongban.kit.database.lifeline import tied
from tongban.kit.database.place import Place, find_place
from tongban.kit.database.problems import DatabaseProblem
from tongban.kit.database.server_user import ServerUser, server_user

START_SECONDS = 300.0  # a crash recovery may take minutes
HELD_SECONDS = 30.0  # how long a server that is just ending may still hold the folder
PROGRESS_SECONDS = 5.0
STOP_SECONDS = 60.0
PORT = 5432  # names the socket file; nothing listens on it
LONGEST_LOG = 20 * 1024 * 1024


class Cluster:
    """One PostgreSQL cluster. Use as a context manager, or call `start` and `stop`.

    `settings` are PostgreSQL settings for this run; times are seconds; `say` takes one line of progress.
    """

    def __init__(
        self,
        data: Path,
        *,
        binaries: Binaries | None = None,
        settings: Mapping[str, str] | None = None,
        say: Callable[[str], None] = lambda line: None,
        start_seconds: float = START_SECONDS,
        held_seconds: float = HELD_SECONDS,
        progress_seconds: float = PROGRESS_SECONDS,
    ) -> None:
        self.data = data.resolve()
        self.settings = dict(settings or {})
        self.say = say
        self.start_seconds, self.held_seconds, self.progress_seconds = start_seconds, held_seconds, progress_seconds
        self.user: ServerUser = server_user()
        self.client_binaries = binaries or find_binaries()
        self.binaries: Binaries = reachable(self.client_binaries, self.user)
        self.process: subprocess.Popen[bytes] | None = None
        self._place: Place | None = None
        self._lock: IO[str] | None = None

    @property
    def place(self) -> Place:
        """The folders of the cluster; found, and made if missing, at first use."""
        if self._place is None:
            self._place = find_place(self.data, self.user)
        return self._place

    @property
    def log(self) -> Path:
        """What the server writes."""
        return self.data / "logs" / "postgres.log"

    @property
    def running(self) -> bool:
        """Whether our server process lives."""
        return self.process is not None and self.process.poll() is None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Makes the cluster if needed, starts it, waits until it answers, sees to roles and database.

        Raises DatabaseProblem: held by another process, another major version, or the server's own words.
        """
        place = self.place
        self._hold()
        try:
            making.make(self.data, place.pgdata, self.binaries, self.user, self.say)
            making.allow(place.pgdata, self.user)
            self._run_until_ready()
            roles.provision(self)
            describe(self.data, host=str(place.sockets), port=PORT, version=self.binaries.version)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Fast shutdown: running transactions are rolled back, nothing committed is lost. Waits for the end."""
        if self.process is not None:
            self._end(self.process)
            self.process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def revive(self) -> None:
        """Starts the server again after it died under us; it recovers what was committed. Raises DatabaseProblem."""
        assert self._lock is not None, "only a started cluster can be revived"
        self._run_until_ready()

    def psql(self, sql: str, *, database: str = "postgres", role: str = roles.SUPERUSER) -> str:
        """Runs `sql` (given on standard input, so secrets stay off the command line); returns unaligned rows."""
        command = [self.client_binaries["psql"], "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.place.sockets), "-p", str(PORT), "-U", role, "-d", database]
        done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False, env=self.environment())
        if done.returncode:
            raise DatabaseProblem("数据库拒绝了请求", f"the database refused: {done.stderr.strip()}", f"see {self.log}")
        return done.stdout.strip()

    @staticmethod
    def environment() -> dict[str, str]:
        """This process's environment without the variables that would lead PostgreSQL's programs elsewhere."""
        return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}

    def _hold(self) -> None:
        private = os.open(self.data / "database.lock", os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = os.fdopen(private, "r+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            raise DatabaseProblem(
                f"{self.data} 的数据库正由另一进程使用",
                f"the database of {self.data} is already being served by another process",
                "see what runs: ./tongban status; end it: ./tongban stop",
            ) from None

    def _run_until_ready(self) -> None:
        """Starts the server; while a server that is just ending holds the folder, tries again."""
        deadline = time.monotonic() + self.held_seconds
        while True:
            if postmaster.forget_stranger(self.place.pgdata):
                self.say("the database was not shut down properly last time; it recovers by itself")
            begin = self._spawn()
            if self._wait(begin):
                return
            words = postmaster.tail(self.log, begin)
            held = any(mark in line for line in words for mark in postmaster.STILL_THERE)
            if not held or time.monotonic() > deadline:
                raise DatabaseProblem(
                    "数据库服务器启动时退出",
                    "the database server ended while starting:\n  " + "\n  ".join(words or ["(it wrote nothing)"]),
                    f"the whole log is {self.log}" + ("; another server still uses this folder" if held else ""),
                )
            self.say("a server that is just ending still holds the database, waiting for it")
            time.sleep(0.3)

    def _spawn(self) -> int:
        """Starts the server process and returns the position in its log from which it writes."""
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        command = [self.binaries["postgres"], "-D", str(self.place.pgdata), "-k", str(self.place.sockets), "-h", ""]
        command += ["-p", str(PORT), "-c", "unix_socket_permissions=0700", "-c", "logging_collector=off"]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.place.pgdata,
                env=self.environment(),
                **self.user.spawn(),
                **tied(signal.SIGINT),
            )
        return begin

    def _wait(self, begin: int) -> bool:
        """Waits until the server answers. False if it ended instead."""
        assert self.process is not None
        started = time.monotonic()
        told = started
        while True:
            if self.process.poll() is not None:
                return False
            if self._answers():
                return True
            now = time.monotonic()
            if now - started > self.start_seconds:
                raise DatabaseProblem(
                    f"数据库在 {self.start_seconds:.0f} 秒内没有应答",
                    f"the database did not answer within {self.start_seconds:.0f} s: {self._latest(begin)}",
                    f"see {self.log}, then start again",
                )
            if now - told >= self.progress_seconds:
                told = now
                self.say(f"the database is still starting ({now - started:.0f} s) {self._latest(begin)}".rstrip())
            time.sleep(0.03)

    def _latest(self, begin: int) -> str:
        return (postmaster.tail(self.log, begin) or [""])[-1]

    def _answers(self) -> bool:
        """Asks over the socket. Only our own child can sit there: it holds the folder's lock file."""
        if postmaster.pid_of(self.place.pgdata) != getattr(self.process, "pid", None):
            return False
        command = [self.client_binaries["pg_isready"], "-q", "-h", str(self.place.sockets), "-p", str(PORT), "-t", "3"]
        return subprocess.run(command, check=False, env=self.environment()).returncode == 0

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if process.poll() is None:
                process.send_signal(number)
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    continue
            return
