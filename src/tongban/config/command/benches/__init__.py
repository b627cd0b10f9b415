"""Measurements: each module has `measure() -> dict[str, float]`, the unit is the end of each label."""
