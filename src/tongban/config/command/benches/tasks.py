"""The task list of an officer at 10,000, 1,000,000 and 5,000,000 open tasks: first page, a page far down, the count."""

from tongban.config.command.bench_city import measured

SIZES = (10_000, 1_000_000, 5_000_000)


def measure() -> dict[str, float]:
    """Milliseconds of CPU, application and database; medians of 30 pages."""
    found: dict[str, float] = measured("measuring_tasks", *SIZES)
    return found
