"""The parts of the case page that only read: head, children of a bundle, opinions, letters and certificates."""

from typing import Any

from tongban.cases.models import Case, Correction
from tongban.cases.queries.file import CaseFile
from tongban.cases.queries.questioned import questioned
from tongban.cases.remedies import remedies_of
from tongban.cases.status import status_of
from tongban.cases.telling import told
from tongban.catalog import labels
from tongban.catalog.queries import package_of
from tongban.directory import masking
from tongban.engine.deadlines import Light
from tongban.engine.letters.kinds import KINDS, title_of
from tongban.engine.rules import RuleFailed
from tongban.workbench import words
from tongban.workbench.administration.fact_words import ACCESSES
from tongban.workbench.case_page import clock_boxes, contents
from tongban.workbench.words import Pair, called, said


def head(file: CaseFile, *, opened: bool) -> dict[str, Any]:
    """Number, applicant, channel, state and light."""
    case = file.case
    counting = clock_boxes.counting(file.clocks)
    return {
        "id": case.id,
        "number": case.case_no,
        "title": said(file.work.package.service.name),
        "applicant": applicant(case, opened=opened),
        "channel": called(words.CHANNELS, case.channel),
        "state": said(status_of(case)),
        "light": words.light(counting.light) if counting else None,
        "left": clock_boxes.left(counting) if counting else "",
        "by_commitment": case.by_commitment,
        "deemed": case.deemed,
        "authority": words.name_of(case.authority),
        "accepting": words.name_of(case.accepting_body),
        "submitted": words.moment(case.submitted_at),
        "parent": case.parent,
        "version": case.version,
        "revision": file.work.revision.number,
    }


def applicant(case: Case, *, opened: bool = False) -> str:
    """The organisation by name; a person as lists show them, or in full once opened."""
    person = ""
    if case.citizen is not None:
        person = (case.citizen.name or "") if opened else masking.name(case.citizen.name)
    if case.organisation is None:
        return person
    return said((f"{case.organisation.name}（{person} 代办）", f"{case.organisation.name} ({person} acting)"))


def person(case: Case) -> list[dict[str, str]]:
    """Who applied, in full: only after opening."""
    if case.citizen is None:
        return []
    rows = ((("姓名", "Name"), case.citizen.name), (("身份号码", "Citizen id"), case.citizen.citizen_id),
            (("手机", "Mobile"), case.citizen.phone))  # fmt: skip
    return [{"label": said(label), "value": value or "—"} for label, value in rows]


def children(file: CaseFile) -> list[dict[str, Any]]:
    """One line for each matter of the bundle: department, state, limit used and promised, what it relied on."""
    slots = contents.slot_names(file) if file.children else {}
    return [_child(file, one, slots) for one in file.children]


def _child(file: CaseFile, case: Case, slots: dict[str, str]) -> dict[str, Any]:
    package = package_of(case.package_version_id)
    clock = clock_boxes.counting(file.child_clocks[case.id])
    decision = file.decisions.get(case.id)
    relied = (
        decision.relied_on
        if decision
        else [one for row in file.opinions if row.case_id == case.id for one in row.relied_on]
    )
    materials = [one for one in dict.fromkeys(relied) if one.startswith("material:")]
    answers = len(set(relied)) - len(materials)
    return {
        "id": case.id,
        "readable": case.id in file.sight.cases,
        "name": said(package.service.name),
        "department": words.name_of(case.authority),
        "state": said(status_of(case)),
        "colour": _colour(case),
        "light": words.light(clock.light) if clock and clock.light != Light.GREEN else None,
        "limit": f"{clock.used} / {clock.row.n + clock.row.extension_n}" if clock else "",
        "clock": called(words.CLOCKS, clock.row.kind) if clock else "",
        "due": words.day(clock.row.due_on) if clock else "",
        "relied": contents.named(materials, package, slots),
        "answers": said((f"{answers} 项申请内容", f"{answers} answers")) if answers else "",
        "number": case.case_no,
    }


def _colour(case: Case) -> str:
    good = {"granted": "good", "refused": "bad", "not_accepted": "bad"}
    return good.get(case.outcome, "neutral" if case.outcome or case.reason == "waiting" else "info")


