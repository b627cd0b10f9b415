"""The scanner port: does a file carry a virus? Adapter: clamd (INSTREAM). Without one, files stay unscanned.

TONGBAN_CLAMD is "host:port" or the path of clamd's socket.
"""

import os
import socket
import struct
from typing import Protocol

SECONDS = 20
_CHUNK = 64 * 1024


class ScannerIsDown(RuntimeError):
    """A scanner is configured and does not answer: nothing is taken in until it does."""


class Scanner(Protocol):
    """What receives files and says yes or no."""

    def is_clean(self, content: bytes) -> bool | None:
        """True clean, False infected, None not scanned. Raises ScannerIsDown."""


class NoScanner:
    """No scanner is configured."""

    def is_clean(self, content: bytes) -> bool | None:
        return None


class Clamd:
    """clamd over TCP or its socket: INSTREAM with chunks of 4-byte length and content, ended by a length of zero."""

    def __init__(self, address: str) -> None:
        self.address = address

    def is_clean(self, content: bytes) -> bool | None:
        try:
            with self._connect() as line:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _CHUNK):
                    part = content[start : start + _CHUNK]
                    line.sendall(struct.pack(">I", len(part)) + part)
                line.sendall(struct.pack(">I", 0))
                answer = _read(line)
        except OSError as error:
            raise ScannerIsDown(str(error)) from error
        if answer.endswith(b"FOUND"):
            return False
        if answer.endswith(b"OK"):
            return True
        raise ScannerIsDown(answer.decode(errors="replace")[:200])

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(SECONDS)
            try:
                line.connect(self.address)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)


def _read(line: socket.socket) -> bytes:
    answer = b""
    while len(answer) < 4096 and not answer.endswith(b"\0"):
        part = line.recv(4096)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").strip()


def scanner() -> Scanner:
    """The scanner of this installation."""
    address = os.environ.get("TONGBAN_CLAMD", "")
    return Clamd(address) if address else NoScanner()
