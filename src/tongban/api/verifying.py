"""Verifying a certificate by its number and the code printed on it."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from tongban.api import showing
from tongban.api.bearer import VERIFY, caller, origin
from tongban.api.shapes import Refused, Verified
from tongban.cases.queries import certificates
from tongban.kit.viewer import open_certificate
from tongban.records import holding

router = Router(tags=["certificates"], auth=VERIFY)


@router.get("/certificates/verify", response={200: Verified, 404: Refused, 429: Refused}, summary="核验证照 Verify")
def verify(
    request: HttpRequest, number: str = Query(..., max_length=60), code: str = Query(..., max_length=40)
) -> dict[str, Any]:
    """Whose, of what kind, and whether it holds today. A wrong number and a wrong code are answered alike."""
    found = certificates.find(caller(request), number, code, origin=origin(request))
    if found is None:
        raise Http404
    open_certificate(found)
    return showing.certificate(holding.certificate(found))
