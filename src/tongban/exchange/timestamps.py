"""Time stamps from an outside authority (RFC 3161 over HTTP), and what a sealing process does while it fails.

A failure never loses a seal: for `TSA_PATIENCE` seconds papers wait and the authority is asked again every `REST`
seconds; after that they are sealed without a stamp, and the case says so, until the authority answers again.
"""

import logging
import urllib.request
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from django.conf import settings

from tongban.engine.sealing import CheckedStamper, NoTimeStamp, roots_in

LIMIT = 10.0
"""Seconds for a whole answer, however slowly its bytes drip."""
REST = 30.0
"""Seconds between a failure and the next question."""
LARGEST = 65_536
"""Bytes of an answer that are read."""
_log = logging.getLogger(__name__)


class TimeAuthority:
    """The authority at `TSA_URL` as one sealing process knows it; what it knows is forgotten with the process."""

    def __init__(self) -> None:
        self._failing_since: float | None = None
        self._rests_until = 0.0

    @property
    def wanted(self) -> bool:
        """Whether this city has its seals stamped."""
        return bool(settings.TSA_URL)

    @property
    def resting(self) -> bool:
        """It failed just now: it is not asked again yet."""
        return self._failing_since is not None and monotonic() < self._rests_until

    @property
    def given_up(self) -> bool:
        """It has failed for longer than papers may wait."""
        return self._failing_since is not None and monotonic() - self._failing_since >= settings.TSA_PATIENCE

    @property
    def must_wait(self) -> bool:
        """Nothing is sealed now: the authority failed, but may be back before papers have waited too long."""
        return self.wanted and self.resting and not self.given_up

    def stamper(self) -> CheckedStamper | None:
        """What a seal asks for its stamp; None where no stamp is wanted, or while it is no use to ask."""
        return CheckedStamper(ask, time_roots()) if self.wanted and not self.resting else None

    def answered(self) -> None:
        """A stamp was given."""
        if self._failing_since is not None:
            _log.warning("the time stamp authority answers again")
        self._failing_since = None

    def failed(self, why: NoTimeStamp) -> None:
        """No stamp was given: the wait begins, or goes on."""
        now = monotonic()
        if self._failing_since is None:
            self._failing_since = now
        self._rests_until = now + REST
        waited = now - self._failing_since
        _log.warning("no time stamp for %d s (papers wait %d s): %s", waited, settings.TSA_PATIENCE, why)


authority = TimeAuthority()


def time_roots() -> list[bytes]:
    """The roots of time-stamp authorities this city trusts; none until the city has put them there."""
    return roots_in(Path(settings.DATA) / "trust" / "time.pem")


def ask(question: bytes) -> bytes:
    """POSTs a TimeStampReq (DER) to `TSA_URL`. Raises `NoTimeStamp`, within `LIMIT` seconds.

    In a thread, because a time limit of a socket counts from byte to byte: a server that drips would hold up all seals.
    """
    answer: SimpleQueue[bytes | Exception] = SimpleQueue()
    Thread(target=lambda: answer.put(_posted(settings.TSA_URL, question)), daemon=True).start()
    try:
        got = answer.get(timeout=LIMIT)
    except Empty:
        raise NoTimeStamp(f"no answer within {LIMIT:g} s") from None
    if isinstance(got, Exception):
        raise NoTimeStamp(f"{type(got).__name__}: {got}") from got
    return got


def _posted(url: str, question: bytes) -> bytes | Exception:
    kinds = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, data=question, headers=kinds, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return bytes(answer.read(LARGEST))
    except Exception as error:  # of the address, the net or the answer; told by the thread that waits
        return error
