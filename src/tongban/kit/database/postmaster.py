"""Who is behind a postmaster.pid: judged by what the process is, never by its number alone.

After a crash or a reboot the number may belong to anybody. PostgreSQL itself stops when it belongs to another process
of the same user, so a foreign number is replaced by ours, the parent's, which PostgreSQL knows to be stale; its own
check for backends that still use the shared memory stays in force.
"""

import os
from pathlib import Path

STILL_THERE = ("lock file", "pre-existing shared memory block", "is another server")


def pid_of(pgdata: Path) -> int | None:
    """The number in postmaster.pid, or None."""
    try:
        return abs(int((pgdata / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


def serves(pid: int, pgdata: Path) -> bool:
    """Whether process `pid` is a PostgreSQL server working in `pgdata` (its working directory)."""
    process = Path("/proc") / str(pid)
    if not process.parent.is_dir() or not (process.parent / "self").exists():
        return True  # no /proc: believe the number, PostgreSQL's own checks decide
    try:
        program = Path(os.readlink(process / "exe")).name
        return program.removesuffix(" (deleted)") == "postgres" and os.path.samefile(process / "cwd", pgdata)
    except OSError:  # gone, or another user's process: not ours
        return False


def forget_stranger(pgdata: Path) -> bool:
    """Makes a pid file that names a foreign live process harmless. True if it did so."""
    pid = pid_of(pgdata)
    if pid is None or pid == os.getpid() or serves(pid, pgdata):
        return False
    file = pgdata / "postmaster.pid"
    rest = file.read_bytes().partition(b"\n")[2]
    file.write_bytes(str(os.getpid()).encode() + b"\n" + rest)  # same file: owner and mode stay the server's
    return True


def tail(log: Path, start: int = 0, lines: int = 8) -> list[str]:
    """The last lines the server wrote after position `start`."""
    try:
        with log.open("rb") as file:
            file.seek(max(start, log.stat().st_size - 16_384))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines() if line.strip()][-lines:]
