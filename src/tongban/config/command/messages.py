"""How the command speaks: Chinese, then English; progress on stderr, results on stdout; errors end with a way out."""

import sys


class Stop(Exception):
    """The command cannot go on. Shown as what happened and what to do next; `status` is the exit status."""

    def __init__(self, zh: str, en: str, *, mend: str = "", status: int = 1) -> None:
        super().__init__(en)
        self.zh, self.en, self.mend, self.status = zh, en, mend, status


def say(zh: str, en: str) -> None:
    """One line of progress."""
    print(f"{zh} / {en}", file=sys.stderr, flush=True)


def say_english(line: str) -> None:
    """One line of progress that comes from the database server or a program of the machine."""
    print(f"  {line}", file=sys.stderr, flush=True)


def show(stop: Stop) -> None:
    """Prints an error to stderr."""
    print(f"通办: {stop.zh}\ntongban: {stop.en}", file=sys.stderr)
    if stop.mend:
        print(f"  → {stop.mend}", file=sys.stderr, flush=True)
