"""Background entry points of exchange; importing them registers them with the queue."""

from tongban.exchange.messages import delivering

__all__ = ["delivering"]
