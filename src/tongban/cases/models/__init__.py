"""Tables of the one path."""

from tongban.cases.models.case import Case, Outcome, QueryThrottle, Station, SubmissionKey
from tongban.cases.models.changes import CertificateChange
from tongban.cases.models.clocks import Clock, Pause
from tongban.cases.models.contents import Draft, DraftMaterial, Revision, RevisionMaterial
from tongban.cases.models.notices import DeskNotice, DeskNoticeRead, Notice
from tongban.cases.models.outcomes import Correction, Decision, Defect, Delivery, Rating
from tongban.cases.models.work import Opinion, Task, Timer, Token

__all__ = [
    "Case",
    "CertificateChange",
    "Clock",
    "Correction",
    "Decision",
    "Defect",
    "Delivery",
    "DeskNotice",
    "DeskNoticeRead",
    "Draft",
    "DraftMaterial",
    "Notice",
    "Opinion",
    "Outcome",
    "Pause",
    "QueryThrottle",
    "Rating",
    "Revision",
    "RevisionMaterial",
    "Station",
    "SubmissionKey",
    "Task",
    "Timer",
    "Token",
]
