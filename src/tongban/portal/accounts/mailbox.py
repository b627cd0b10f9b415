"""In a demo city: the messages that a phone or mail program would show. A real city has no such page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongban.exchange.messages import mailbox as stand_in
from tongban.kit.models import Installation
from tongban.portal.accounts.numbers import plain_mobile


@never_cache
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Newest first, for one recipient."""
    if not Installation.is_demo():
        raise Http404
    text = request.GET.get("to", "").strip()
    recipient = text if "@" in text else plain_mobile(text)
    letters = stand_in.mailbox(recipient) if recipient else []
    return render(request, "account/mailbox.html", {"to": recipient, "letters": letters})
