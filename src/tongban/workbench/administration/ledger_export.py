"""The lines of the ledger that match, as a table to take away: for a reason, marked with who, when and why, and a fact."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_POST

from tongban.cases.queries.cases import numbers_of
from tongban.cases.queries.file import is_reason
from tongban.directory.models import Officer
from tongban.directory.queries.ledger_reading import Line, how_many, ledger_lines
from tongban.directory.roles import AUDIT_ADMIN
from tongban.kit import clock, spreadsheets
from tongban.kit import ledger as facts
from tongban.workbench.administration.fact_words import ACTS, WORDS
from tongban.workbench.administration.ledger import Asked, asked_of, shown, who
from tongban.workbench.administration.ledger_wish import EXPORT, LEAST_REASON, MOST
from tongban.workbench.forms import Form
from tongban.workbench.sign_in import doors
from tongban.workbench.words import called, said

Row = list[spreadsheets.Cell]
PORTION = 500
HEADS = (
    ("时间", "When"), ("种类", "Kind"), ("代码", "Code"), ("行为人", "Who"), ("部门", "Department"), ("渠道", "Channel"),
    ("办件", "Case"), ("涉及的人", "Person"), ("理由", "Reason"), ("内容", "Contents"),
)  # fmt: skip
TOO_SHORT = (
    f"请写明导出理由，至少 {LEAST_REASON} 个字，例如“核查三月夜间查看记录”",
    f"Say why in at least {LEAST_REASON} characters, for example: looks at night in March",
)


@doors.administrator(AUDIT_ADMIN)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The newest MOST lines of the filters in the address. No table without a reason."""
    asked, wish = asked_of(request), Form(EXPORT, request.POST, {"form": spreadsheets.CSV})
    reason, form = wish.text("reason"), wish.text("form")
    if not is_reason(reason):
        wish.refuse({"reason": TOO_SHORT})
    if form not in spreadsheets.MEDIA_TYPES:
        wish.refuse({"form": ("请选择格式", "Choose a format")})
    if wish.problems or asked.form.problems:
        return shown(request, asked, wish)
    actor, filters = request.actor, asked.filters  # type: ignore[attr-defined]
    lines, count = ledger_lines(actor, filters, MOST), how_many(filters, MOST + 1)
    facts.access(
        "ledger.exported", actor=actor, case=filters.case, subject=filters.subject, purpose=reason[:200],
        table=filters.table, fact_kind=filters.kind, form=form, lines=min(count, MOST),
    )  # fmt: skip
    by = Officer.objects.get(pk=actor.id)
    marks = _marks(f"{by.name} ({by.login})", reason, count)
    rows = chain(marks, _rows(lines, asked))
    answer = StreamingHttpResponse(spreadsheets.streamed(rows, form), content_type=spreadsheets.MEDIA_TYPES[form])
    name = f"ledger-{clock.now():%Y%m%d-%H%M%S}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"], answer["Cache-Control"] = "nosniff", "private, no-store"
    return answer  # type: ignore[return-value]


def _marks(who_exports: str, reason: str, count: int) -> list[Row]:
    """Who, when, why; whether it is all; the heads."""
    when = f"{clock.now():%Y-%m-%d %H:%M:%S}"
    mark = said(
        (f"导出：{who_exports}，{when}，理由：{reason}", f"Exported by {who_exports}, {when}, because: {reason}")
    )
    whole = said((f"共 {count} 条", f"{count} lines"))
    cut = said((f"超过 {MOST} 条，只有最新的 {MOST} 条", f"More than {MOST} lines: the newest {MOST} only"))
    return [[mark], [cut if count > MOST else whole], [said(one) for one in HEADS]]


def _rows(lines: Iterator[Line], asked: Asked) -> Iterable[Row]:
    words = WORDS.get(asked.filters.table, ACTS)
    while portion := list(islice(lines, PORTION)):
        numbers = numbers_of({one.fact.case for one in portion if one.fact.case})
        for one in portion:
            fact = one.fact
            yield [
                f"{fact.at.astimezone(clock.CITY_ZONE):%Y-%m-%d %H:%M:%S}", called(words, fact.kind), fact.kind,
                who(one), one.department, fact.channel, numbers.get(fact.case, ""), str(fact.subject or ""),
                fact.purpose, "; ".join(f"{key}={value}" for key, value in one.body),
            ]  # fmt: skip
