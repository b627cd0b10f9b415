"""Requests about accounts, as the administrators see them, and which accounts need one."""

from django.db.models import Exists, OuterRef, Q

from tongban.directory.models import AccountRequest, Appointment, Officer, Substitution
from tongban.directory.roles import AUDIT_ADMIN, SECURITY_ADMIN
from tongban.kit import clock
from tongban.kit.access import Actor

_NAMED = ("officer", "asked_by", "answered_by")
_STATE = AccountRequest.State
# Whoever opens such an account gets no right with it; any other link could make one a person who has rights.
NEW = (
    Q(password="", administration="", is_active=True)
    & ~Exists(Appointment.objects.filter(officer=OuterRef("pk")))
    & ~Exists(Substitution.objects.filter(officer=OuterRef("pk")))
)


def confirmed_by(officer: Officer) -> str:
    """The role that answers requests about this account: nobody answers for the own kind."""
    return AUDIT_ADMIN if officer.administration == Officer.Administration.SECURITY else SECURITY_ADMIN


def open_requests() -> list[AccountRequest]:
    """The oldest hundred that wait for an answer, or for their link to be taken."""
    under_way = AccountRequest.objects.filter(state__in=(_STATE.OPEN, _STATE.CONFIRMED), expires_at__gt=clock.now())
    return list(under_way.select_related(*_NAMED).order_by("asked_at")[:100])


def past_requests() -> list[AccountRequest]:
    """The newest fifty that are over; one past its days is over though the hourly work has not marked it yet."""
    over = AccountRequest.objects.filter(state__in=(_STATE.DONE, _STATE.REFUSED, _STATE.ENDED))
    late = AccountRequest.objects.filter(state__in=(_STATE.OPEN, _STATE.CONFIRMED), expires_at__lte=clock.now())
    return list((over | late).select_related(*_NAMED).order_by("-asked_at")[:50])


def may_answer(request: AccountRequest, actor: Actor) -> bool:
    """Whether this administrator answers it: of the right kind, and neither who asked nor whom it is about."""
    return (
        request.state == _STATE.OPEN
        and confirmed_by(request.officer) in actor.roles
        and actor.id not in (request.asked_by_id, request.officer_id)
    )


def may_take(request: AccountRequest, actor: Actor) -> bool:
    """Whether the link waits for this administrator."""
    return request.state == _STATE.CONFIRMED and request.asked_by_id == actor.id


def waiting_for(actor: Actor) -> int:
    """How many requests this administrator can answer or take the link of."""
    return sum(may_answer(one, actor) or may_take(one, actor) for one in open_requests())
