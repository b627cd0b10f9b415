"""Children that do not outlive us: each is its own process group and gets a signal from the kernel when we die.

The group keeps a terminal's Ctrl-C away from the children, so that the supervisor alone decides the order of the end.
"""

import ctypes
import os
import signal
from collections.abc import Callable
from typing import Any

_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2), PR_SET_PDEATHSIG
try:
    _prctl: Any = ctypes.CDLL(None, use_errno=True).prctl
except (OSError, AttributeError):  # no Linux: a SIGKILLed parent leaves its children to the next start
    _prctl = None


def tied(death: signal.Signals = signal.SIGTERM) -> dict[str, Any]:
    """Arguments for subprocess: an own process group, and `death` is sent to the child when this process dies.

    The signal belongs to the *thread* that starts the child: start children from the main thread.
    """
    return {"process_group": 0, "preexec_fn": _tie(os.getpid(), death)}


def _tie(parent: int, death: signal.Signals) -> Callable[[], None]:
    def in_child() -> None:
        if _prctl is not None:
            _prctl(_SET_PARENT_DEATH_SIGNAL, int(death), 0, 0, 0)
            if os.getppid() != parent:  # we died before the line above
                os._exit(1)

    return in_child
