"""Officers sign in with password and one-time code together; every way of failing looks and takes the same."""

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from tongban.directory.actions import attempts, one_time_codes, passwords
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Officer
from tongban.kit import ledger
from tongban.kit.access import ANONYMOUS, Actor


class SignInRefused(PermissionError):
    """Wrong login, password or code, inactive, or not set up: which of them is not told."""


def sign_in(*, login: str, password: str, code: str, address: str = "") -> Officer:
    """The officer; `address` is of the network, for counting only. Raises attempts.Locked or SignInRefused; both leave an access fact."""
    officer = Officer.objects.with_secrets().filter(login=login.strip().lower()).first()
    try:
        attempts.begin_sign_in("office", login, address)
    except attempts.Locked:
        _refused(officer, "locked")
        raise
    if officer is None or not officer.password:
        make_password(password)  # the same work as a check, so that time does not tell which logins exist
        _refused(officer, "unknown" if officer is None else "not-set-up")
        raise SignInRefused
    right = check_password(password, officer.password)
    # A right code is used up only together with a right password: otherwise a guesser could burn the holder's codes.
    if not (right and officer.is_active and one_time_codes.use(officer, code)):
        _refused(officer, "wrong")
        raise SignInRefused
    attempts.signed_in("office", login, address)
    ledger.access("officer.signed-in", actor=Actor(kind="officer", id=officer.id))
    return officer


def _refused(officer: Officer | None, reason: str) -> None:
    ledger.access("officer.sign-in-refused", actor=ANONYMOUS, subject=officer.id if officer else None, reason=reason)


def sign_out(actor: Actor) -> None:
    """A fact; the face ends the session."""
    ledger.access("officer.signed-out", actor=actor)


def change_password(officer: Officer, *, present: str, new: str, actor: Actor) -> None:
    """Raises Refuse (fields present, new) or attempts.Locked."""
    key = attempts.key_of("office-password", officer.login)
    attempts.begin(key)
    if not check_password(present, officer.password):
        raise Refuse({"present": ("现在的密码不对", "The present password is not right")})
    attempts.succeeded(key)
    if problem := passwords.password_problem(officer, new):
        raise Refuse({"new": problem})
    with transaction.atomic():
        passwords.set_password(officer, new)
        officer.save(update_fields=passwords.PASSWORD_FIELDS)
        ledger.act("officer.password-changed", actor=actor, officer=str(officer.id))
