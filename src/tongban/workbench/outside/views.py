"""The signed inbox for systems that decide elsewhere, the demo's stand-in of one of them, and /healthz."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tongban.exchange import handovers
from tongban.exchange.standins import registration
from tongban.kit import failed_jobs
from tongban.kit.models import Installation
from tongban.workbench import words
from tongban.workbench.forms import Form, field, radio
from tongban.workbench.sign_in import doors
from tongban.workbench.words import said

ANSWER = (
    radio(
        "outcome", "登记结果", "Result", {"grant": ("准予登记", "Registered"), "refuse": ("不予登记", "Not registered")}
    ),
    field("reason", "不予登记的理由", "Reason, if not registered", widget="textarea", required=False),
)


@csrf_exempt
@doors.open_to_all
@require_POST
def receive(request: HttpRequest, system: str) -> JsonResponse:
    """An answer of another system: JSON body, hexadecimal HMAC-SHA256 in X-Signature. Twice is one answer."""
    try:
        handovers.receive(system, request.body, request.headers.get("X-Signature", ""))
    except handovers.BadMessage as bad:
        status = 401 if str(bad) == "signature" else 422
        return JsonResponse({"error": str(bad)}, status=status)
    return JsonResponse({"received": True})


@doors.signed_in
@never_cache
@require_GET
def stand_in(request: HttpRequest) -> HttpResponse:
    """What the stand-in of the provincial system has received; a demo city only."""
    _demo_only()
    files = [
        {"id": one.message_id, "receipt": one.receipt, "at": words.moment(one.received_at),
         "case": one.payload.get("case_no", ""), "name": one.payload.get("answers", {}).get("name", ""),
         "answered": words.moment(one.answered_at)}
        for one in registration.received()
    ]  # fmt: skip
    return render(request, "outside/stand_in.html", {"files": files, "form": Form(ANSWER, {})})


@doors.signed_in
@require_POST
def answer(request: HttpRequest, message: UUID) -> HttpResponse:
    """Answers as the province would."""
    _demo_only()
    form = Form(ANSWER, request.POST)
    if form.text("outcome") not in handovers.OUTCOMES:
        messages.error(request, said(("请选择登记结果", "Choose the result")))
        return redirect("stand_in")
    refused = {"outcome": "refuse", "reason": form.text("reason")}
    try:
        registration.answer(message, said=refused if form.text("outcome") == "refuse" else None)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, said(("已回复", "Answered")))
    return redirect("stand_in")


def _demo_only() -> None:
    if not Installation.is_demo():
        raise Http404


@doors.open_to_all
@never_cache
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers; how many jobs failed after all their attempts, and nothing else of them."""
    try:
        failed = failed_jobs.how_many()
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok", "site": "office", "failed_jobs": failed})
