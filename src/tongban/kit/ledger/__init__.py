"""The one ledger: acts (kept with the case) and accesses (who looked at what)."""

from tongban.kit.ledger.writing import access, act

__all__ = ["access", "act"]
