"""The person at the counter: found, registered, and what they come for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongban.cases.actions import drafting
from tongban.cases.queries import cases
from tongban.cases.refusals import ActRefused
from tongban.catalog.queries import implementation_of, offer, package_of
from tongban.catalog.searching import search
from tongban.directory.actions import walk_ins
from tongban.directory.actions.rights import Refuse
from tongban.directory.models import Citizen, Department
from tongban.directory.queries import department_by_code, organisations_of
from tongban.kit import clock
from tongban.kit.access import NotAllowed
from tongban.workbench import words
from tongban.workbench.counter import showing
from tongban.workbench.forms import Form, field
from tongban.workbench.sign_in import doors
from tongban.workbench.words import said

FIND = (
    field("number", "公民身份号码或手机号", "Citizen id or mobile number", hint=("须完整、准确", "Complete and exact")),
)
MOBILE_DIGITS = 11
REGISTER = (
    field("name", "姓名", "Name", autocomplete="off"),
    field("citizen_id", "公民身份号码", "Citizen id", autocomplete="off",
          hint=("请核对证件原件", "Check it against the card itself")),
    field("phone", "手机号", "Mobile number", widget="tel", autocomplete="off", required=False,
          hint=("本人自己的号码；没有可以不填", "Their own number; leave it empty if there is none")),
)  # fmt: skip


@doors.officers
@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Finds the person; shows what this officer has begun. The number travels in the body, never in an address."""
    form = Form(FIND, request.POST)
    unknown = None
    if request.method == "POST":
        try:
            found = walk_ins.find_person(form.text("number"), by=request.actor)  # type: ignore[attr-defined]
        except NotAllowed:
            raise PermissionDenied from None
        if found is not None:
            return redirect("counter_person", person=found.id)
        wrong = (
            "没有此号码的账号，请核对，或在下面登记",
            "Nobody has this number: check it, or register the person below",
        )
        form.refuse({"number": wrong})
        unknown = Form(REGISTER, {}, _typed(form.text("number")))
    drafts = [showing.draft(one) for one in cases.drafts(request.actor)]  # type: ignore[attr-defined]
    context = {"form": form, "drafts": drafts, "unknown": unknown}
    return render(request, "counter/counter.html", context, status=422 if form.problems else 200)


def _typed(number: str) -> dict[str, str]:
    """What was looked for stands in the registration already."""
    return {"phone" if len(number) <= MOBILE_DIGITS else "citizen_id": number}


@doors.officers
@never_cache
@sensitive_post_parameters("citizen_id", "phone")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A person without an account."""
    form = Form(REGISTER, request.POST)
    if request.method == "POST":
        try:
            given = {one.name: form.text(one.name) for one in REGISTER}
            made = walk_ins.register(**given, by=request.actor)  # type: ignore[attr-defined]
        except Refuse as refused:
            form.refuse(refused.problems)
        except NotAllowed:
            raise PermissionDenied from None
        else:
            messages.success(request, said(("已登记", "Registered")))
            return redirect("counter_person", person=made.id)
    return render(request, "counter/register.html", {"form": form}, status=422 if form.problems else 200)


@doors.officers
@never_cache
@require_http_methods(["GET"])
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """What the person comes for: services that this desk receives, for themselves or an organisation."""
    citizen = _person(request, person)
    desk = request.signed_in.held.post.department  # type: ignore[attr-defined]
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "person": showing.person(citizen), "q": text, "offers": _offers(text, desk),
        "organisations": [
            {"id": one.organisation_id, "name": one.organisation.name} for one in organisations_of(citizen, clock.today())
        ],
        "drafts": [showing.draft(one) for one in cases.drafts(request.actor) if one.citizen_id == citizen.id],  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "counter/person.html", context)


def _offers(text: str, desk: Department) -> list[dict[str, Any]]:
    """What the search finds; where this desk does not receive it, who does."""
    found = []
    for hit in search(text, region=desk.region_id):
        version = offer(f"{desk.region_id}/{hit.version.implementation.package_id}") or hit.version
        accepting = department_by_code(implementation_of(version.id).accepting_body)
        name = package_of(version.package_version_id).service.name if version.package_version_id else None
        found.append({
            "key": version.implementation.key, "name": said(name) or words.name_of(version.implementation.entry),
            "here": accepting.id == desk.id and name is not None, "where": words.name_of(accepting),
        })  # fmt: skip
    return found


@doors.officers
@require_POST
def start(request: HttpRequest, person: UUID) -> HttpResponse:
    """A new draft for this person, which belongs to the officer until it is submitted."""
    citizen = _person(request, person)
    version = offer(request.POST.get("service", ""))
    if version is None:
        raise Http404
    organisation = request.POST.get("organisation", "")
    mandates = {str(one.organisation_id): one.organisation_id for one in organisations_of(citizen, clock.today())}
    actor = request.actor.acting_for(mandates.get(organisation))  # type: ignore[attr-defined]
    try:
        draft = drafting.start(version, actor=actor, citizen=citizen.id)
    except ActRefused as refusal:
        messages.error(request, said(refusal.text))
        return redirect("counter_person", person=person)
    return redirect("counter_draft", draft=draft.id)


def _person(request: HttpRequest, person: UUID) -> Citizen:
    try:
        return walk_ins.person(person, by=request.actor)  # type: ignore[attr-defined]
    except NotAllowed:
        raise PermissionDenied from None
    except Citizen.DoesNotExist:
        raise Http404 from None
