"""Mandates: a representative lets another person act for the organisation, in named packages, until a day.

The agent is named by mobile number and must accept; the representative never learns whether the number is known here.
"""

from datetime import date, timedelta

from django.db import transaction

from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Citizen, Invitation, Mandate, Organisation
from tongban.directory.queries import mandate_in_force
from tongban.directory.queries.mandates import represents
from tongban.engine.forms.identifiers import mobile_problem, normalise_identifier
from tongban.kit import clock, ledger
from tongban.kit.access import Actor, NotAllowed
from tongban.kit.ids import new_id
from tongban.kit.vault import blind_index

INVITATION_LASTS = timedelta(days=7)
LONGEST = timedelta(days=3 * 366)


def make_representative(citizen: Citizen, organisation: Organisation, *, by: Actor, since: date) -> Mandate:
    """The person represents the organisation, because a register says so. Idempotent. Raises NotAllowed."""
    if not by.is_system and by.kind != "officer":
        raise NotAllowed("not-a-register")
    with transaction.atomic():
        present = Mandate.objects.filter(
            citizen=citizen, organisation=organisation, is_representative=True, revoked_at__isnull=True
        ).first()
        if present is not None:
            return present
        _end_present(citizen, organisation)
        mandate = Mandate.objects.create(
            citizen=citizen, organisation=organisation, is_representative=True, packages=["*"], valid_from=since
        )
        ledger.act(
            "mandate.representative", actor=by, subject=citizen.id, organisation=str(organisation.id),
            mandate=str(mandate.id),
        )  # fmt: skip
    return mandate


def grant_mandate(
    organisation: Organisation, *, by: Actor, phone: str, packages: list[str], until: date | None
) -> Invitation:
    """Offers a mandate to whoever proves this number. Raises NotAllowed, Refuse (fields phone, packages, until)."""
    citizen = _representative(organisation, by)
    number = normalise_identifier(phone).removeprefix("+86")
    problems = {}
    if wrong := mobile_problem(number):
        problems["phone"] = wrong
    if not packages:
        problems["packages"] = "请选择可以代办的事项", "Choose what the agent may do"
    today = clock.today()
    if until is not None and not today <= until <= today + LONGEST:
        problems["until"] = "截止日应在今天之后三年以内", "The last day must be within three years from today"
    if problems:
        raise Refuse(problems)
    now, index = clock.now(), blind_index("citizen.phone", number)
    with transaction.atomic():
        Invitation.objects.filter(organisation=organisation, phone_index=index, answer=Invitation.Answer.OPEN).update(
            answer=Invitation.Answer.WITHDRAWN, answered_at=now
        )
        invitation = Invitation.objects.create(
            id=new_id(), organisation=organisation, invited_by=citizen, phone=number, phone_index=index,
            packages=sorted(set(packages)), valid_to=until, invited_at=now, expires_at=now + INVITATION_LASTS,
        )  # fmt: skip
        ledger.act(
            "mandate.offered", actor=by, organisation=str(organisation.id), invitation=str(invitation.id),
            packages=invitation.packages,
        )  # fmt: skip
    return invitation


def answer_invitation(invitation: Invitation, *, citizen: Citizen, accept: bool, by: Actor) -> Mandate | None:
    """The person who holds the number accepts or declines. Raises NotAllowed, Refuse if it is no longer open."""
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
        holds = citizen.phone_verified and citizen.phone_index is not None
        if not holds or bytes(citizen.phone_index) != bytes(row.phone_index) or by.id != citizen.id:  # type: ignore[arg-type]
            raise NotAllowed("not-your-invitation")
        today = clock.today()
        if (
            row.answer != Invitation.Answer.OPEN
            or row.expires_at <= clock.now()
            or not represents(row.invited_by_id, row.organisation_id, today)
            or (row.valid_to is not None and row.valid_to < today)
        ):
            raise Refuse({"": ("这份授权邀请已失效", "This invitation has ended")})
        row.answer = Invitation.Answer.ACCEPTED if accept else Invitation.Answer.DECLINED
        row.answered_at = clock.now()
        row.save(update_fields=["answer", "answered_at"])
        if not accept:
            ledger.act("mandate.declined", actor=by, invitation=str(row.id))
            return None
        mandate = _mandate_of(row, citizen, today)
        ledger.act(
            "mandate.granted", actor=by, subject=citizen.id, organisation=str(row.organisation_id),
            mandate=str(mandate.id), packages=mandate.packages,
        )  # fmt: skip
    return mandate


def _mandate_of(row: Invitation, citizen: Citizen, today: date) -> Mandate:
    present = Mandate.objects.filter(citizen=citizen, organisation=row.organisation, revoked_at__isnull=True).first()
    if present is not None and present.is_representative:
        return present  # more than what is offered
    _end_present(citizen, row.organisation)
    return Mandate.objects.create(
        citizen=citizen, organisation=row.organisation, packages=row.packages, granted_by=row.invited_by,
        valid_from=today, valid_to=row.valid_to,
    )  # fmt: skip


def revoke_mandate(mandate: Mandate, *, by: Actor) -> None:
    """Ends an agent's mandate now: by a representative, or by the agent. Raises NotAllowed, Refuse."""
    if mandate.citizen_id != by.id:
        _representative(mandate.organisation, by)
    if mandate.is_representative:
        raise Refuse({"": ("法定代表人由登记机关变更", "The representative is changed at the register")})
    with transaction.atomic():
        ended = Mandate.objects.filter(pk=mandate.pk, revoked_at__isnull=True).update(revoked_at=clock.now())
        if ended:
            ledger.act(
                "mandate.revoked", actor=by, subject=mandate.citizen_id, organisation=str(mandate.organisation_id),
                mandate=str(mandate.id),
            )  # fmt: skip


def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Takes an open offer back. Raises NotAllowed."""
    _representative(invitation.organisation, by)
    with transaction.atomic():
        rows = Invitation.objects.filter(pk=invitation.pk, answer=Invitation.Answer.OPEN)
        if rows.update(answer=Invitation.Answer.WITHDRAWN, answered_at=clock.now()):
            ledger.act("mandate.withdrawn", actor=by, invitation=str(invitation.pk))


def _representative(organisation: Organisation, by: Actor) -> Citizen:
    mandate = None
    if by.kind == "citizen" and by.id is not None:
        mandate = mandate_in_force(by.id, organisation.id, None, clock.today())
    if mandate is None or not mandate.is_representative:
        ledger.access("mandate.refused", actor=by, organisation=str(organisation.id))
        raise NotAllowed("not-representative")
    return mandate.citizen


def _end_present(citizen: Citizen, organisation: Organisation) -> None:
    rows = Mandate.objects.filter(citizen=citizen, organisation=organisation, revoked_at__isnull=True)
    rows.update(revoked_at=clock.now())
