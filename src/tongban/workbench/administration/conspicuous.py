"""Where the audit administrator looks first: who read most, at night, and in cases not of their department."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tongban.directory.roles import AUDIT_ADMIN
from tongban.kit import clock
from tongban.kit import ledger as facts
from tongban.oversight.conspicuous import DAYS, Reader, conspicuous
from tongban.workbench.forms import Form, Pair, field
from tongban.workbench.sign_in import doors
from tongban.workbench.words import name_of, said

WEEK = timedelta(days=6)
FIELDS = (
    field("since", "从", "From", widget="date", required=False),
    field("until", "到", "Through", widget="date", required=False),
)
RULES: dict[str, tuple[Pair, Pair]] = {
    "most": (
        ("看得最多", "Most looks"),
        (
            "查看办件、材料、文书、证照和个人信息的次数。",
            "Looks at cases, papers, letters, certificates and personal data.",
        ),
    ),
    "night": (("夜间查看", "Looks at night"), ("22 点到次日 6 点之间的查看。", "Looks between 22:00 and 6:00.")),
    "elsewhere": (
        ("查看非本部门办件", "Looks at cases of other departments"),
        (
            "办件及所属“一件事”不由该部门受理、决定，该部门在其中也没有过任务。",
            "The department neither accepts nor decides the case or its bundle, and never had a task there.",
        ),
    ),
}


@doors.administrator(AUDIT_ADMIN)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The last seven days, or those of the address. Reading it is a fact."""
    today = clock.today()
    form = Form(FIELDS, request.GET, {"since": (today - WEEK).isoformat(), "until": today.isoformat()})
    until = form.day("until") or today
    since = form.day("since") or until - WEEK
    found = conspicuous(request.actor, since, until)  # type: ignore[attr-defined]
    span = {"since": since.isoformat(), "until": until.isoformat()}
    actor = request.actor  # type: ignore[attr-defined]
    facts.access("ledger.read", actor=actor, table="conspicuous", since=span["since"], until=span["until"])
    rules = [
        {"id": key, "name": said(name), "rule": said(rule), "lines": [_line(one, span) for one in found[key]]}
        for key, (name, rule) in RULES.items()
    ]
    return render(request, "administration/conspicuous.html", {"form": form, "rules": rules, "days": DAYS})


def _line(one: Reader, span: dict[str, str]) -> dict[str, Any]:
    return {
        "who": f"{one.officer.name} ({one.officer.login})",
        "department": name_of(one.department) if one.department else "",
        "times": one.times,
        "cases": one.cases,
        "with_reason": one.with_reason,
        "reasons": one.reasons,
        "lines": urlencode({"table": "access", "actor": one.officer.login, **span}),
    }
