"""The audit administrator reads the ledger: acts and accesses. There is nothing to press here but filters."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tongban.directory.queries.ledger_reading import Filters, ledger_page
from tongban.directory.roles import AUDIT_ADMIN
from tongban.kit import ledger as facts
from tongban.workbench.forms import Form, field, select
from tongban.workbench.sign_in import doors

FIELDS = (
    select("table", "记录", "Record", {"act": ("行为", "Acts"), "access": ("访问", "Accesses")}),
    field(
        "kind",
        "种类",
        "Kind",
        required=False,
        hint=("开头相同即可，例如 case.", "The beginning is enough, such as case."),
    ),
    field("actor", "行为人编号", "Actor", required=False),
    field("case", "办件", "Case", required=False),
    field("subject", "涉及的人", "Person concerned", required=False),
    field("since", "从", "From", widget="date", required=False),
    field("until", "到", "Through", widget="date", required=False),
)


@doors.administrator(AUDIT_ADMIN)
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """One page of facts. Reading the accesses of a person is an access itself."""
    form = Form(FIELDS, request.GET, {"table": "act"})
    filters = Filters(
        table=form.text("table"), kind=form.text("kind")[:64], actor=_key(form, "actor"), case=_key(form, "case"),
        subject=_key(form, "subject"), since=form.day("since"), until=form.day("until"),
        before=_key(form, "before", request.GET.get("before", "")),
    )  # fmt: skip
    page = ledger_page(request.actor, filters)  # type: ignore[attr-defined]
    facts.access(
        "ledger.read", actor=request.actor, case=filters.case, subject=filters.subject,  # type: ignore[attr-defined]
        table=filters.table, fact_kind=filters.kind, lines=len(page.lines),
    )  # fmt: skip
    kept = {key: str(value) for key, value in request.GET.items() if value and key != "before"}
    context = {
        "form": form, "page": page, "table": filters.table, "on_first_page": filters.before is None,
        "next": urlencode({**kept, "before": str(page.next_before)}) if page.next_before else "",
        "first": urlencode(kept),
    }  # fmt: skip
    return render(request, "administration/ledger.html", context)


def _key(form: Form, name: str, text: str | None = None) -> UUID | None:
    value = form.text(name) if text is None else text
    try:
        return UUID(value) if value else None
    except ValueError:
        form.refuse({name: ("这不是编号", "This is not a key")})
        return None
