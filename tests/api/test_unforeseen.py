"""The public API is asked what its contract allows and what it does not (schemathesis): no fault of ours, no answer
that the contract does not describe. Each operation with values made up from the contract, most of them with the keys
of a real case, so that the questions come further than "there is no such case".
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Caller, filed
from tests.roles import as_role
from tongban.cases.jobs import catch_up
from tongban.records.models import Letter

CONTRACT = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))
SCHEMA = schemathesis.openapi.from_dict(CONTRACT)
OPERATIONS = {f"{one.method.upper()} {one.path}": one for one in (found.ok() for found in SCHEMA.get_all_operations())}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 16
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
pytestmark = pytest.mark.django_db


def test_every_answer_is_one_of_the_contract(firm: Caller) -> None:
    number = filed(firm)["number"]
    catch_up(hold=("case.issue",))
    known = {"number": number, "letter": str(Letter.objects.latest("created_at").id)}
    wrong = {}
    for name, operation in OPERATIONS.items():
        try:
            asked(operation, known, firm.token)
        except (AssertionError, BaseExceptionGroup) as found:
            wrong[name] = str(found)
    assert not wrong, "\n\n".join(f"{name}: {what}" for name, what in wrong.items())


def asked(operation: Any, known: dict[str, str], token: str) -> None:
    """Raises for the first answer that is a fault, or that the contract does not describe."""

    fitting, unfitting = (operation.as_strategy(generation_mode=mode) for mode in MODES)

    @seed(7)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=st.one_of(fitting, unfitting), real=st.sampled_from([True, True, False]))
    def ask(case: Any, real: bool) -> None:
        if real:
            case.path_parameters = {key: known.get(key, value) for key, value in (case.path_parameters or {}).items()}
        case.validate_response(answered(case, token), checks=CHECKS)

    ask()


def answered(case: Any, token: str) -> schemathesis.Response:
    """What our site answers, as the public role and without a network; whatever it wrote is undone."""
    request = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    headers = {
        key: value for key, value in request.headers.items() if key.lower() not in ("content-length", "authorization")
    }
    kind = str(headers.pop("Content-Type", "application/octet-stream"))
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    address = urlsplit(str(request.url))
    with transaction.atomic(), as_role("public"):
        answer = Client(raise_request_exception=False).generic(
            str(request.method), f"{address.path}?{address.query}", body, kind,
            headers={**headers, "Authorization": f"Bearer {token}"},
        )  # fmt: skip
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    headers = {name: [value] for name, value in answer.headers.items()}
    return schemathesis.Response(answer.status_code, headers, content, request, elapsed=0.0, verify=False)
