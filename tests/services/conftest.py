"""The packages of services/, read once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tongban.engine.package import Package, read_folder

ROOT = Path(__file__).resolve().parents[2] / "services"


@pytest.fixture(scope="session")
def packages() -> Mapping[str, Package]:
    """Every package by code."""
    found = [read_folder(path.parent) for path in sorted(ROOT.glob("*/*/service.toml"))]
    return {package.code: package for package in found}
