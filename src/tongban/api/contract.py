"""The contract that programs are generated from: an operation's name is its own, wherever its code lies, and what the
door, the body and the parameters of any operation can be refused for is said in one place.
"""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

NEEDED = {"file_case": "Idempotency-Key"}
"""Parameters that are asked for in words of their own where they are missing; for a program they are required."""
REFUSED = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}}}


class Contract(NinjaAPI):
    """One site's API. Operation ids are the names of the endpoints, so that moving one between modules breaks no client."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the endpoint."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """With every refusal that the frame around an endpoint can give: no token, no right, unreadable, not valid."""
        schema = super().get_openapi_schema(**given)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for parameter in operation.get("parameters", ()):
                    parameter["required"] |= parameter["name"] == NEEDED.get(operation["operationId"])
                for status in _refusals(operation):
                    operation["responses"].setdefault(status, {"description": "Refused", **REFUSED})
        return schema


def _refusals(operation: dict[str, Any]) -> set[int]:
    found: set[int] = set()
    if operation.get("security"):
        found |= {401, 403}
    if operation.get("requestBody"):
        found |= {400, 422}
    if operation.get("parameters"):
        found |= {422}
    return found
