"""Case numbers and query codes (domain.md §1.2). The number tells region, department and day; the code lets one look."""

import secrets
from datetime import date

from tongban.directory.models import Department
from tongban.engine.letters import mod11_10
from tongban.kit.vault import blind_index
from tongban.records.actions.numbers import next_number

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs, none to be mistaken for another
_LENGTH = 10  # 50 bits: a guess a minute finds nothing in a lifetime


def case_number(department: Department, day: date) -> str:
    """6-digit region, 3-digit department, day, 6-digit serial of the day, ISO 7064 MOD 11,10 check digit."""
    body = f"{department.region_id[:6]}{department.number}{day:%Y%m%d}"
    digits = f"{body}{next_number(f'case:{body}'):06d}"
    return digits + mod11_10(digits)


def query_code() -> str:
    """The separate secret printed on the receipt, e.g. "7KQ2M-XR4TD"."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{code[:5]}-{code[5:]}"


def code_index(code: str) -> bytes:
    """The blind index a query code is kept under; spaces, hyphens and letter case do not matter."""
    plain = "".join(code.split()).replace("-", "").upper()
    return blind_index("case.query_code", plain)
