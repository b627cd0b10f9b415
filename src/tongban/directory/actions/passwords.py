"""Password rules of officers (domain.md §11; GB/T 22239 §8.1.4.1) and how long a password lasts."""

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password

from tongban.directory.models import Officer, OldPassword
from tongban.kit import clock

Pair = tuple[str, str]
MIN_LENGTH = 8
MIN_LENGTH_ADMINISTRATOR = 10
LASTS = timedelta(days=90)
REMEMBERED = 5


def password_problem(officer: Officer, password: str) -> Pair | None:
    """None if the officer may take this password; else why not (zh, en)."""
    least = MIN_LENGTH_ADMINISTRATOR if officer.administration else MIN_LENGTH
    if len(password) < least:
        return f"密码至少 {least} 位", f"Use at least {least} characters"
    if len(password) > 128:
        return "密码最多 128 位", "Use at most 128 characters"
    if _classes(password) < 3:
        return (
            "密码要含大写字母、小写字母、数字、符号中的至少三种",
            "Use at least three of: capital letters, small letters, digits, other characters",
        )
    if officer.login.casefold() in password.casefold():
        return "密码不能包含登录名", "The password must not contain the sign-in name"
    if any(check_password(password, old) for old in _last(officer)):
        return f"不能使用最近 {REMEMBERED} 次用过的密码", f"Choose a password that is not one of your last {REMEMBERED}"
    return None


def _last(officer: Officer) -> list[str]:
    """Hashes of the last five passwords: the present one and those before it."""
    before = OldPassword.objects.filter(officer=officer).order_by("-replaced_at", "-id")
    hashes = [officer.password, *before.values_list("password", flat=True)[: REMEMBERED - 1]]
    return [one for one in hashes if one]


def _classes(password: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(character) for character in password) for test in tests)


def set_password(officer: Officer, password: str) -> None:
    """Sets and dates the password on the object; the caller saves `PASSWORD_FIELDS` in the same transaction.

    The one before is remembered by its hash, as long as it counts among the last five.
    """
    if officer.password:
        OldPassword.objects.create(officer=officer, password=officer.password, replaced_at=clock.now())
        kept = OldPassword.objects.filter(officer=officer).order_by("-replaced_at", "-id")[: REMEMBERED - 1]
        OldPassword.objects.filter(officer=officer).exclude(pk__in=kept.values("pk")).delete()
    officer.password = make_password(password)
    officer.password_set_at = clock.now()
    officer.must_change_password = False


PASSWORD_FIELDS = ["password", "password_set_at", "must_change_password"]


def must_change(officer: Officer) -> bool:
    """True at the first sign-in and when the password is older than 90 days."""
    if officer.must_change_password or officer.password_set_at is None:
        return True
    return clock.now() - officer.password_set_at > LASTS
