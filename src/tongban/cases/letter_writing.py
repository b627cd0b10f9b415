"""Writing a statutory letter: its data from the rows it tells of, drawn once, stored, and given to the sealing process.

A job writes it after the act, maybe after the next act too: every figure is that of the act's own row or fact, never
of how the case stands now.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.cases import change_letters
from tongban.cases.faces import fonts
from tongban.cases.models import Case, Clock, Correction, Decision, Pause, Revision
from tongban.cases.remedies import remedies_of
from tongban.cases.step import Work
from tongban.cases.tasks import DESK_LETTERS
from tongban.cases.telling import told
from tongban.cases.unprintable import LETTER, as_written
from tongban.engine import deadlines
from tongban.engine import letters as drawing
from tongban.engine.package.bases import cited
from tongban.engine.package.text import Text
from tongban.exchange.seals import ask_seal, is_test_seal
from tongban.kit import clock, files, ledger
from tongban.kit.access import SYSTEM
from tongban.kit.clock import CITY_ZONE
from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Act
from tongban.records.actions.numbers import next_number
from tongban.records.models import Certificate, Letter

Data = dict[str, Any]
SHORT = {
    "receipt": "收", "acceptance": "受", "refuse-acceptance": "不受", "correction": "补", "suspension": "特",
    "extension": "延", "decision-grant": "准", "decision-refuse": "不准", "delivery": "送", "termination": "终",
    "withdrawal": "撤", "commitment": "诺", "change-notice": "拟变", "change-decision": "变",
}  # fmt: skip


def write(case_id: UUID, kind: str, about: UUID, on: date | None = None) -> Letter | None:
    """The letter of `kind` about this row, of the day `on` (today); the one there is, if the job ran before."""
    on = on or clock.today()
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related(
            "citizen", "authority", "accepting_body").defer("citizen__password").get(pk=case_id)  # fmt: skip
        found = Letter.objects.filter(case=case.id, kind=kind, about=about).first()
        if found is not None:
            return found
        work = Work(case, SYSTEM)
        department = case.accepting_body if kind in DESK_LETTERS else case.authority
        number = f"{department.name_zh}{SHORT[kind]}〔{on.year}〕{_sequence(department.id, kind, on.year)}号"
        data = data_of(work, kind, about) | {"number": number, "date": on.isoformat()}
        printed = as_written(work, LETTER + kind, data)
        pdf = drawing.render(kind, printed, lang="zh", fonts=fonts(), at=clock.now())
        letter = Letter(
            id=new_id(), kind=kind, number=number, case=case.id, about=about, department=department, data=printed,
            file=files.store(pdf, media_type="application/pdf"), created_at=clock.now(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                letter.save(force_insert=True)
        except IntegrityError:
            return Letter.objects.get(case=case.id, kind=kind, about=about)
        ask_seal(department, "letter", letter.id, case.id, letter.file)
        ledger.act(
            "letter.written", actor=SYSTEM, case=case.id, subject=case.citizen_id, letter=str(letter.id), what=kind
        )
        return letter


def data_of(work: Work, kind: str, about: UUID) -> Data:
    """What a letter says, before an officer has any of it written differently; its number and day are given last."""
    department = work.case.accepting_body if kind in DESK_LETTERS else work.case.authority
    return {**_common(work, department), **BUILDERS[kind](work, about)}


def _sequence(department: UUID, kind: str, year: int) -> int:
    return next_number(f"letter:{department}:{kind}:{year}")


def _common(work: Work, department: Any) -> Data:
    case = work.case
    who = case.organisation.name if case.organisation else case.citizen.name if case.citizen else ""
    return {
        "authority": {"zh": department.name_zh, "en": department.name_en},
        "case_no": case.case_no, "addressee": who or "申请人",
        "matter": {"zh": work.package.service.name.zh, "en": work.package.service.name.en},
        "test": is_test_seal(department),
    }  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _pair(zh: str, en: str | None = None) -> Data:
    return {"zh": zh, "en": en or zh}


def _basis(work: Work) -> Data:
    """The articles the package rests on, in one sentence part."""
    bases = work.package.service.legal_bases
    zh = "、".join(f"《{one.law.zh}》第{one.article}条" for one in bases)
    return _pair(zh, "; ".join(f"{one.law.en}, article {one.article}" for one in bases))


def _remedies(work: Work, effect: str) -> list[Data]:
    return remedies_of(work.implementation, effect)


def _receipt(work: Work, about: UUID) -> Data:
    names = {one.id: (one.name.zh, one.name.en) for one in work.package.service.materials}
    names |= {pointer: question.label for pointer, question in work.package.form.file_questions.items()}
    slots = _received(work).materials.select_related("certificate").order_by("slot", "id")
    listed = [{"name": _pair(*names[row.slot])} for row in slots if row.slot in names]
    submitted = work.case.submitted_at.astimezone(CITY_ZONE).date()
    receipts = Clock.objects.filter(kind="receipt").order_by("started_on", "id")
    receipt = receipts.filter(case=work.case).first() or receipts.filter(case__parent=work.case).first()
    begun = set(receipts.filter(case__parent=work.case, started_on__lte=submitted).values_list("case_id", flat=True))
    children = work.case.children.select_related("authority").order_by("position")
    return {
        "materials": [{"name": _pair("申请表", "Application form")}, *listed],
        "received_on": _iso(receipt.started_on if receipt else submitted),
        "answer_by": _iso(receipt.due_on if receipt else None) or _iso(submitted),
        "query_code": work.case.query_code,
        "waiting": [_pair(one.authority.name_zh, one.authority.name_en) for one in children if one.id not in begun],
    }


def _received(work: Work) -> Revision:
    """What had been handed in when the case was received: of a child that waited, what a correction brought by then."""
    filed = Act.objects.filter(case=work.case.id, kind="case.filed").order_by("at", "id").first()
    then = work.case.revisions.filter(made_at__lte=filed.at).order_by("-number").first() if filed else None
    return then or work.case.revisions.order_by("number")[0]


def _due_at_first(work: Work, row: Clock) -> date | None:
    """The due day of a clock when it began: before any pause or extension."""
    limit = deadlines.Limit(row.n, deadlines.Unit(row.unit))
    return deadlines.Clock(row.started_on, limit, work.calendar).due().day


def _acceptance(work: Work, about: UUID) -> Data:
    clocks = {row.kind: row for row in work.case.clocks.all()}
    row = clocks.get("promised") or clocks.get("statutory")
    due = _due_at_first(work, row) if row else work.case.accepted_on
    limit = {"n": row.n, "unit": row.unit} if row else {"n": 0, "unit": "workday"}
    return {
        "accepted_on": _iso(work.case.accepted_on), "due_on": _iso(due),
        "limit": limit, "deemed": work.case.deemed, "query_code": work.case.query_code,
        "basis": _pair(*_both(work, work.package.service.limits.receipt.basis)), **_owed(work),
    }  # fmt: skip


def _owed(work: Work) -> Data:
    """容缺受理: what was left to follow when it was accepted, and the day that was set then."""
    slots = _last_act(work, "case.accepted").get("owed", ())
    row = work.case.clocks.filter(kind="supplement").first()
    if not slots or row is None:
        return {}
    known = {one.id: one for one in (*work.package.service.materials, *work.implementation.materials)}
    return {
        "owed": [_pair(known[one].name.zh, known[one].name.en) for one in slots],
        "owed_by": _iso(_due_at_first(work, row)),
        "decision_waits": any(not known[one].decide_without for one in slots),
    }


GROUND = {
    "no_licence_needed": _pair("该事项依法不需要取得行政许可。", "No licence is needed for this."),
    "not_our_authority": _pair(
        "该事项依法不属于本机关职权范围。", "This is not within the competence of this authority."
    ),
    "other_by_law": _pair("依法不予受理的其他情形。", "Another ground set by law."),
}


def _both(work: Work, basis: str) -> tuple[str, str]:
    said = cited(basis, work.package.service.legal_bases)
    return said.zh, said.en


def _refuse_acceptance(work: Work, about: UUID) -> Data:
    note = work.case.ending_note or {}
    reasons = [GROUND[note["ground"]], _pair(note["reason"])]
    if note.get("authority"):
        reasons.append(_pair(f"请向{note['authority']}申请。", f"Please apply to: {note['authority']}."))
    return {"reasons": reasons, "basis": _pair(*_both(work, work.package.service.limits.receipt.basis)),
            "remedies": _remedies(work, "refuse_acceptance")}  # fmt: skip


def _correction(work: Work, about: UUID) -> Data:
    row = Correction.objects.get(pk=about)
    items: list[Any] = []
    for one in told(work.case, row.items):
        where = _pair(one.where("zh"), one.where("en"))
        items.append({"what": where, "need": _pair(one.text)} if one.where("zh") else _pair(one.text))
    return {"items": items, "lapses_on": _iso(row.lapses_on)}


PROCEDURES = {
    "hearing": _pair("听证", "hearing"), "bidding": _pair("招标", "bidding"), "auction": _pair("拍卖", "auction"),
    "inspection": _pair("检验", "inspection"), "testing": _pair("检测", "testing"),
    "quarantine": _pair("检疫", "quarantine"), "appraisal": _pair("鉴定", "appraisal"),
    "expert_review": _pair("专家评审", "expert review"),
}  # fmt: skip


def _suspension(work: Work, about: UUID) -> Data:
    row = Pause.objects.get(pk=about)
    return {"procedure": PROCEDURES[row.kind], "from_on": _iso(row.started_on), "days": row.expected_workdays,
            "basis": _pair(*_both(work, row.basis))}  # fmt: skip


def _extension(work: Work, about: UUID) -> Data:
    told = _last_act(work, "case.extended")
    return {"old_due": told["old_due"], "new_due": told["new_due"],
            "approver": _pair("本机关负责人", "the head of this authority"), "reasons": [_pair(str(told.get("reason", "")))],
            "basis": _pair("《行政许可法》第四十二条", "Administrative Licensing Law, article 42")}  # fmt: skip


def _last_act(work: Work, kind: str) -> Data:
    row = Act.objects.filter(case=work.case.id, kind=kind).order_by("-at", "-id").first()
    return dict(row.body) if row else {}


def _decision_grant(work: Work, about: UUID) -> Data:
    service = work.package.service
    deliver, promise = work.implementation.deliver or service.limits.deliver, service.notice_and_commitment
    rests_on = {}
    if work.case.by_commitment and promise is not None:
        rests_on = {"commitment": {"n": promise.after_check.n, "unit": promise.after_check.unit}}
    return {
        "result": _pair(service.result.name.zh, service.result.name.en),
        "basis": _basis(work),
        "deliver": {"n": deliver.n, "unit": deliver.unit},
        **rests_on,
        "remedies": _remedies(work, "grant"),
        **_reply(work, about),
    }


def _decision_refuse(work: Work, about: UUID) -> Data:
    row = Decision.objects.get(pk=about)
    return {"reasons": [_pair(row.reasons)], "basis": _basis(work), "remedies": row.remedies, **_reply(work, about)}


def _reply(work: Work, about: UUID) -> Data:
    """What a request is answered, where its kind is answered by a reply: the outcome in words, and why."""
    if not work.kind.reply:
        return {}
    row = Decision.objects.get(pk=about)
    said = next(
        work.package.service.outcomes.get(code, one.name)
        for code, one in work.kind.outcomes.items()
        if one.effect == row.outcome and code in work.package.service.outcomes
    )
    return {"reply": _pair(said.zh, said.en), "reasons": [_pair(row.reasons)] if row.reasons else []}


MODES = {"counter": _pair("窗口领取", "collected at the counter"), "post": _pair("邮寄", "by post"),
         "download": _pair("网上下载", "downloaded"), "announcement": _pair("公告送达", "by announcement")}  # fmt: skip


def _delivery(work: Work, about: UUID) -> Data:
    row = work.case.delivery
    certificate = Certificate.objects.filter(case=work.case.id).first()
    name = work.package.service.result.name if certificate else Text("决定书", "Decision")
    documents = [{"name": _pair(name.zh, name.en)}]
    return {"documents": documents, "mode": MODES[row.mode], "delivered_on": _iso(row.delivered_at.astimezone(CITY_ZONE).date()),
            "proof": row.proof}  # fmt: skip


def _termination(work: Work, about: UUID) -> Data:
    note = work.case.ending_note or {}
    texts = {
        "precondition": _pair(
            "本事项的前置事项未获准予，本事项未予收件。",
            "What this matter depends on was not granted; it was never filed.",
        ),
        "": _pair(
            "逾期未补正，视为撤回申请。",
            "The correction was not answered in time; the application counts as withdrawn.",
        ),
    }
    said = str(note.get("reason", ""))
    return {
        "reasons": [texts.get(said) or _pair(said)],
        "basis": _basis(work),
    }


def _withdrawal(work: Work, about: UUID) -> Data:
    return {"withdrawn_on": (work.case.ending_note or {})["on"]}


def _commitment(work: Work, about: UUID) -> Data:
    promise = work.package.service.notice_and_commitment
    assert promise is not None
    check = promise.after_check
    return {"conditions": [_pair(one.text.zh, one.text.en) for one in work.package.service.conditions],
            "promise": _pair(promise.text.zh, promise.text.en), "after_check": {"n": check.n, "unit": check.unit},
            "basis": _pair(*_both(work, promise.basis)), "promised_on": _iso(work.case.submitted_at.astimezone(CITY_ZONE).date())}  # fmt: skip


BUILDERS: dict[str, Callable[[Work, UUID], Data]] = {
    "receipt": _receipt, "acceptance": _acceptance, "refuse-acceptance": _refuse_acceptance, "correction": _correction,
    "suspension": _suspension, "extension": _extension, "decision-grant": _decision_grant,
    "decision-refuse": _decision_refuse, "delivery": _delivery, "termination": _termination,
    "withdrawal": _withdrawal, "commitment": _commitment,
    "change-notice": change_letters.notice, "change-decision": change_letters.decision,
}  # fmt: skip
