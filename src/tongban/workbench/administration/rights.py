"""The security administrator gives and ends rights: appointments and substitutions. Accounts are not made here."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.directory.actions import appointments
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Appointment, Officer, Post, Substitution
from tongban.directory.queries import rights as reading
from tongban.directory.roles import SECURITY_ADMIN
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.workbench.forms import Field, Form, Pair, field, select
from tongban.workbench.sign_in import doors
from tongban.workbench.words import name_of

TABLES: dict[str, type[Appointment] | type[Substitution]] = {"appointment": Appointment, "substitution": Substitution}


def _fields(*, stands_in: bool) -> tuple[Field, ...]:
    officers = {str(o.pk): (f"{o.name}（{o.login}）", f"{o.name} ({o.login})") for o in reading.appointable_officers()}
    posts = {
        str(p.pk): (f"{p.department.name_zh} · {p.name_zh}", f"{p.department.name_en} · {p.name_en}")
        for p in reading.posts_on(clock.today())
    }
    fields = [
        select("officer", "工作人员", "Officer", officers),
        select("post", "岗位", "Post", posts),
        field("since", "从", "From", widget="date"),
        field("until", "到（含当日）", "Through", widget="date", required=stands_in),
    ]
    return (*fields, field("reason", "原因", "Reason", required=False)) if stands_in else tuple(fields)


@doors.administrator(SECURITY_ADMIN)
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest) -> HttpResponse:
    """Who holds what; appoint."""
    form = Form(_fields(stands_in=False), request.POST, {"since": clock.today().isoformat()})
    if request.method == "POST" and _give(request, form, stands_in=False):
        messages.success(request, _("已任命"))
        return redirect("administration_rights")
    return _page(request, form, None)


@doors.administrator(SECURITY_ADMIN)
@require_POST
def substitute(request: HttpRequest) -> HttpResponse:
    """AB 岗: somebody stands in for some days."""
    form = Form(_fields(stands_in=True), request.POST)
    if _give(request, form, stands_in=True):
        messages.success(request, _("已安排代岗"))
        return redirect("administration_rights")
    return _page(request, None, form)


def _give(request: HttpRequest, form: Form, *, stands_in: bool) -> bool:
    since, until = form.day("since"), form.day("until")
    officer = _chosen(Officer, form, "officer")
    post = _chosen(Post, form, "post")
    by: Actor = request.actor  # type: ignore[attr-defined]
    if since is None:
        form.refuse({"since": form.problems.get("since", _needed(form, "since"))})
    if stands_in and until is None:
        form.refuse({"until": form.problems.get("until", _needed(form, "until"))})
    if form.problems or officer is None or post is None or since is None:
        return False
    try:
        if stands_in and until is not None:
            appointments.substitute(officer, post, by=by, since=since, until=until, reason=form.text("reason"))
        else:
            appointments.appoint(officer, post, by=by, since=since, until=until)
    except Refuse as refused:
        form.refuse(refused.problems)
        return False
    return True


def _chosen(table, form: Form, name: str):  # type: ignore[no-untyped-def]
    options = next(each.options for each in form.fields if each.name == name)
    if form.text(name) in options:
        return table.objects.get(pk=form.text(name))
    form.refuse({name: _needed(form, name)})
    return None


def _needed(form: Form, name: str) -> Pair:
    """A field was left empty: named."""
    label = next(each.label for each in form.fields if each.name == name)
    return f"请填写{label['zh']}", f"Enter: {label['en']}"


@doors.administrator(SECURITY_ADMIN)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, kind: str, row: UUID) -> HttpResponse:
    """Ends a right, once it was asked whether that is meant."""
    if kind not in TABLES:
        raise Http404
    right = get_object_or_404(TABLES[kind], pk=row)
    assert isinstance(right, Appointment | Substitution)
    if request.method == "GET":
        whose = {"name": right.officer.name, "post": name_of(right.post)}
        context = {
            "question": _("结束 %(name)s 在“%(post)s”的任职？") % whose,
            "effect": _("从现在起不再有这个岗位的权限；没有别人在岗的，部门会亮红灯。"),
            "button_text": _("结束"), "back": reverse("administration_rights"),
        }  # fmt: skip
        return render(request, "administration/sure.html", context)
    appointments.end(right, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("已结束"))
    return redirect("administration_rights")


def _page(request: HttpRequest, form: Form | None, stand_in: Form | None) -> HttpResponse:
    today = clock.today()
    context = {
        "form": form or Form(_fields(stands_in=False), {}, {"since": today.isoformat()}),
        "stand_in": stand_in or Form(_fields(stands_in=True), {}),
        "appointments": reading.appointments_from(today),
        "substitutions": reading.substitutions_from(today),
        "today": today,
    }
    wrong = any(each is not None and each.problems for each in (form, stand_in))
    return render(request, "administration/rights.html", context, status=422 if wrong else 200)
