"""脱敏: how a person is named in lists and to those who do not need to know more (domain: security, masking)."""

from tongban.engine.package.notices import surname


def name(full: str | None) -> str:
    """张三丰 → 张**, 欧阳明 → 欧阳*; of another script the first letter stays."""
    full = (full or "").strip()
    shown = len(surname(full)) if full and full[0] >= "\u3400" else 1
    return full[:shown] + "*" * (len(full) - shown)


def number(full: str | None) -> str:
    """A citizen id: the first four and the last four stay."""
    full = full or ""
    return f"{full[:4]}{'*' * (len(full) - 8)}{full[-4:]}" if len(full) > 8 else "*" * len(full)


def phone(full: str | None) -> str:
    """A mobile number: 138****1234."""
    full = full or ""
    return f"{full[:3]}****{full[-4:]}" if len(full) >= 11 else "*" * len(full)


def email(full: str | None) -> str:
    """An address: a***@example.cn."""
    before, at, host = (full or "").partition("@")
    return f"{before[:1]}***{at}{host}" if at else "*" * len(before)