def computed(file: CaseFile) -> list[dict[str, Any]]:
    """What the package's rules say of the answers as they stand, and what would be decided on: name, and fen or value.

    A title that says fen means money, which is shown in yuan. What a rule cannot say yet is None.
    """
    package = file.work.package
    fee = package.service.fee.rule if package.service.fee else None
    found = []
    for name, rule in package.rules.items():
        if rule.result not in ("integer", "number", "boolean"):
            continue  # who does a task, and the like
        zh, en = rule.title
        label = zh.removesuffix("（分）"), en.removesuffix(" in fen")
        money = name == fee or label[0] != zh
        try:
            value = rule.evaluate(file.work.facts, today=file.work.today)
        except RuleFailed:
            value = None
        if isinstance(value, bool):
            value = said(("是", "yes") if value else ("否", "no"))
        found.append({"label": said(label), "fen": value if money else None, "value": value})
    return found


def opinions(file: CaseFile) -> list[dict[str, Any]]:
    """Who said what when, on which revision, resting on what."""
    slots = contents.slot_names(file)
    packages = {one.id: package_of(one.package_version_id) for one in (file.case, *file.children)}
    current = {one.id: one.current.number if one.current else 0 for one in (file.case, *file.children)}
    found = []
    for row in file.opinions:
        package = packages[row.case_id]
        found.append({
            "task": said((row.task.name_zh, row.task.name_en)),
            "department": words.name_of(row.department),
            "officers": "、".join(file.officers[one].name for one in row.officers if one in file.officers),
            "at": words.moment(row.given_at),
            "verdict": called(words.VERDICTS, row.verdict),
            "colour": {"agree": "good", "disagree": "bad"}.get(row.verdict, "neutral"),
            "record": _record(package, row),
            "revision": row.revision.number,
            "outdated": row.revision.number < current[row.case_id],
            "relied": contents.named(row.relied_on, package, slots),
            "matter": said(package.service.name) if row.case_id != file.case.id else "",
        })  # fmt: skip
    return found


def _record(package: Any, row: Any) -> list[dict[str, str]]:
    """The record as its own form names it; personal values stay masked here."""
    node = package.net.nodes.get(row.task.node) if package.net is not None else None
    name = node.attributes.get("form") if node is not None else None
    if name is None:
        if "instead" in row.record:
            return [{"label": said(("文书上的写法", "As written on paper")), "value": contents.MASK}]
        reason = row.record.get("reason", "")
        return [{"label": said(("理由", "Reason")), "value": reason}] if reason else []
    shown = package.task_forms[name].describe(row.record, words.lang())
    return [
        {"label": one.label, "value": contents.MASK if one.personal else one.value} for one in shown if one.answered
    ]


def questioned_looks(file: CaseFile) -> list[dict[str, Any]]:
    """The looks at personal data that this case questions, as the ledger has them."""
    return [
        {
            "at": words.moment(one.at),
            "post": said(one.post),
            "who": one.officer,
            "what": called(ACCESSES, one.kind),
            "why": one.reason,
        }
        for one in questioned(file.case, file.work.actor)
    ]


def letters(file: CaseFile) -> list[dict[str, Any]]:
    """Statutory letters of the case and its children."""
    matters = {one.id: said(package_of(one.package_version_id).service.name) for one in file.children}
    return [
        {
            "id": row.id, "number": row.number, "at": words.moment(row.created_at), "sealed": row.sealed_id is not None,
            "title": said(title_of(row.kind, row.data)) if row.kind in KINDS else row.kind,
            "matter": matters.get(row.case, ""),
        }
        for row in file.letters
    ]  # fmt: skip


def being_sealed(file: CaseFile) -> bool:
    """Whether a paper of the case is still being written or sealed."""
    return any(one.sealed_id is None for one in file.letters) or any(one.sealed_id is None for one in file.certificates)


def certificates(file: CaseFile) -> list[dict[str, Any]]:
    """Results of the case and its children."""
    packages = {one.id: package_of(one.package_version_id) for one in (file.case, *file.children)}
    return [
        {
            "id": row.id, "number": row.number, "issue": row.issue, "status": called(words.ENDINGS, row.status),
            "issued": words.day(row.issued_on), "until": words.day(row.valid_to),
            "title": said(packages[row.case].service.result.name), "has_file": row.sealed_id or row.file_id,
        }
        for row in file.certificates
    ]  # fmt: skip


