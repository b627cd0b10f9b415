"""Notices to people: which events tell somebody, in which words, and how long a text message may be. Plain data."""

from tongban.engine.package.notices.events import BY_LETTER, EVENTS, Event
from tongban.engine.package.notices.quiet import QuietHours
from tongban.engine.package.notices.texts import CHANNELS, PackageNotices, Wording, read_shipped, shipped, wording_of
from tongban.engine.package.notices.wording import PLACEHOLDERS, fill, honorific, placeholders, sms_parts, surname

__all__ = [
    "BY_LETTER",
    "CHANNELS",
    "EVENTS",
    "PLACEHOLDERS",
    "Event",
    "PackageNotices",
    "QuietHours",
    "Wording",
    "fill",
    "honorific",
    "placeholders",
    "read_shipped",
    "shipped",
    "sms_parts",
    "surname",
    "wording_of",
]
