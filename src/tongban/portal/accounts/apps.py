"""应用授权: what an app asks to do in a person's name, their yes or no, and taking it back."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from oauthlib.oauth2.rfc6749.errors import AccessDeniedError, FatalClientError, OAuth2Error

from tongban.directory import authorizing
from tongban.directory.actions import consents
from tongban.directory.queries import organisations_of
from tongban.directory.queries.consents import consents_of
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed
from tongban.portal.words import said
from tongban.ui.fields import PlainField
from tongban.ui.headers import content_policy

SELF = "self"
SCOPES = {
    "cases.read": ("查看办件、文书、证照和已交的材料", "See cases, letters, certificates and what was handed in"),
    "cases.submit": (
        "保存草稿，提交申请、补正和补交材料，撤回、签收、评价",
        "Save drafts, apply, answer corrections and hand in papers, withdraw, take results, rate",
    ),
    "certificates.change": (
        "申请更正、补发证照，提交陈述、申辩",
        "Ask for corrections and replacements of certificates, and make statements about them",
    ),
    "messages.read": ("查看和打开站内消息", "Read the messages in the inbox"),
    "looks.read": ("查看谁看过信息", "See who looked at the data"),
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """The question, and sending the person back to the app with the answer."""
    query = request.META.get("QUERY_STRING", "")
    try:
        app, scopes, given = authorizing.asked(query)
    except (FatalClientError, ValueError):
        return render(request, "account/app_refused.html", status=400)
    except OAuth2Error as error:
        return _back(error.in_uri(error.redirect_uri))
    if request.method == "POST":
        if request.POST.get("answer") != "allow":
            return _back(AccessDeniedError(state=given["state"]).in_uri(given["redirect_uri"]))
        try:
            return _back(authorizing.allow(query, scopes, _acting(request)))
        except NotAllowed:
            messages.error(request, _("您没有这个单位的有效授权"))
    context = {
        "app": app,
        "scopes": [said(SCOPES[one]) for one in scopes],
        "whose": _choice(request.actor),  # type: ignore[attr-defined]
        "leads_to": urlsplit(given["redirect_uri"]).hostname or "",
    }
    response = render(request, "account/authorize.html", context)
    response["Content-Security-Policy"] = content_policy(_origin(given["redirect_uri"]))
    return response


def _choice(person: Actor) -> dict[str, Any] | None:
    """In whose name, for who acts for an organisation too."""
    assert person.id is not None
    held = organisations_of(person.id, clock.today())
    options = {SELF: said(("本人", "My own"))} | {str(one.organisation_id): one.organisation.name for one in held}
    field = PlainField("whose", ("以谁的名义", "In whose name"), "radio", options=options)
    return {"field": field, "value": str(person.on_behalf_of or SELF)} if held else None


def _acting(request: HttpRequest) -> Actor:
    whose = request.POST.get("whose", SELF)
    try:
        organisation = None if whose == SELF else UUID(whose)
    except ValueError:
        raise NotAllowed("mandate") from None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.acting_for(organisation)


def _back(address: str) -> HttpResponse:
    """To the app, whose address may have a scheme of its own."""
    response = HttpResponse(status=302)
    response["Location"] = address
    return response


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


@login_required
@never_cache
@require_GET
def apps(request: HttpRequest) -> HttpResponse:
    """What was allowed, and to whom."""
    citizen: Any = request.user
    rows = [
        {"consent": one, "scopes": [said(SCOPES[scope]) for scope in one.scopes if scope in SCOPES]}
        for one in consents_of(citizen.pk)
    ]
    return render(request, "account/apps.html", {"rows": rows})


@login_required
@require_POST
def end(request: HttpRequest, consent: UUID) -> HttpResponse:
    """Takes it back; the app can do nothing more from this moment."""
    try:
        consents.take_back(consent, actor=request.actor)  # type: ignore[attr-defined]
    except NotAllowed:
        raise Http404 from None
    messages.success(request, _("已取消授权，该应用不能再替您办事"))
    return redirect("apps")
