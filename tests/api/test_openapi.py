"""The contracts as last agreed: a change of the API shows in the diff of tests/api/*.json (tools/openapi.py --write)."""

import json
from pathlib import Path

import pytest

from tests.api.conftest import Caller
from tools.openapi import contracts, text_of

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["openapi.json", "openapi-office.json"])
def test_contract_is_as_agreed(name: str) -> None:
    assert (HERE / name).read_text(encoding="utf-8") == text_of(contracts()[name])


def test_contract_is_served(nobody: Caller) -> None:
    served = nobody.get("/openapi.json").json()
    assert served == json.loads((HERE / "openapi.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["openapi.json", "openapi-office.json"])
def test_every_operation_says_how_it_can_be_refused(name: str) -> None:
    """Whatever needs a token names 401 with the one shape of refusals; none takes a cookie."""
    contract = contracts()[name]
    operations = [one for path in contract["paths"].values() for one in path.values()]
    assert len(operations) >= 10
    for one in operations:
        if one.get("security"):
            assert one["responses"][401]["content"]["application/json"]["schema"]["$ref"].endswith("/Refused")
    schemes = contract["components"]["securitySchemes"].values()
    assert {(scheme["type"], scheme["scheme"]) for scheme in schemes} == {("http", "bearer")}
