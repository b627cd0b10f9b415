"""Business keys: UUIDv7 (RFC 9562 §5.7), made in Python so that a row has its key before it is written.

The key binds encrypted values (kit.vault), so it must exist before encryption.
"""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, 12 bits of sub-millisecond counter, 62 random bits.

    Keys made by one process are strictly increasing, so an index grows at its right end.
    """
    global _last
    with _lock:
        ticks = time.time_ns() * 4096 // 1_000_000  # 1/4096 ms: fills the 12 bits after the milliseconds
        _last = ticks = max(ticks, _last + 1)
    milliseconds, fraction = divmod(ticks, 4096)
    random_bits = int.from_bytes(os.urandom(8)) & (1 << 62) - 1
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random_bits
    return UUID(int=value)
