"""Tongban 通办: one engine for every government business of a city."""

__version__ = "0.2.0"
