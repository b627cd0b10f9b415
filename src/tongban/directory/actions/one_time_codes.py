"""Time-based one-time passwords of officers (RFC 6238): 30 seconds, one step either side, each step once."""

import pyotp

from tongban.directory.models import Officer
from tongban.kit import clock

STEP_SECONDS = 30
WINDOW = 1


def new_seed() -> str:
    """160 random bits in base 32, as authenticator programs take them."""
    return pyotp.random_base32()


def enrolment_address(officer_login: str, seed: str, issuer: str) -> str:
    """The otpauth:// address for a QR code."""
    return pyotp.TOTP(seed).provisioning_uri(name=officer_login, issuer_name=issuer)


def matching_step(seed: str, code: str) -> int | None:
    """The step this code belongs to, now or one beside; None if none."""
    text = "".join(code.split())
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        return None
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(seed)
    found = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), text):
            found = step
    return found


def use(officer: Officer, code: str) -> bool:
    """True if the code is right and its step has not been used; marks it used, safely against a second worker."""
    step = matching_step(officer.totp_seed, code) if officer.totp_seed else None
    if step is None:
        return False
    fresh = Officer.objects.filter(pk=officer.pk, totp_last_step__lt=step)
    return fresh.update(totp_last_step=step) == 1
