"""Acting for organisations: which ones, since when, in what; taking up and laying down; invitations."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.directory.actions import mandates
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Invitation
from tongban.directory.queries import mandate_in_force, organisations_of
from tongban.directory.queries.mandates import invitations_for
from tongban.kit import clock
from tongban.kit.access import NotAllowed
from tongban.portal.accounts.numbers import said
from tongban.portal.accounts.packages import named
from tongban.portal.actor import ACTING_FOR


@login_required
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, and what is offered to the person."""
    citizen: Any = request.user
    context = {
        "mandates": [(row, named(row.packages)) for row in organisations_of(citizen, clock.today())],
        "invitations": [(row, named(row.packages)) for row in invitations_for(citizen)],
    }
    return render(request, "account/organisations.html", context)


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """From now on for this organisation; an empty choice is for oneself. Each act asks for the mandate again."""
    wanted = request.POST.get("organisation", "")
    if not wanted:
        request.session.pop(ACTING_FOR, None)
        return redirect("organisations")
    citizen: Any = request.user
    try:
        mandate = mandate_in_force(citizen, UUID(wanted), None, clock.today())
    except ValueError:
        raise Http404 from None
    if mandate is None:
        messages.error(request, _("您没有这个单位的有效授权"))
    else:
        request.session[ACTING_FOR] = str(mandate.organisation_id)
    return redirect("organisations")


@login_required
@require_POST
def answer(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """Accepts or declines what was offered to the person's own number."""
    row = get_object_or_404(Invitation, pk=invitation)
    accept = request.POST.get("answer") == "accept"
    try:
        mandates.answer_invitation(row, citizen=request.user, accept=accept, by=request.actor)  # type: ignore[arg-type, attr-defined]
    except NotAllowed:
        raise Http404 from None
    except Refuse as refused:
        messages.error(request, said(refused.problems[""]))
    else:
        messages.success(request, _("已接受授权") if accept else _("已谢绝"))
    return redirect("organisations")
