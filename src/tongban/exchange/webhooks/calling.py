"""One POST to an address that somebody else named: never into our own network, never further than that address."""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import SplitResult, urlsplit

from tongban.engine.package.text import Text

TIMEOUT = 5.0
BAD_ADDRESS = Text(
    "地址应是公网上的 https 地址，不带用户名和密码。",
    "The address must be https on the public network, without user and password.",
)


class Unreachable(ConnectionError):
    """Nothing was delivered; the text says why, for the log of the client."""


def is_fit(address: str, *, at_home: bool = False) -> bool:
    """Whether an address may be named at all; where it leads is asked each time it is called.

    `at_home`: a demo city may call plain http and this very machine.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    schemes = ("https", "http") if at_home else ("https",)
    plain = address.isascii() and address.isprintable() and " " not in address
    return plain and parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc and port != 0


def post(address: str, body: bytes, headers: dict[str, str], *, at_home: bool = False) -> int:
    """The status of the answer. A redirection is an answer like any other. Asks no database. Raises Unreachable."""
    if not is_fit(address, at_home=at_home):
        raise Unreachable("the address is not fit")
    parts = urlsplit(address)
    connection = _connection(parts, at_home=at_home)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read(1024)
        return answer.status
    except (OSError, http.client.HTTPException) as wrong:
        raise Unreachable(f"{type(wrong).__name__}: {wrong}"[:120]) from None
    finally:
        connection.close()


def _connection(parts: SplitResult, *, at_home: bool) -> http.client.HTTPConnection:
    """Connected to the very address that was judged: a name that leads elsewhere a moment later does not help."""
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    where = _judged(host, port, at_home=at_home)
    plain = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        raw = socket.create_connection((where, port), timeout=TIMEOUT)
        secure = parts.scheme == "https"
        plain.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if secure else raw
    except OSError as wrong:
        raise Unreachable(f"{type(wrong).__name__}: {wrong}"[:120]) from None
    return plain


def _judged(host: str, port: int, *, at_home: bool) -> str:
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise Unreachable("the name has no address") from None
    if not at_home and any(not ipaddress.ip_address(one.partition("%")[0]).is_global for one in found):
        raise Unreachable("the name leads into a private network")
    return min(found)
