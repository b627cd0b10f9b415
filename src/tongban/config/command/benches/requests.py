"""What each request of the restaurant bundle costs, over the pages and over the office API: statements and CPU.

CPU of the application and of its database server; the whole chain of middleware, no network, nothing drawn or sealed.
"""

from tongban.config.command.bench_city import measured

TIMES = 3


def measure() -> dict[str, float]:
    """Medians over two stories told `TIMES` times, half of them with officers who use the API."""
    found: dict[str, dict[str, float]] = measured("measuring_requests", TIMES)
    named = {"statements": "statements", "app_ms": "CPU ms", "database_ms": "database CPU ms"}
    return {f"{request}, {name}": one[key] for request, one in found.items() for key, name in named.items()}
