"""Case numbers and query codes (domain.md §1.2). The number tells region, department and day; the code lets one look."""

import secrets
from collections.abc import Sequence
from datetime import date

from tongban.directory.models import Department
from tongban.engine.letters import mod11_10
from tongban.kit.vault import blind_index
from tongban.records.actions.numbers import next_numbers

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs, none to be mistaken for another
_LENGTH = 10  # 50 bits: a guess a minute finds nothing in a lifetime


def case_numbers(departments: Sequence[Department], day: date) -> list[str]:
    """A number for each: 6-digit region, 3-digit department, day, 6-digit serial of the day, ISO 7064 MOD 11,10 digit."""
    bodies = [f"{one.region_id[:6]}{one.number}{day:%Y%m%d}" for one in departments]
    serials = next_numbers([f"case:{body}" for body in bodies])
    digits = [f"{body}{serial:06d}" for body, serial in zip(bodies, serials, strict=True)]
    return [one + mod11_10(one) for one in digits]


def query_code() -> str:
    """The separate secret printed on the receipt, e.g. "7KQ2M-XR4TD"."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{code[:5]}-{code[5:]}"


def code_index(code: str) -> bytes:
    """The blind index a query code is kept under; spaces, hyphens and letter case do not matter."""
    plain = "".join(code.split()).replace("-", "").upper()
    return blind_index("case.query_code", plain)
