"""Background entry points of exchange; importing them registers them with the queue."""

from uuid import UUID

from tongban.exchange.messages import delivering
from tongban.exchange.standins import registration
from tongban.kit import jobs

__all__ = ["delivering", "standin_answer"]


@jobs.job("standin.answer")
def standin_answer(message: str) -> None:
    """The stand-in registration system of a demo city grants what it received."""
    registration.answer(UUID(message))
