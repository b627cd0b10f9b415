"""The audit administrator reads the ledger: acts and accesses. There is nothing to press here but filters."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tongban.cases.queries.cases import key_of_number, numbers_of
from tongban.directory.models import Department
from tongban.directory.queries.ledger_reading import Filters, Line, ledger_page, officers_called
from tongban.directory.roles import AUDIT_ADMIN
from tongban.kit import ledger as facts
from tongban.workbench.administration.fact_words import ACCESSES, ACTS, WORDS
from tongban.workbench.administration.ledger_wish import EXPORT, MOST
from tongban.workbench.case_page.story_lines import ACTORS
from tongban.workbench.forms import Field, Form, field, select
from tongban.workbench.sign_in import doors
from tongban.workbench.words import called

NOBODY = UUID(int=0)
FIELDS = (
    select("table", "记录", "Record", {"act": ("行为", "Acts"), "access": ("访问", "Accesses")}),
    select("kind", "种类", "Kind", {"all": ("全部", "All"), **ACTS, **ACCESSES}),
    field("actor", "人员", "Officer", required=False, hint=("姓名或登录名", "Name or login")),
    field("case", "办件编号", "Case number", required=False),
    field("subject", "涉及的人", "Person concerned", required=False, hint=("个人编号", "Key of the person")),
    field("since", "从", "From", widget="date", required=False),
    field("until", "到", "Through", widget="date", required=False),
)


@dataclass(frozen=True)
class Asked:
    """What an address asks for: its form, the filters, and the address without the place in the list."""

    form: Form
    filters: Filters
    kept: str


@doors.administrator(AUDIT_ADMIN)
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """One page of facts. Reading them is an access itself."""
    return shown(request, asked_of(request))


def asked_of(request: HttpRequest) -> Asked:
    """The filters of the address."""
    form = Form((*FIELDS, _departments()), request.GET, {"table": "act", "kind": "all", "department": ""})
    kind = form.text("kind")[:64]
    filters = Filters(
        table=form.text("table"), kind="" if kind == "all" else kind, actors=_officers(form), case=_case(form),
        department=_key(form, "department"), subject=_key(form, "subject"), since=form.day("since"),
        until=form.day("until"), before=_key(form, "before", request.GET.get("before", "")),
    )  # fmt: skip
    return Asked(form, filters, urlencode({k: str(v) for k, v in request.GET.items() if v and k != "before"}))


def shown(request: HttpRequest, asked: Asked, export: Form | None = None) -> HttpResponse:
    """The page; with what was wrong with the wish to export it."""
    filters = asked.filters
    page = ledger_page(request.actor, filters)  # type: ignore[attr-defined]
    facts.access(
        "ledger.read", actor=request.actor, case=filters.case, subject=filters.subject,  # type: ignore[attr-defined]
        table=filters.table, fact_kind=filters.kind, lines=len(page.lines),
    )  # fmt: skip
    numbers = numbers_of({line.fact.case for line in page.lines if line.fact.case})
    called_so = WORDS.get(filters.table, ACTS)
    lines = [
        {
            "line": one,
            "who": who(one),
            "what": called(called_so, one.fact.kind),
            "number": numbers.get(one.fact.case, ""),
        }
        for one in page.lines
    ]
    following = f"{asked.kept}&before={page.next_before}".lstrip("&") if page.next_before else ""
    context = {
        "form": asked.form, "lines": lines, "table": filters.table, "on_first_page": filters.before is None,
        "next": following, "first": asked.kept, "export": export or Form(EXPORT, {}, {"form": "csv"}), "most": MOST,
    }  # fmt: skip
    return render(request, "administration/ledger.html", context, status=422 if export else 200)


def _departments() -> Field:
    rows = Department.objects.order_by("region_id", "number", "code")
    named = {str(one.id): (one.name_zh, one.name_en) for one in rows}
    return select("department", "部门", "Department", {"": ("全部", "All"), **named}, required=False)


def who(line: Line) -> str:
    """An officer by name; of all others the kind in words, and the key."""
    fact = line.fact
    return line.who if fact.actor_kind == "officer" else f"{called(ACTORS, fact.actor_kind)} {fact.actor or ''}".strip()


def _officers(form: Form) -> tuple[UUID, ...] | None:
    """Who is meant by a name or login; nobody's key finds nothing, and is told."""
    text = form.text("actor")
    if not text:
        return None
    found = officers_called(text)
    if not found:
        form.refuse({"actor": ("没有这个姓名或登录名的人员", "No officer has this name or login")})
    return found


def _case(form: Form) -> UUID | None:
    """The case of a number. One that no case has is told, and finds nothing."""
    number = form.text("case")
    if not number:
        return None
    found = key_of_number(number)
    if found is None:
        form.refuse({"case": ("没有这个编号的办件", "No case has this number")})
    return found or NOBODY


def _key(form: Form, name: str, text: str | None = None) -> UUID | None:
    value = form.text(name) if text is None else text
    try:
        return UUID(value) if value else None
    except ValueError:
        form.refuse({name: ("这不是编号", "This is not a key")})
        return None
