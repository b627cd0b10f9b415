"""Checks of an address before anything is started: may we listen there, and does it answer afterwards."""

import ipaddress
import socket
import urllib.error
import urllib.request

from tongban.config.command.messages import Stop
from tongban.config.command.processes import Address


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_free(address: Address) -> None:
    """Raises Stop when one of the two ports cannot be had, saying how to choose others."""
    if address.public_port == address.office_port:
        raise Stop("两个站点不能使用同一端口", "the two sites need two ports", mend="--port 8000 --office-port 8001")
    for port, option in ((address.public_port, "--port"), (address.office_port, "--office-port")):
        problem = _bind(address.host, port)
        if problem:
            raise Stop(
                f"端口 {port} 无法使用:{problem}",
                f"port {port} on {address.host} cannot be used: {problem}",
                mend=f"choose another one, for example  {option} {port + 80 if port < 65000 else 8080}",
            )


def _bind(host: str, port: int) -> str:
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except (OSError, OverflowError) as error:
            return getattr(error, "strerror", None) or str(error)
    return ""


def answers(url: str) -> bool:
    """Whether the site behind `url` says it is healthy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False
