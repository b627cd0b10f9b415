"""Requests about accounts: the system administrator asks, the security or audit administrator confirms or refuses."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.directory.actions import account_requests, officer_accounts
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import AccountRequest, Officer
from tongban.directory.queries import account_requests as reading
from tongban.directory.roles import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from tongban.kit import clock
from tongban.kit.access import NotAllowed
from tongban.workbench.forms import Form, field
from tongban.workbench.sign_in import doors
from tongban.workbench.words import Pair, called, said

ACTS: dict[str, Pair] = {
    "link": ("发一次性链接", "A one-time link"),
    "close": ("停用账号", "Close the account"),
    "reopen": ("重新启用账号", "Re-open the account"),
}
STATES: dict[str, tuple[str, Pair]] = {
    "open": ("warn", ("待确认", "Waits for confirmation")),
    "confirmed": ("good", ("已确认，链接待取", "Confirmed, the link waits")),
    "refused": ("bad", ("已驳回", "Refused")),
    "done": ("good", ("已办", "Done")),
    "ended": ("neutral", ("已过期", "Ended without an answer")),
}
ANSWERERS: dict[str, Pair] = {
    SECURITY_ADMIN: ("安全管理员", "the security administrator"),
    AUDIT_ADMIN: ("审计管理员", "the audit administrator"),
}
REASON = field(
    "reason",
    "原因",
    "Reason",
    hint=("确认的人据此决定，不超过 200 字", "What the other decides by, 200 characters at most"),
)


@doors.administrator(SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What is under way, and what became of the rest."""
    return _page(request)


@doors.administrator(SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, officer: UUID, act: str) -> HttpResponse:
    """A request with its reason."""
    if act not in ACTS:
        raise Http404
    found = get_object_or_404(Officer, pk=officer)
    form = Form((REASON,), request.POST)
    if request.method == "POST":
        try:
            account_requests.ask(found, act, reason=form.text("reason"), by=request.actor)  # type: ignore[attr-defined]
        except Refuse as refused:
            form.refuse(refused.problems)
        else:
            messages.success(request, _("已提出申请，等待确认"))
            return redirect("administration_requests")
    context = {
        "form": form, "officer": found, "act": called(ACTS, act),
        "answerer": called(ANSWERERS, reading.confirmed_by(found)),
    }  # fmt: skip
    return render(request, "administration/ask.html", context, status=422 if form.problems else 200)


@doors.administrator(SECURITY_ADMIN, AUDIT_ADMIN)
@never_cache
@require_POST
def answer(request: HttpRequest, asked: UUID) -> HttpResponse:
    """Confirms, or refuses with a reason."""
    by = request.actor  # type: ignore[attr-defined]
    try:
        if request.POST.get("answer") == "confirm":
            confirmed = account_requests.confirm(asked, by=by)
            if confirmed.act == AccountRequest.Act.LINK:
                return _word(request, confirmed)
            messages.success(request, _("已确认"))
        else:
            account_requests.refuse(asked, reason=request.POST.get("reason", ""), by=by)
            messages.success(request, _("已驳回"))
    except AccountRequest.DoesNotExist:
        raise Http404 from None
    except NotAllowed:
        return _page(request, _("这项申请由另一位管理员答复"), 403)
    except Refuse as refused:
        return _page(request, said(next(iter(refused.problems.values()))), 422)
    return redirect("administration_requests")


def _word(request: HttpRequest, confirmed: AccountRequest) -> HttpResponse:
    """The page with the word, the only time it is seen."""
    word = account_requests.give_word(confirmed.pk, by=request.actor)  # type: ignore[attr-defined]
    return render(request, "administration/word.html", {"officer": confirmed.officer, "word": word})


@doors.administrator(SYSTEM_ADMIN)
@never_cache
@require_POST
def take(request: HttpRequest, asked: UUID) -> HttpResponse:
    """The link that was confirmed, shown once to who asked."""
    try:
        officer, secret = account_requests.take_link(asked, by=request.actor)  # type: ignore[attr-defined]
    except AccountRequest.DoesNotExist:
        raise Http404 from None
    except NotAllowed:
        return _page(request, _("只有提出申请的管理员可以取链接"), 403)
    except Refuse as refused:
        return _page(request, said(refused.problems[""]), 422)
    return show_link(request, officer, secret)


def show_link(request: HttpRequest, officer: Officer, secret: str) -> HttpResponse:
    """The page with a link, the only time it is seen."""
    address = request.build_absolute_uri(reverse("officer_set_up", args=[secret]))
    lasts = officer_accounts.LINK_LASTS.days
    return render(request, "administration/link.html", {"officer": officer, "address": address, "days": lasts})


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    under_way = [
        _line(one) | {"may_answer": reading.may_answer(one, actor), "may_take": reading.may_take(one, actor)}
        for one in reading.open_requests()
    ]
    context = {"problem": problem, "under_way": under_way, "past": [_line(one) for one in reading.past_requests()]}
    return render(request, "administration/requests.html", context, status=status)


def _line(one: AccountRequest) -> dict[str, Any]:
    late = one.state in ("open", "confirmed") and one.expires_at <= clock.now()
    colour, words = STATES["ended" if late else one.state]
    answerer = called(ANSWERERS, reading.confirmed_by(one.officer))
    return {"row": one, "act": called(ACTS, one.act), "colour": colour, "state": said(words), "answerer": answerer}
