"""Citizens' accounts: numbers and addresses proved by a code, one person behind each; nothing tells who exists."""

from django.db import connection, transaction

from tongban.directory.models import Citizen
from tongban.kit import ledger, viewer
from tongban.kit.access import Actor

CHECKED_LEVEL = 2


def itself(citizen: Citizen) -> Actor:
    """The citizen as the one who acts."""
    return Actor(kind="citizen", id=citizen.id)


def found_by_phone(phone: str) -> Citizen | None:
    """The active citizen who has proved this number. An unproved claim on it is nobody's."""
    citizen = Citizen.objects.with_phone(phone)
    return citizen if citizen and citizen.phone_verified and citizen.is_active else None


def found_by_email(email: str) -> Citizen | None:
    """The active citizen with this address (it is kept only once proved)."""
    citizen = Citizen.objects.with_email(email)
    return citizen if citizen and citizen.is_active else None


def claim_phone(citizen: Citizen, phone: str) -> None:
    """Notes an unproved number. Another unproved claim on it gives way; a proved one is refused (ValueError)."""
    with transaction.atomic():
        other = Citizen.objects.with_phone(phone)
        if other is not None and other.pk != citizen.pk:
            if other.phone_verified:
                raise ValueError("the number is proved by another account")
            _pass_on(other, though_proved=False)
        citizen.set_phone(phone)
        citizen.save()


def prove_phone(citizen: Citizen, phone: str) -> None:
    """The citizen has read a code sent to this number. Whoever held it before holds it no longer."""
    with transaction.atomic():
        other = Citizen.objects.with_phone(phone)
        if other is not None and other.pk != citizen.pk:
            _pass_on(other, though_proved=True)
            ledger.act("citizen.phone-passed-on", actor=itself(citizen), subject=other.id)
        if citizen.phone == phone and citizen.phone_verified:
            return
        citizen.set_phone(phone, verified=True)
        citizen.save(update_fields=["phone", "phone_index", "phone_verified"])
        ledger.act("citizen.phone-proved", actor=itself(citizen), subject=citizen.id)


def _pass_on(other: Citizen, *, though_proved: bool) -> None:
    """The number leaves another person's row. No role of a site may change that row but by this one function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT directory_pass_on_phone(%s, %s)", [bytes(other.phone_index or b""), though_proved])


def prove_email(citizen: Citizen, email: str) -> bool:
    """The citizen has read a code sent to this address. False if another account holds it."""
    with transaction.atomic():
        other = Citizen.objects.with_email(email)
        if other is not None and other.pk != citizen.pk:
            return False
        citizen.set_email(email)
        citizen.save(update_fields=["email", "email_index"])
        ledger.act("citizen.email-proved", actor=itself(citizen), subject=citizen.id)
    return True


def describe(citizen: Citizen, *, name: str, citizen_id: str = "", language: str = "zh-hans") -> None:
    """Name and, if given and nobody else's, citizen id as the person states them (level 1: not checked).

    A number another account already has is silently left out, so that the page does not tell who has an account; it is
    then proved at a counter or through the provincial identity.
    """
    with transaction.atomic():
        citizen.name, citizen.language = name, language
        if citizen_id and Citizen.objects.with_citizen_id(citizen_id) is None:
            citizen.set_citizen_id(citizen_id)
        citizen.save()
        ledger.act("citizen.registered", actor=itself(citizen), subject=citizen.id)


def from_identity(*, name: str, citizen_id: str, phone: str) -> Citizen:
    """The citizen whom a provincial identity provider vouches for: found by citizen id, then by number, else new.

    The account is at level 2 (name and number checked) afterwards.
    """
    with transaction.atomic():
        citizen = Citizen.objects.with_citizen_id(citizen_id) if citizen_id else None
        if citizen is not None and citizen.assurance_level < CHECKED_LEVEL:
            citizen = _give_up_claim(citizen, phone)
        if citizen is None and phone:
            by_phone = found_by_phone(phone)
            stranger = by_phone is not None and by_phone.assurance_level >= CHECKED_LEVEL
            citizen = None if stranger else by_phone
        if citizen is None:
            citizen = Citizen()
            citizen.set_unusable_password()
        viewer.let_in(citizen.id)
        citizen.name = name or citizen.name
        if citizen_id:
            citizen.set_citizen_id(citizen_id)
            citizen.assurance_level = max(citizen.assurance_level, CHECKED_LEVEL)
        citizen.save()
        if phone and Citizen.objects.with_phone(phone) in (None, citizen):
            prove_phone(citizen, phone)
        ledger.act("citizen.vouched", actor=itself(citizen), subject=citizen.id, level=citizen.assurance_level)
    return citizen


def _give_up_claim(citizen: Citizen, phone: str) -> Citizen | None:
    """An unchecked claim on a citizen id stands only if the proved mobile number agrees; else it is taken away."""
    if phone and citizen.phone_verified and citizen.phone == phone:
        return citizen
    with connection.cursor() as cursor:
        cursor.execute("SELECT directory_give_up_citizen_id(%s)", [bytes(citizen.citizen_id_index or b"")])
    return None


def set_password(citizen: Citizen, password: str) -> None:
    """A new password; sessions elsewhere end (their hash no longer fits)."""
    with transaction.atomic():
        citizen.set_password(password)
        citizen.save(update_fields=["password"])
        ledger.act("citizen.password-changed", actor=itself(citizen), subject=citizen.id)


def choose_notices(citizen: Citizen, channel: str, language: str, *, optional: bool) -> None:
    """How the person wants to be told: channel (sms, email), language ("" as on the site), and reminders without a law."""
    citizen.notice_channel, citizen.notice_language, citizen.wants_optional_notices = channel, language, optional
    citizen.save(update_fields=["notice_channel", "notice_language", "wants_optional_notices"])
