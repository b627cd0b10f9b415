"""A person at the counter: found by citizen id or mobile number, or registered by the officer who saw the card."""

from uuid import UUID

from django.db import transaction

from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Citizen
from tongban.engine.forms.identifiers import citizen_id_problem, mobile_problem, normalise_identifier
from tongban.engine.forms.names import name_problem
from tongban.kit import clock, ledger
from tongban.kit.access import Actor, NotAllowed

COUNTER = "counter"
SEEN_CARD = 2


def find_person(number: str, *, by: Actor) -> Citizen | None:
    """The active citizen with exactly this citizen id or mobile number. Each search is an access in the ledger."""
    _require_counter(by)
    plain = normalise_identifier(number).removeprefix("+86")
    found = Citizen.objects.with_citizen_id(plain) if len(plain) == 18 else Citizen.objects.with_phone(plain)
    if found is not None and not found.is_active:
        found = None
    ledger.access("citizen.searched", actor=by, subject=found.id if found else None, purpose="counter")
    return found


def person(citizen: UUID, *, by: Actor) -> Citizen:
    """One person by id, for the counter. Raises NotAllowed, Citizen.DoesNotExist."""
    _require_counter(by)
    return Citizen.objects.get(pk=citizen, is_active=True)


def register(*, name: str, citizen_id: str, phone: str, by: Actor) -> Citizen:
    """A person who has no account yet. The mobile number stays unproved until the person reads a code sent to it; who
    has none of one's own is registered without.

    Raises Refuse with problems for name, citizen_id, phone; NotAllowed.
    """
    _require_counter(by)
    number, mobile = normalise_identifier(citizen_id), normalise_identifier(phone).removeprefix("+86")
    problems = {
        "name": name_problem(name.strip()) if len(name.strip()) >= 2 else ("请填写姓名", "Enter the name"),
        "citizen_id": citizen_id_problem(number, clock.today()) or _taken(Citizen.objects.with_citizen_id(number)),
        "phone": (mobile_problem(mobile) or _shared(Citizen.objects.with_phone(mobile))) if mobile else None,
    }
    found = {field: problem for field, problem in problems.items() if problem is not None}
    if found:
        raise Refuse(found)
    with transaction.atomic():
        citizen = Citizen(name=name.strip()[:60], assurance_level=SEEN_CARD)
        citizen.set_unusable_password()
        citizen.set_citizen_id(number)
        citizen.set_phone(mobile or None)
        citizen.save(force_insert=True)
        ledger.act("citizen.registered_at_counter", actor=by, subject=citizen.id)
    return citizen


def _taken(other: Citizen | None) -> tuple[str, str] | None:
    return ("已有此号码的账号，请用查找", "There is an account with this number: search for it") if other else None


def _shared(other: Citizen | None) -> tuple[str, str] | None:
    said = (
        "这个手机号已有别人的账号；没有自己的手机可以不填，联系电话写在申请里",
        "Somebody else's account has this number; leave it empty and write a contact number in the application",
    )
    return said if other else None


def _require_counter(by: Actor) -> None:
    if by.kind != "officer" or by.department is None or COUNTER not in by.roles:
        ledger.access("directory.refused", actor=by, attempt="counter", needs=COUNTER)
        raise NotAllowed(COUNTER)
