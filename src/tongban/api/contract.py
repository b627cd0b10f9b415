"""The contract that programs are generated from: an operation's name is its own, wherever its code lies."""

from ninja import NinjaAPI
from ninja.operation import Operation


class Contract(NinjaAPI):
    """One site's API. Operation ids are the names of the endpoints, so that moving one between modules breaks no client."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the endpoint."""
        return str(operation.view_func.__name__)