def corrections(file: CaseFile) -> list[dict[str, Any]]:
    """What was told, and whether it was answered; then what departments have noted and is yet to be told."""
    answered = {one.body.get("number") for one in file.story if one.kind == "case.correction_answered"}
    notices = [
        {
            "title": said((f"第 {row.number} 次告知", f"Notice {row.number}")), "on": words.day(row.asked_on),
            "answered": words.day(row.answered_on) if row.number in answered else "", "ended": row.answered_on,
            "repeated": row.repeated, "why": row.override_reason, "items": _told_items(file, row),
            "explanation": row.explanation if any(file.sight.item(row.items[at]) for at in row.unchanged) else "",
        }
        for row in file.corrections
    ]  # fmt: skip
    noted = [
        {
            "title": said((f"已记下，待告知：{said(package_of(row.case.package_version_id).service.name)}",
                           f"Noted, to be told: {said(package_of(row.case.package_version_id).service.name)}")),
            "on": words.moment(row.noted_at), "noted": True,
            "items": [{"where": one.where(words.lang()), "text": one.text} for one in told(row.case, row.items)],
        }
        for row in file.defects
    ]  # fmt: skip
    return noted + notices


def _told_items(file: CaseFile, row: Correction) -> list[dict[str, Any]]:
    """What one notice told, as far as it is seen here; `unchanged` is what the answer left as it was."""
    seen = [(at, item) for at, item in enumerate(row.items) if file.sight.item(item)]
    words_of = told(file.case, [item for _, item in seen])
    return [
        {"where": one.where(words.lang()), "text": one.text, "unchanged": at in row.unchanged}
        for (at, _), one in zip(seen, words_of, strict=True)
    ]


def decision(file: CaseFile) -> dict[str, Any] | None:
    """The decision with its reasons and remedies, once there is one."""
    row = file.decisions.get(file.case.id)
    if row is None:
        return None
    officer = file.officers.get(row.officer)
    return {
        "outcome": said(file.work.package.service.outcomes.get(row.outcome, None)) or row.outcome,
        "colour": "good" if row.outcome == "grant" else "bad",
        "reasons": row.reasons,
        "by": officer.name if officer else "",
        "at": words.moment(row.decided_at),
        "revision": row.revision.number,
        "remedies": remedies(row.remedies),
        "delivery": _delivery(file),
    }


def _delivery(file: CaseFile) -> str:
    row = file.delivery
    return f"{called(words.MODES, row.mode)} · {words.moment(row.delivered_at)}" if row else ""


def rating(file: CaseFile) -> dict[str, Any] | None:
    """What the applicant thought of it, once said."""
    row = file.rating
    if row is None:
        return None
    colour = "good" if row.grade < 4 else "bad"
    return {"grade": said(labels.GRADES[str(row.grade)]), "colour": colour, "comment": row.comment,
            "at": words.moment(row.rated_at)}  # fmt: skip


def refusal_remedies(file: CaseFile) -> list[str]:
    """What the letter will say if it is refused."""
    return remedies(remedies_of(file.work.implementation, "refuse"))


def remedies(rows: list[dict[str, Any]]) -> list[str]:
    """复议 and 诉讼 in words: a choice, unless the law wants the reconsideration first (行政复议法 2023 art. 23)."""
    return [said(_in_turn(one) if one["first"] == "reconsideration" else _a_choice(one)) for one in rows]


def _a_choice(one: dict[str, Any]) -> Pair:
    body, court, days, months = one["body"], one["court"], one["days"], one["months"]
    return (
        f"自收到决定之日起 {days} 日内向{body['zh']}申请行政复议；或 {months} 个月内向{court['zh']}起诉",
        f"Reconsideration by {body['en']} within {days} days; or a lawsuit at {court['en']} within {months} months",
    )


def _in_turn(one: dict[str, Any]) -> Pair:
    body, court, days = one["body"], one["court"], one["days"]
    return (
        f"自收到决定之日起 {days} 日内先向{body['zh']}申请行政复议；对复议决定不服的，再向{court['zh']}起诉",
        f"First reconsideration by {body['en']} within {days} days; against its outcome a lawsuit at {court['en']}",
    )
