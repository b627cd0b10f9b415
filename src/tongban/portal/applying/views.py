"""The pages of an application. Each saves, and sends the person on to the first step that is not complete."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.cases import filling, filling_files
from tongban.cases.actions import drafting
from tongban.cases.filling import Filling, Saved
from tongban.cases.queries import cases
from tongban.cases.refusals import ActRefused
from tongban.catalog import browsing
from tongban.portal import stash
from tongban.portal.applying import showing
from tongban.portal.applying.addresses import address_of
from tongban.portal.applying.uploading import too_large
from tongban.portal.entering import applicant, applicant_button
from tongban.portal.words import said

SAVED = ("已保存。30 天内可以随时回来接着填。", "Saved. You can come back and go on within 30 days.")
INVALID = 422


def _open(request: HttpRequest, draft: UUID) -> Filling:
    return filling.filling(draft, actor=request.actor)  # type: ignore[attr-defined]


def _to(form: Filling, key: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address_of(form.draft.id, key))


def _onward(request: HttpRequest, draft: UUID) -> HttpResponse:
    """After a step was saved: to my pages if the person wants to come back later, else to the first open step."""
    if "later" in request.POST:
        messages.success(request, said(SAVED))
        return redirect("my_cases")
    form = _open(request, draft)
    return _to(form, form.first_open.key)


def _posted(request: HttpRequest) -> dict[str, list[str]]:
    return dict(request.POST.lists())  # type: ignore[arg-type]


@applicant
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, region: str, package: str) -> HttpResponse:
    """Before the first question: who applies, what was begun before, what to have at hand."""
    offer = browsing.one_offer(f"{region}/{package}")
    if offer is None:
        raise Http404
    if not offer.is_open:
        raise ActRefused("guide-only" if offer.package is None else "paused-service")
    if request.method == "POST":
        draft = drafting.start(offer.version, actor=request.actor)  # type: ignore[attr-defined]
        return redirect("draft", draft=draft.id)
    begun = cases.drafts(request.actor)  # type: ignore[attr-defined]
    return render(request, "portal/apply/start.html", showing.start(offer, begun, request.mandate))  # type: ignore[attr-defined]


@applicant
@require_GET
def resume(request: HttpRequest, draft: UUID) -> HttpResponse:
    """To where the person left off."""
    form = _open(request, draft)
    return _to(form, form.first_open.key)


@applicant
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, draft: UUID) -> HttpResponse:
    """情形: what decides which matters, pages and materials there are."""
    form = _open(request, draft)
    if not form.may_open(filling.QUESTIONS):
        return _to(form, form.first_open.key)
    typed, saved = stash.take(request), Saved()
    if request.method == "POST":
        typed = _posted(request)
        saved = filling.save_questions(form, actor=request.actor, posted=typed)  # type: ignore[attr-defined]
        if saved.may_go_on or "later" in request.POST:
            return _onward(request, draft)
    return _page(request, "questions", showing.questions(form, saved, typed), saved)


@applicant
@require_http_methods(["GET", "POST"])
def matters(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What follows from the answers: which matters, whose, how long, at what price; and by promise or not."""
    form, saved = _open(request, draft), Saved()
    if not form.may_open(filling.MATTERS):
        return _to(form, form.first_open.key)
    if request.method == "POST":
        chosen = {"yes": True, "no": False}.get(request.POST.get("commitment", ""))
        saved = filling.save_matters(form, actor=request.actor, commitment=chosen)  # type: ignore[attr-defined]
        if saved.may_go_on:
            return _onward(request, draft)
    return _page(request, "matters", showing.matters(form, saved), saved)


@applicant
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    """One page of the form."""
    form = _open(request, draft)
    if not form.may_open(page):
        return _to(form, form.first_open.key)
    own, typed, saved = form.package.form.page(page), stash.take(request), Saved()
    if request.method == "POST":
        typed, actor = _posted(request), request.actor  # type: ignore[attr-defined]
        form, refused = filling_files.take(form, own, request.FILES, actor=actor, posted=typed)
        saved = filling.save_page(form, own, actor=actor, posted=typed, refused=refused)
        if saved.may_go_on or ("later" in request.POST and not refused):
            return _onward(request, draft)
    return _page(request, "page", showing.page(form, own, saved, typed), saved)


@applicant
@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The documents, each with its own upload."""
    form, saved = _open(request, draft), Saved()
    if not form.may_open(filling.MATERIALS):
        return _to(form, form.first_open.key)
    if request.method == "POST":
        actor = request.actor  # type: ignore[attr-defined]
        form, refused = filling_files.take_materials(form, request.FILES, actor=actor, too_large=too_large(request))
        saved = filling.save_materials(form, actor=actor, refused=refused)
        if saved.may_go_on or ("later" in request.POST and not refused):
            return _onward(request, draft)
    return _page(request, "materials", showing.materials(form, saved.problems), saved)


@applicant
@require_GET
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """请核对: all answers, with a way back to each."""
    form = _open(request, draft)
    if not form.may_open(filling.CHECK):
        return _to(form, form.first_open.key)
    return _page(request, "check", showing.check(form), Saved())


@applicant_button("check")
@require_POST
def submit(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Sends it. Pressed twice, it is sent once: the draft itself is the form token."""
    try:
        case = drafting.submit_draft(draft, actor=request.actor, explanation=request.POST.get("explanation", ""))  # type: ignore[attr-defined]
    except ActRefused as refusal:
        if not refusal.problems:
            raise
        form = _open(request, draft)
        saved = Saved(refusal.problems)
        return _page(request, "check", showing.check(form, saved.problems), saved)
    answered = case.corrections.filter(answered_on__isnull=False).exists()
    return redirect("corrected" if answered else "receipt", case=case.id)


@applicant
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The draft is thrown away, after asking once more: what was filled in cannot be brought back."""
    form = _open(request, draft)
    if request.method != "POST":
        return render(request, "portal/apply/discard.html", {"one": showing.draft_row(form.draft)})
    drafting.discard(draft, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, said(("草稿已删除。", "The draft has been deleted.")))
    return redirect("my_cases")


def _page(request: HttpRequest, template: str, context: showing.Context, saved: Saved) -> HttpResponse:
    return render(request, f"portal/apply/{template}.html", context, status=INVALID if saved.problems else 200)
