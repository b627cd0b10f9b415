"""The legal clock: working-day calendars, limits, pauses, extensions and lights. Pure computation, no clock of its own.

Nothing here asks what day it is; every function takes the day it needs.
"""

from tongban.engine.deadlines.calendar import Calendar, DayVerdict, Overlay, shipped_calendar
from tongban.engine.deadlines.clock import SHANGHAI, Clock, DayLine, Due
from tongban.engine.deadlines.lights import Light, LightRules, light
from tongban.engine.deadlines.limits import Limit, Pause, Unit
from tongban.engine.deadlines.notices import YearNotice, read_notice, read_overlay

__all__ = [
    "SHANGHAI",
    "Calendar",
    "Clock",
    "DayLine",
    "DayVerdict",
    "Due",
    "Light",
    "LightRules",
    "Limit",
    "Overlay",
    "Pause",
    "Unit",
    "YearNotice",
    "light",
    "read_notice",
    "read_overlay",
    "shipped_calendar",
]
