"""Encryption at rest of personal data: sealed values bound to their row, and blind indexes for exact search."""

from tongban.kit.vault.cipher import CannotOpen, blind_index, open_sealed, seal

__all__ = ["CannotOpen", "blind_index", "open_sealed", "seal"]
