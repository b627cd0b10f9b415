"""Tables of the directory."""

from tongban.directory.models.account_requests import AccountRequest
from tongban.directory.models.government import Appointment, CalendarDay, Department, Post, Region, Substitution
from tongban.directory.models.machines import AccessToken, Consent, ConsentKey, MachineClient
from tongban.directory.models.officers import Officer, OldPassword, OneTimeLink
from tongban.directory.models.people import Citizen, Invitation, Mandate, Organisation
from tongban.directory.models.signing_in import Lockout, OfficeSession, PublicSession

__all__ = [
    "AccessToken",
    "AccountRequest",
    "Appointment",
    "CalendarDay",
    "Citizen",
    "Consent",
    "ConsentKey",
    "Department",
    "Invitation",
    "Lockout",
    "MachineClient",
    "Mandate",
    "OfficeSession",
    "Officer",
    "OldPassword",
    "OneTimeLink",
    "Organisation",
    "Post",
    "PublicSession",
    "Region",
    "Substitution",
]
