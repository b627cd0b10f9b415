"""What the acts of the path cost on the restaurant bundle of the demo city: SQL statements, CPU of this process.

A database of its own is made and thrown away. Nothing is drawn or signed, and statements that only ask for a letter are
not counted, so that letters do not hide the acts.
"""

from tongban.config.command.bench_city import measured

TIMES = 3


def measure() -> dict[str, float]:
    """Statements at most, and median milliseconds, of each act in two stories told `TIMES` times."""
    found: dict[str, dict[str, float]] = measured("measuring", TIMES)
    statements = {f"{act}, statements": one["statements"] for act, one in found.items()}
    return statements | {f"{act}, CPU ms": one["cpu_ms"] for act, one in found.items()}
