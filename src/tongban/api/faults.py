"""What goes wrong outside an operation of the API (no such address, a wrong method, too much, a fault of ours) is told
in the API's one shape, too: a machine that reads JSON gets no page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from tongban.api.errors import TEXTS, body

PREFIX = "/api/"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
CODES = {400: "bad-request", 401: "unauthenticated", 403: "not-allowed", 404: "no-address", 405: "method",
         413: "large", 429: "too-many", 503: "unavailable"}  # fmt: skip


class InTheApisShape:
    """Every error under /api/ that is not JSON yet is made so, whichever part of the site it came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(PREFIX) or response.status_code < 400 or _is_json(response):
            return response
        code = CODES.get(response.status_code, "broken" if response.status_code >= 500 else "bad-request")
        told = JsonResponse(body(code, TEXTS[code]), status=response.status_code)
        for name in KEPT:
            if name in response:
                told[name] = response[name]
        return told


def _is_json(response: HttpResponse) -> bool:
    return str(response.get("Content-Type", "")).startswith("application/json")
