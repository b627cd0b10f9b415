"""The contracts as last agreed: a change of the API shows in the diff of tests/api/*.json (tools/openapi.py --write)."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.api.conftest import Caller
from tongban.api.reference_words import WORDS
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


@pytest.mark.parametrize("name", ["openapi.json", "openapi-office.json"])
def test_every_operation_has_a_name_of_its_own_and_a_summary_in_both_languages(name: str) -> None:
    operations = [one for path in contracts()[name]["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    assert not [one for one in names if one.startswith("tongban")]
    assert not [
        one["summary"] for one in operations if not re.fullmatch(r"[\u4e00-\u9fff]+ [A-Z][\x20-\x7e]+", one["summary"])
    ]


def test_the_reference_page_says_every_operation_in_both_languages(db: None, client: Client) -> None:
    operations = {one["operationId"] for path in contracts()["openapi.json"]["paths"].values() for one in path.values()}
    assert set(WORDS) == operations
    chinese = client.get("/api/").content.decode()
    client.post("/preferences/language/", {"language": "en", "next": "/api/"})
    english = client.get("/api/").content.decode()
    for one in operations:
        assert f'id="{one}"' in chinese and WORDS[one].split("。")[0] in chinese
    assert "提交申请" in chinese and "File a case" not in chinese
    assert "File a case" in english and "提交申请" not in english
    assert "Idempotency-Key" in chinese and "/api/v1/cases/{number}/withdraw" in english
