"""The system administrator makes accounts, links new ones and closes officers'; the rest goes by request."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongban.directory.actions import officer_accounts
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Officer
from tongban.directory.queries.overview import officers_overview
from tongban.directory.roles import SYSTEM_ADMIN
from tongban.workbench.administration.requests import show_link
from tongban.workbench.forms import Form, field
from tongban.workbench.sign_in import doors
from tongban.workbench.words import said

FIELDS = (
    field(
        "login", "登录名", "Sign-in name", hint=("小写字母、数字、点或连字符", "Small letters, digits, dots, hyphens")
    ),
    field("name", "姓名", "Name"),
)


@doors.administrator(SYSTEM_ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def officers(request: HttpRequest) -> HttpResponse:
    """The list, and a new account with its link, which is shown once."""
    form = Form(FIELDS, request.POST)
    if request.method == "POST":
        try:
            made = officer_accounts.create_officer(
                login=form.text("login"),
                name=form.text("name"),
                by=request.actor,  # type: ignore[attr-defined]
            )
        except Refuse as refused:
            form.refuse(refused.problems)
        else:
            return _show_link(request, made)
    search = request.GET.get("q", "").strip()[:40]
    context = {"form": form, "officers": officers_overview(search), "q": search}
    return render(request, "administration/officers.html", context, status=422 if form.problems else 200)


@doors.administrator(SYSTEM_ADMIN)
@never_cache
@require_POST
def link(request: HttpRequest, officer: UUID) -> HttpResponse:
    """A link for an account that is new; for any other it is asked for (requests.py). Earlier ones end."""
    return _show_link(request, get_object_or_404(Officer, pk=officer))


def _show_link(request: HttpRequest, officer: Officer) -> HttpResponse:
    try:
        secret = officer_accounts.issue_link(officer, by=request.actor)  # type: ignore[attr-defined]
    except Refuse as refused:
        messages.error(request, said(refused.problems[""]))
        return redirect("administration_officers")
    return show_link(request, officer, secret)


@doors.administrator(SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, officer: UUID) -> HttpResponse:
    """Closes an account, once it was asked whether that is meant."""
    found = get_object_or_404(Officer, pk=officer)
    if request.method == "GET":
        context = {
            "question": _("停用 %(name)s（%(login)s）的账号？") % {"name": found.name, "login": found.login},
            "effect": _("立即退出登录，不能再进入；重新启用要由另一位管理员确认。"),
            "button_text": _("停用"), "back": reverse("administration_officers"),
        }  # fmt: skip
        return render(request, "administration/sure.html", context)
    try:
        officer_accounts.deactivate(found, by=request.actor)  # type: ignore[attr-defined]
    except Refuse as refused:
        messages.error(request, said(refused.problems[""]))
    else:
        messages.success(request, _("账号 %(login)s 已停用") % {"login": found.login})
    return redirect("administration_officers")
