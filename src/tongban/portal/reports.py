"""Where gateways report that a message arrived, or did not. The address holds a secret; it says nothing to anybody else."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongban.exchange.messages import reports
from tongban.portal.entering import visitor


@csrf_exempt
@visitor
@require_POST
def report(request: HttpRequest, gateway: str, key: str) -> HttpResponse:
    """One call of a gateway with one or more reports."""
    if not reports.is_ours(key) or gateway not in reports.ANSWERS:
        raise Http404
    try:
        reports.take(gateway, reports.read(gateway, request.body))
    except ValueError:
        return HttpResponseBadRequest()
    return JsonResponse(reports.ANSWERS[gateway])
