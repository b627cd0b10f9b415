"""Pages of the applicant's own cases."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.cases.actions import delivering, drafting, withdrawing
from tongban.cases.queries import cases, looks
from tongban.catalog import labels
from tongban.portal.applying.showing import draft_row
from tongban.portal.entering import applicant, applicant_button
from tongban.portal.my import case_page, home, showing
from tongban.portal.words import said

PAGE = 20


@applicant
@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """What waits for me, cases (newest first), drafts, certificates, organisations."""
    after = showing.uuid_of(request.GET.get("after", ""))
    rows = cases.mine(request.actor, after=after, size=PAGE + 1)  # type: ignore[attr-defined]
    context = {
        "cases": [showing.case_row(one) for one in rows[:PAGE]],
        "next": f"?after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "first": after is None,
        "drafts": [draft_row(one) for one in cases.drafts(request.actor)],  # type: ignore[attr-defined]
        **(home.shown(request.actor) if after is None else {}),  # type: ignore[attr-defined]
    }
    return render(request, "portal/my/my.html", context)


@applicant
@require_GET
def list_above(request: HttpRequest) -> HttpResponse:
    """Who shortens the address of a case comes to the list."""
    return redirect("my_cases")


@applicant
@require_GET
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """One case: where it stands, what is next, its clock, its story."""
    row = looks.read(request.actor, cases.one(request.actor, case))  # type: ignore[attr-defined]
    return render(request, "portal/my/case.html", case_page.page(request.actor, row))  # type: ignore[attr-defined]


@applicant
@require_GET
def way(request: HttpRequest, case: UUID) -> HttpResponse:
    """The part of a bundle's page that is asked for anew; nothing once it has ended."""
    row = cases.one(request.actor, case)  # type: ignore[attr-defined]
    shown = case_page.live(request.actor, row)  # type: ignore[attr-defined]
    return render(request, "portal/parts/way.html", shown) if shown["way"] else HttpResponse("")


@applicant
@require_GET
def making(request: HttpRequest, case: UUID) -> HttpResponse:
    """The part of the page that says what is being made, asked for anew until it is there."""
    row = cases.one(request.actor, case)  # type: ignore[attr-defined]
    context = {"making": case_page.being_made(row), "here_url": reverse("case", kwargs={"case": case})}
    return render(request, "portal/parts/making.html", context)


@applicant
@require_GET
def receipt(request: HttpRequest, case: UUID) -> HttpResponse:
    """收件回执: number, query code, what comes next."""
    row = cases.one(request.actor, case)  # type: ignore[attr-defined]
    return render(request, "portal/my/receipt.html", case_page.receipt(request.actor, row))  # type: ignore[attr-defined]


@applicant
@require_GET
def corrected(request: HttpRequest, case: UUID) -> HttpResponse:
    """补正材料已收到: what follows, and by when."""
    row = cases.one(request.actor, case)  # type: ignore[attr-defined]
    return render(request, "portal/my/corrected.html", case_page.corrected(request.actor, row))  # type: ignore[attr-defined]


@applicant_button("case")
@require_POST
def correct(request: HttpRequest, case: UUID) -> HttpResponse:
    """Begins (or goes on with) the answer to a correction."""
    row = cases.one(request.actor, case)  # type: ignore[attr-defined]
    draft = drafting.start_correction(row, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("draft", draft=draft.id)


@applicant
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, case: UUID) -> HttpResponse:
    """撤回: asks once more, says what it means."""
    row = cases.one(request.actor, case)  # type: ignore[attr-defined]
    if request.method == "POST":
        withdrawing.withdraw(case, actor=request.actor, reason=request.POST.get("reason", ""))  # type: ignore[attr-defined]
        messages.success(request, said(("已撤回。", "Withdrawn.")))
        return redirect("case", case=case)
    return render(request, "portal/my/withdraw.html", {"case": showing.case_row(row), "field": showing.WITHDRAWING})


@applicant
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, case: UUID) -> HttpResponse:
    """好差评: five grades, 1 is best; once."""
    row = cases.one(request.actor, case)  # type: ignore[attr-defined]
    grade = request.POST.get("grade", "")
    if request.method == "POST" and grade in labels.GRADES:
        comment = request.POST.get("comment", "")
        delivering.rate(case, actor=request.actor, grade=int(grade), comment=comment)  # type: ignore[attr-defined]
        messages.success(request, said(("谢谢您的评价。", "Thank you for your rating.")))
        return redirect("case", case=case)
    missing = request.method == "POST"
    context = {"case": showing.case_row(row), "rows": showing.rating_fields(missing)}
    return render(request, "portal/my/rate.html", context, status=422 if missing else 200)
