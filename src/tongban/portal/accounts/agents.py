"""A representative's page: who may act for the organisation, whom to add by mobile number, whom to stop."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tongban.directory.actions import mandates
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Invitation, Mandate
from tongban.directory.queries import mandate_in_force
from tongban.directory.queries.mandates import EVERYTHING, agents_of, open_invitations
from tongban.exchange import messages
from tongban.kit import clock
from tongban.kit.access import NotAllowed
from tongban.portal.accounts.forms import count
from tongban.portal.accounts.numbers import MobileField, said
from tongban.portal.accounts.packages import choices, named

INVITATIONS_A_PERSON = 20


class AgentForm(forms.Form):
    """Number, what for, until when."""

    phone = MobileField(label=gettext_lazy("代办人的手机号"))
    package = forms.ChoiceField(label=gettext_lazy("可以代办"))
    until = forms.DateField(label=gettext_lazy("截止日（含当日）"), help_text=gettext_lazy("例如 2026-12-31；最长三年"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["package"].choices = [(EVERYTHING, _("所有事项")), *choices()]  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def agents(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The page says the same whether the number is known here or not: the person is told by text message."""
    citizen: Any = request.user
    own = mandate_in_force(citizen, organisation, None, clock.today())
    if own is None or not own.is_representative:
        raise Http404
    form = AgentForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invite(request, own, form):
        return redirect("agents", organisation=organisation)
    context = {
        "organisation": own.organisation,
        "agents": [(row, named(row.packages)) for row in agents_of(organisation, clock.today())],
        "invitations": [(row, named(row.packages)) for row in open_invitations(organisation)],
        "form": form,
    }
    return render(request, "account/agents.html", context, status=422 if form.errors else 200)


def _invite(request: HttpRequest, own: Mandate, form: AgentForm) -> bool:
    phone = form.cleaned_data["phone"]
    try:
        count("invitation", str(request.user.pk), INVITATIONS_A_PERSON)
        mandates.grant_mandate(
            own.organisation, by=request.actor, phone=phone, packages=[form.cleaned_data["package"]],  # type: ignore[attr-defined]
            until=form.cleaned_data["until"],
        )  # fmt: skip
    except Refuse as refused:
        for name, pair in refused.problems.items():
            form.add_error({"packages": "package"}.get(name, name) or None, said(pair))
        return False
    except forms.ValidationError as error:
        form.add_error(None, error)
        return False
    text = _("【通办】%(name)s 邀请您代办事项。请登录后在“我的单位”查看，7 天内有效。") % {
        "name": own.organisation.name
    }
    messages.text_message(phone, text, kind="mandate.offered", values={"name": own.organisation.name})
    notes.success(request, _("已发送邀请，对方接受后生效"))
    return True


@login_required
@require_POST
def revoke(request: HttpRequest, organisation: UUID, mandate: UUID) -> HttpResponse:
    """Ends an agent's mandate, or one's own as an agent."""
    row = get_object_or_404(Mandate, pk=mandate, organisation_id=organisation)
    try:
        mandates.revoke_mandate(row, by=request.actor)  # type: ignore[attr-defined]
    except NotAllowed:
        raise Http404 from None
    except Refuse as refused:
        notes.error(request, said(refused.problems[""]))
    else:
        notes.success(request, _("授权已结束"))
    return redirect("organisations")


@login_required
@require_POST
def withdraw(request: HttpRequest, organisation: UUID, invitation: UUID) -> HttpResponse:
    """Takes an open invitation back."""
    row = get_object_or_404(Invitation, pk=invitation, organisation_id=organisation)
    try:
        mandates.withdraw_invitation(row, by=request.actor)  # type: ignore[attr-defined]
    except NotAllowed:
        raise Http404 from None
    notes.success(request, _("邀请已撤回"))
    return redirect("agents", organisation=organisation)
