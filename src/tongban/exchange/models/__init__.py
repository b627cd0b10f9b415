"""Tables of what crosses our border."""

from tongban.exchange.models.handovers import Handover, StandInFile
from tongban.exchange.models.messages import OutgoingMessage
from tongban.exchange.models.seals import Seal, SealRequest, SealRoot

__all__ = ["Handover", "OutgoingMessage", "Seal", "SealRequest", "SealRoot", "StandInFile"]
