"""What a holder can do with a certificate: ask for its correction or replacement, answer what is intended; and its history."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.cases import results
from tongban.cases.actions import changing
from tongban.cases.models import Case, CertificateChange
from tongban.cases.queries import cases, changes
from tongban.cases.refusals import ActRefused
from tongban.cases.step import Work
from tongban.catalog.queries import package_of
from tongban.engine.package.text import Text
from tongban.engine.path import changes as law
from tongban.kit import clock
from tongban.kit.access import Actor, NotAllowed
from tongban.portal.entering import applicant
from tongban.portal.words import day, said
from tongban.records import holding
from tongban.records.models import Certificate
from tongban.ui.fields import PlainField

WHY = PlainField("reason", Text("理由", "Reason"), "textarea", rows=3, schema={"maxLength": 2000})
STATEMENT = PlainField(
    "statement", Text("您的陈述、申辩", "What you have to say"), "textarea", rows=6, schema={"maxLength": 2000}
)
TITLES = {
    "correct": Text("申请更正证照", "Ask for a correction of the certificate"),
    "replace": Text("申请补发证照", "Ask for a replacement of the certificate"),
}
OUTCOMES = {
    "grant": Text("同意", "Granted"),
    "refuse": Text("不同意", "Refused"),
    "": Text("等待决定", "Waiting for its decision"),
}


def _own(viewer: Actor, certificate: UUID) -> tuple[Certificate, Case]:
    """The certificate, where its case is one of the viewer's."""
    row = holding.certificate(certificate)
    return row, cases.one(viewer, row.case)


def offered(row: Certificate) -> list[dict[str, str]]:
    """The changes its holder can ask for now, each with its page."""
    if not law.is_alive(row.status, row.valid_to, clock.today()) or changes.open_change(row.case):
        return []
    url = reverse("change", kwargs={"certificate": row.id})
    return [{"url": f"{url}?kind={kind}", "text": said(title)} for kind, title in TITLES.items()]


def history(viewer: Actor, tree: Sequence[Case]) -> list[dict[str, Any]]:
    """What was asked, intended and decided about the certificates of these cases, newest first."""
    of = {one.id: one for one in tree}
    return [
        {
            "what": said(law.NAMES[one.kind]), "number": one.certificate.number, "issue": one.certificate.issue,
            "on": day(one.asked_at), "reason": one.reason,
            "ground": said(law.GROUNDS[one.kind][one.ground]) if one.ground else "",
            "until": day(one.answer_until), "stated": one.statement, "outcome": said(OUTCOMES[one.outcome]),
            "corrected": _corrected(one, Work(of[one.case_id], viewer)), "reasons": one.reasons, "decided": day(one.decided_at),
            "answer": reverse("statement", kwargs={"change": one.id}) if _is_heard(one) else "",
        }
        for one in changes.changes_of(list(of))
    ]  # fmt: skip


def _corrected(one: CertificateChange, work: Work) -> list[tuple[str, str, str]]:
    """Each entry of a correction: what it is called, what the face says, what it should say."""
    if not one.corrected:
        return []
    named, face = results.labels(work), one.certificate.data
    return [(said(named[name]) if name in named else name, str(face.get(name, "")), text)
            for name, text in one.corrected.items()]  # fmt: skip


def _is_heard(one: CertificateChange) -> bool:
    return one.told_on is not None and not one.outcome and one.stated_at is None


@applicant
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """更正 or 补发: what the face should say, and why."""
    viewer = request.actor  # type: ignore[attr-defined]
    row, case = _own(viewer, certificate)
    kind = request.GET.get("kind", "replace")
    if kind not in TITLES:
        raise NotAllowed("no-such-change")
    if request.method == "GET" and (open_one := changes.open_change(row.case)) is not None:
        messages.info(request, said(Text(f"“{law.NAMES[open_one.kind].zh}”正在等待决定，决定以后才能再申请；见下面的“证照变动”。",
            f"“{law.NAMES[open_one.kind].en}” waits for its decision; you can ask again after it. See “Changes of the certificate” below.")))  # fmt: skip
        return redirect(f"{reverse('case', kwargs={'case': row.case})}#changes")
    fields = _fields(Work(case, viewer), row) if kind == "correct" else {}
    problem: Text | None = None
    if request.method == "POST":
        corrected = {name: request.POST.get(f"to-{name}", "") for name in fields}
        try:
            changing.ask_change(
                row.id, actor=viewer, kind=kind, reason=request.POST.get("reason", ""), corrected=corrected
            )
        except ActRefused as refusal:
            problem = refusal.text
        else:
            messages.success(request, said(("已提交，等待决定。", "Sent. It waits for its decision.")))
            return redirect("case", case=case.id)
    return _form(request, row, case, said(TITLES[kind]), [*fields.values(), WHY], problem)


def _fields(work: Work, row: Certificate) -> dict[str, PlainField]:
    """A line for each text of the face, with what it says now."""
    return {
        name: PlainField(f"to-{name}", label, hint=Text(f"现在是：{row.data[name]}。没有错误的留空。",
                         f"It says: {row.data[name]}. Leave it empty if that is right."), required=False)
        for name, label in results.correctable(work, row).items()
    }  # fmt: skip


@applicant
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, change: UUID) -> HttpResponse:
    """陈述、申辩, once."""
    viewer = request.actor  # type: ignore[attr-defined]
    found = CertificateChange.objects.filter(pk=change).first()
    if found is None:
        raise NotAllowed("no-such-change")
    row, case = _own(viewer, found.certificate_id)
    problem: Text | None = None
    if request.method == "POST":
        try:
            changing.state_case(found.id, actor=viewer, text=request.POST.get("statement", ""))
        except ActRefused as refusal:
            problem = refusal.text
        else:
            messages.success(request, said(("已收到您的陈述、申辩。", "We have received what you said.")))
            return redirect("case", case=case.id)
    return _form(request, row, case, said(("陈述、申辩", "Make a statement")), [STATEMENT], problem)


def _form(
    request: HttpRequest, row: Certificate, case: Case, title: str, fields: list[PlainField], problem: Text | None
) -> HttpResponse:
    told = {"zh": problem.zh, "en": problem.en} if problem else None
    at = next((one for one in fields if one.required and not request.POST.get(one.name, "").strip()), fields[0])
    rows = [
        {"field": one, "value": request.POST.get(one.name, ""), "problem": told if one is at else None}
        for one in fields
    ]
    shown = {
        "title": title, "rows": rows, "case_url": reverse("case", kwargs={"case": case.id}), "number": row.number,
        "name": said(package_of(row.package_version_id).service.result.name),
        "problems": [{"name": at.name, "problem": told}] if told else [],
    }  # fmt: skip
    return render(request, "portal/my/change.html", shown, status=422 if problem else 200)
