"""The one ledger: acts (kept with the case) and accesses (who looked at what)."""

from tongban.kit.ledger.writing import access, act, together

__all__ = ["access", "act", "together"]
