"""The acts of the case page: each with its questions, what it calls, and what is said when it is done.

An act decides for itself whether it may be done; the page only carries its words back with everything that was typed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tongban.cases import owing
from tongban.cases.actions import accepting, correcting, deciding, delivering, issuing, pausing, unprinted, withdrawing
from tongban.cases.queries.file import CaseFile
from tongban.cases.refusals import ActRefused
from tongban.workbench.case_page import act_fields, change_acts
from tongban.workbench.case_page.act_fields import ACCEPT_DAYS
from tongban.workbench.forms import Field, Form
from tongban.workbench.words import Pair

Run = Callable[[CaseFile, Form, int], None]


@dataclass(frozen=True)
class Act:
    """One act: `needs` is the verb that must be possible (cases.queries.possible); `main` has the primary button."""

    verb: str
    needs: str
    title: Pair
    button: Pair
    done: Pair
    fields: Callable[[CaseFile], tuple[Field, ...]]
    run: Run
    main: bool = False


def _number(form: Form, name: str) -> int:
    text = form.text(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def given_items(form: Form, verb: str) -> list[dict[str, str]]:
    """The rows with a text, as the action takes them. A text without a place is for the whole application."""
    found = []
    for number in range(act_fields.MOST_ROWS):
        text = form.text(f"{verb}-{number}-text")
        kind, _, name = form.text(f"{verb}-{number}-what").partition(":")
        if text:
            child = form.text(f"{verb}-{number}-child")
            found.append({"text": text, **({kind: name} if name else {}), **({"child": child} if child else {})})
        elif name:
            raise ActRefused("nothing-told")
    return found


def _prereview(file: CaseFile, form: Form, version: int) -> None:
    accepting.prereview(file.case.id, actor=file.work.actor, version=version)


def _note(file: CaseFile, form: Form, version: int) -> None:
    defects = given_items(form, "note")
    if not defects:
        raise ActRefused("nothing-told")
    accepting.prereview(file.case.id, actor=file.work.actor, defects=defects, version=version)


def _accept(file: CaseFile, form: Form, version: int) -> None:
    days = _number(form, ACCEPT_DAYS) if owing.missing(file.work) else None
    accepting.accept(file.case.id, actor=file.work.actor, supplement_workdays=days, version=version)


def _refuse_acceptance(file: CaseFile, form: Form, version: int) -> None:
    given = {name: form.text(f"refuse_acceptance-{name}") for name in ("ground", "reason", "authority")}
    accepting.refuse_acceptance(file.case.id, actor=file.work.actor, version=version, **given)


def _request_correction(file: CaseFile, form: Form, version: int) -> None:
    verb = "request_correction"
    correcting.request_correction(
        file.case.id, actor=file.work.actor, items=given_items(form, verb),
        override_reason=form.text(f"{verb}-override"), version=version,
    )  # fmt: skip


def _suspend(file: CaseFile, form: Form, version: int) -> None:
    pausing.suspend(
        file.case.id, actor=file.work.actor, kind=form.text("suspend-kind"), workdays=_number(form, "suspend-workdays"),
        reason=form.text("suspend-reason"), version=version,
    )  # fmt: skip


def _resume(file: CaseFile, form: Form, version: int) -> None:
    pausing.resume(file.case.id, actor=file.work.actor, result=form.text("resume-result"), version=version)


def _extend(file: CaseFile, form: Form, version: int) -> None:
    n, reason = _number(form, "extend-n"), form.text("extend-reason")
    pausing.extend(file.case.id, actor=file.work.actor, n=n, reason=reason, version=version)


def _decide(file: CaseFile, form: Form, version: int) -> None:
    deciding.decide(
        file.case.id, actor=file.work.actor, outcome=form.text("decide-outcome"), reasons=form.text("decide-reasons"),
        relied_on=form.many("decide-relied"), version=version,
    )  # fmt: skip


def _deliver(file: CaseFile, form: Form, version: int) -> None:
    mode, proof = form.text("deliver-mode"), form.text("deliver-proof")
    delivering.deliver(file.case.id, actor=file.work.actor, mode=mode, proof=proof, version=version)


def _terminate(file: CaseFile, form: Form, version: int) -> None:
    withdrawing.terminate(file.case.id, actor=file.work.actor, reason=form.text("terminate-reason"), version=version)


def _retry(file: CaseFile, form: Form, version: int) -> None:
    issuing.retry(file.case.id, actor=file.work.actor, instead=form.text("retry-instead"), version=version)


def _rewrite(file: CaseFile, form: Form, version: int) -> None:
    unprinted.rewrite(file.case.id, actor=file.work.actor, instead=form.text("rewrite-instead"), version=version)


_ALL = (
    Act("decide", "decide", ("作出决定", "Decide"), ("作出决定", "Decide"), ("决定已作出", "Decided"),
        act_fields.decide, _decide, main=True),
    Act("accept", "accept", ("受理", "Accept"), ("受理", "Accept"), ("已受理", "Accepted"),
        act_fields.accept, _accept, main=True),
    Act("deliver", "deliver", ("送达", "Deliver"), ("登记送达", "Record the delivery"), ("已送达", "Delivered"),
        act_fields.deliver, _deliver, main=True),
    Act("resume", "resume", ("结束特别程序", "End the special procedure"), ("恢复计时", "Resume"),
        ("已恢复计时", "Resumed"), act_fields.resume, _resume, main=True),
    Act("retry", "retry", ("处理缺字", "Missing character"), ("重新制证", "Make it again"),
        ("已重新制证", "Being made again"), lambda file: act_fields.instead(file, "retry", "=glyph"), _retry, main=True),
    Act("rewrite", "rewrite", ("处理文书缺字", "Missing character in a letter"), ("重新生成文书", "Write it again"),
        ("文书正在重新生成", "Being written again"), lambda file: act_fields.instead(file, "rewrite", "=letter:"),
        _rewrite, main=True),
    Act("prereview", "prereview", ("预审", "Pre-review"), ("预审通过", "Pre-review passed"),
        ("预审已通过", "Pre-review passed"), act_fields.nothing, _prereview),
    Act("request_correction", "request_correction", ("一次性告知补正", "Tell what to correct, once"),
        ("告知补正", "Tell the applicant"), ("已告知补正", "The applicant has been told"),
        act_fields.request_correction, _request_correction),
    Act("note", "prereview", ("记下需补正的内容", "Note what needs correcting"), ("记下", "Note"),
        ("已记下，随补正告知书一并告知", "Noted: it goes out with the one notice"),
        lambda file: act_fields.items(file, "note"), _note),
    Act("refuse_acceptance", "refuse_acceptance", ("不予受理", "Refuse acceptance"), ("不予受理", "Refuse acceptance"),
        ("已决定不予受理", "Acceptance refused"), act_fields.refuse_acceptance, _refuse_acceptance),
    Act("suspend", "suspend", ("特别程序", "Special procedure"), ("暂停计时", "Suspend"), ("已暂停计时", "Suspended"),
        act_fields.suspend, _suspend),
    Act("extend", "extend", ("延长期限", "Extend the limit"), ("批准延长", "Approve"), ("期限已延长", "Extended"),
        act_fields.extend, _extend),
    Act("terminate", "terminate", ("终止办理", "Terminate"), ("终止办理", "Terminate"), ("已终止办理", "Terminated"),
        lambda file: (act_fields.reason("terminate", "终止的理由", "Reason"),), _terminate),
    Act("decide_change", "decide_change", ("决定证照变动", "Decide the change of the certificate"),
        ("作出决定", "Decide"), ("决定已作出", "Decided"), change_acts.decide_fields, change_acts.decide, main=True),
    Act("state_case", "state_case", ("记录持证人的陈述、申辩", "Write down what the holder says"), ("记录", "Write down"),
        ("已记录", "Written down"), change_acts.state_fields, change_acts.state),
    Act("ask_change", "ask_change", ("更正或者补发证照", "Correct or replace the certificate"), ("提出", "Ask for it"),
        ("已提出，等待决定", "Asked for; it waits for its decision"), change_acts.ask_fields, change_acts.ask),
    Act("propose_end", "propose_end", ("撤销、吊销、撤回或者注销", "End the certificate"), ("提出", "Propose"),
        ("已提出，等待决定", "Proposed; it waits for its decision"), change_acts.end_fields, change_acts.propose),
)  # fmt: skip
ACTS: Mapping[str, Act] = {act.verb: act for act in _ALL}


_FIELDS = {
    "reasons-needed": "reasons", "outcome": "outcome", "reason-needed": "reason", "reason-code": "ground",
    "authority-named": "authority", "days-needed": "workdays", "days-too-many": "workdays", "no-such-procedure": "kind", "mode": "mode",
    "proof-needed": "proof", "extension-too-long": "n", "two-officers": "officers", "not-joined": "officers", "verdict": "verdict",
    "change-kind": "kind", "change-ground": "ground", "statement-empty": "statement", "holder-unheard": "outcome",
    "tolerance-days": "supplement_workdays", "nothing-told": "0-text", "against-proposal": "reasons", "as-written": "instead", "other-words": "instead",
}  # fmt: skip


def field_of(verb: str, code: str) -> str:
    """The field a refusal is about, "" where it is about the whole act."""
    name = {("resume", "reason-needed"): "result", ("request_correction", "reason-needed"): "override"}.get(
        (verb, code), _FIELDS.get(code, "")
    )
    return f"{verb}-{name}" if name else ""


def rows_wanted(posted: Mapping[str, Any], verb: str) -> int:
    """How many item rows the page had; "more" asks for another four."""
    had = sum(1 for number in range(act_fields.MOST_ROWS) if f"{verb}-{number}-text" in posted)
    return max(act_fields.ROWS, had) + (act_fields.ROWS if "more" in posted else 0)


def fields_of(act: Act, file: CaseFile, posted: Mapping[str, Any]) -> tuple[Field, ...]:
    """The questions, with as many item rows as the page had."""
    if act.verb == "request_correction":
        return act_fields.request_correction(file, rows_wanted(posted, act.verb))
    if act.verb == "note":
        return act_fields.items(file, act.verb, rows_wanted(posted, act.verb))
    return act.fields(file)


def start_values(act: Act, file: CaseFile) -> dict[str, Any]:
    """What is filled in beforehand: everything seen as relied on; never the outcome."""
    if act.verb == "accept":
        return {ACCEPT_DAYS: str(file.work.implementation.tolerance_workdays or "")}
    if act.verb != "decide":
        return {}
    return {"decide-relied": file.basis.opened()}


def version_of(posted: Mapping[str, Any]) -> int:
    """The version of the case the page showed; a page without one is as old as can be."""
    text = str(posted.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def task_id(posted: Mapping[str, Any]) -> UUID:
    """The task a page completes or takes. Raises ActRefused("already-done") for what is no task."""
    try:
        return UUID(str(posted.get("task", "")))
    except ValueError:
        raise ActRefused("already-done") from None
