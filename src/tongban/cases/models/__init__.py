"""Tables of the one path."""

from tongban.cases.models.case import Case, QueryThrottle, SubmissionKey
from tongban.cases.models.clocks import Clock, Pause
from tongban.cases.models.contents import Draft, DraftMaterial, Revision, RevisionMaterial
from tongban.cases.models.outcomes import Correction, Decision, Defect, Delivery, Rating
from tongban.cases.models.work import Opinion, Task, Timer, Token

__all__ = [
    "Case",
    "Clock",
    "Correction",
    "Decision",
    "Defect",
    "Delivery",
    "Draft",
    "DraftMaterial",
    "Opinion",
    "Pause",
    "QueryThrottle",
    "Rating",
    "Revision",
    "RevisionMaterial",
    "SubmissionKey",
    "Task",
    "Timer",
    "Token",
]
