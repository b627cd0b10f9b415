"""The verdict on a file that anybody may send, in a process of its own with an end to its time and memory.

A few kilobytes can keep a parser busy for ever (a tree of fields that names each branch twice); such a file is not
judged, and no site waits for it.
"""

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore

from tongban.engine.sealing import Verdict, roots_in, unjudged
from tongban.records.pdf_walking import limit
from tongban.records.verifying import judged, said

SECONDS = 15
"""CPU time of one verdict; an ordinary file takes one or two seconds, nearly all of it to start."""
WAIT = 2.0
_STARTUP_SECONDS = 10
_one_at_a_time = BoundedSemaphore(1)
log = logging.getLogger(__name__)


class Busy(Exception):
    """Another file is being judged by this process; try again in a moment."""


def verify_file(file: Path, trust: Path) -> int:
    """Prints the verdict in both languages; 0 for a genuine and unaltered file, 1 for any other."""
    if not roots_in(trust):
        sys.stderr.write(
            f"没有可信任的根证书：{trust} / no root certificates at {trust}\n"
            "请用 --trust 指定城市公布的根证书，或者用 --data 指定城市的数据目录 / "
            "name the published root with --trust PEM, or the city's folder with --data DIR\n"
        )
        return 1
    verdict = judged_apart(file.read_bytes(), trust)
    sys.stdout.write(said(verdict))
    return 0 if verdict.valid else 1


def judged_apart(pdf: bytes, trust: Path) -> Verdict:
    """As `verifying.judged`. Raises Busy."""
    if not _one_at_a_time.acquire(timeout=WAIT):
        raise Busy
    try:
        return _judged(pdf, trust)
    finally:
        _one_at_a_time.release()


def _judged(pdf: bytes, trust: Path) -> Verdict:
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PATH": os.environ.get("PATH", "")}
    command = [sys.executable, "-m", "tongban.records.judging", str(trust)]
    try:
        done = subprocess.run(
            command, input=pdf, capture_output=True, timeout=SECONDS + _STARTUP_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return unjudged()
    if done.returncode or not done.stdout:
        log.warning(
            "a file was not judged (status %d): %s", done.returncode, done.stderr[-300:].decode(errors="replace")
        )
        return unjudged()
    known = json.loads(done.stdout)
    signed_at = known.pop("signed_at")
    return Verdict(**known, signed_at=datetime.fromisoformat(signed_at) if signed_at else None)


def main() -> None:
    """Reads the file, writes the verdict."""
    limit(SECONDS)
    verdict = asdict(judged(sys.stdin.buffer.read(), Path(sys.argv[1])))
    signed_at = verdict["signed_at"]
    sys.stdout.write(json.dumps({**verdict, "signed_at": signed_at.isoformat() if signed_at else ""}))


if __name__ == "__main__":
    main()
