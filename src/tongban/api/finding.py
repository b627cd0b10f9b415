"""What is offered: search as on the pages, one service, and its form as data."""

import json
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from tongban.api import showing
from tongban.api.bearer import READ
from tongban.api.shapes import FormOfService, Refused, Service, Services
from tongban.api.slots import slots_of
from tongban.catalog.browsing import Offer, everything, one_offer
from tongban.catalog.searching import MAX_QUERY, search

router = Router(tags=["services"], auth=READ)


@router.get(
    "/services",
    response={200: Services, 422: Refused},
    summary="检索或列出全部事项 Search, or list all that is offered",
)
def find_services(
    request: HttpRequest,
    q: str = Query("", max_length=MAX_QUERY),
    region: str = Query("", max_length=12),
    limit: int = Query(20, ge=1, le=100),
    after: str = Query("", max_length=120, description="`next` of the page before; without `q`"),
) -> dict[str, Any]:
    """With `q` ranked as on the pages, one place of each service; without, everything, by region and code, in pages."""
    following = ""
    if q.strip():
        found = [Offer(hit.version) for hit in search(q, region=region or None, limit=limit)]
    else:
        page = everything(region=region, after=after, size=limit)
        found, following = list(page.offers), page.next
    return {"count": len(found), "items": [showing.service_line(one) for one in found], "next": following or None}


@router.get("/services/{region}/{code}", response={200: Service, 404: Refused}, summary="一个事项 One service")
def one_service(request: HttpRequest, region: str, code: str) -> dict[str, Any]:
    """Limits, files, questions and fees."""
    offer = offer_of(region, code)
    return showing.service(offer, list(slots_of(offer).values()))


@router.get("/services/{region}/{code}/form", response={200: FormOfService, 404: Refused}, summary="事项的表单 Its form",
            by_alias=True)  # fmt: skip
def form(request: HttpRequest, region: str, code: str) -> dict[str, Any]:
    """The JSON Schema the answers must satisfy, and how it is shown: the same bytes that the pages use."""
    offer = offer_of(region, code)
    if offer.package is None:
        raise Http404
    files = offer.package.files
    return {
        "code": code,
        "version": offer.version.package_version_id,
        "schema": json.loads(files["form.schema.json"]),
        "ui": json.loads(files["form.ui.json"]),
    }


def offer_of(region: str, code: str) -> Offer:
    """What is offered there. Raises Http404; what is not public does not exist."""
    offer = one_offer(f"{region}/{code}")
    if offer is None or (offer.package is not None and offer.package.service.visibility != "public"):
        raise Http404
    return offer
