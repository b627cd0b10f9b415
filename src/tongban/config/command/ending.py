"""Ctrl-C, SIGTERM and SIGHUP end the command in order: the first raises `Ending`, further ones do not disturb it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ending(BaseException):
    """Somebody asked for the end."""


@contextmanager
def orderly() -> Iterator[None]:
    """Inside, the first signal raises Ending wherever the main thread is; later ones are ignored."""

    def first(number: int, frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Ending

    for each in SIGNALS:
        signal.signal(each, first)
    yield
