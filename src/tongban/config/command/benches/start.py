"""How long the database takes: first start with initdb, start again, stop, and recovery after a kill."""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tongban.kit.database import Cluster
from tongban.kit.database.ephemeral import discard


def measure() -> dict[str, float]:
    """Seconds; the best of three except for the first start."""
    data = Path(tempfile.mkdtemp(prefix="tongban-bench-"))
    data.chmod(0o711)
    cluster = Cluster(data)
    try:
        result = {"first start, s": _timed(cluster.start)}
        result["stop, s"] = _timed(cluster.stop)
        again, recovered = [], []
        for _ in range(3):
            again.append(_timed(cluster.start))
            assert cluster.process is not None
            cluster.process.kill()
            cluster.stop()
            recovered.append(_timed(cluster.start))
            cluster.stop()
        return result | {"start again, s": min(again), "start after kill -9, s": min(recovered)}
    finally:
        cluster.stop()
        discard(data)
        shutil.rmtree(data, ignore_errors=True)


def _timed(act: Callable[[], None]) -> float:
    started = time.monotonic()
    act()
    return round(time.monotonic() - started, 3)
