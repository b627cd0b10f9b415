"""The acts on a certificate after its issue: correction, replacement, its end, what the holder says, and the decision."""

from tongban.cases import results
from tongban.cases.actions import changing
from tongban.cases.queries import changes
from tongban.cases.queries.file import CaseFile
from tongban.cases.refusals import ActRefused
from tongban.engine.path import changes as law
from tongban.workbench import words
from tongban.workbench.forms import Field, Form, field, radio, select
from tongban.workbench.words import Pair, pair, said

OUTCOMES: dict[str, Pair] = {"grant": ("同意", "Grant"), "refuse": ("不同意", "Refuse")}


def ask_fields(file: CaseFile) -> tuple[Field, ...]:
    """更正 or 补发: which, what the face should say, and why."""
    held = changes.current(file.case.id)
    texts = results.correctable(file.work, held) if held else {}
    rows = [
        field(f"ask_change-to-{name}", f"更正：{label.zh}", f"Corrected: {label.en}", required=False,
              hint=("没有错误的留空", "Leave empty what is right"))
        for name, label in texts.items()
    ]  # fmt: skip
    kinds = {code: pair(name) for code, name in law.REISSUES.items()}
    why = field("ask_change-reason", "理由", "Reason", widget="textarea")
    return (radio("ask_change-kind", "怎样处理", "What is wanted", kinds), *rows, why)


def end_fields(file: CaseFile) -> tuple[Field, ...]:
    """Which end, on which legal ground, and why."""
    grounds = {
        f"{kind}:{code}": (f"{law.ENDINGS[kind].zh}：{text.zh}", f"{law.ENDINGS[kind].en}: {text.en}")
        for kind, found in law.GROUNDS.items() for code, text in found.items()
    }  # fmt: skip
    hint = (
        "撤销、吊销、撤回须先告知持证人，等其陈述、申辩",
        "Except for a deregistration the holder is told first and can answer",
    )
    return (
        select("propose_end-ground", "处理和法定情形", "What, and on which legal ground", grounds, hint=hint),
        field("propose_end-reason", "事实和理由", "Facts and reasons", widget="textarea"),
    )


def state_fields(file: CaseFile) -> tuple[Field, ...]:
    """What the holder said at the counter."""
    return (field("state_case-statement", "陈述、申辩的内容", "What the holder says", widget="textarea"),)


def decide_fields(file: CaseFile) -> tuple[Field, ...]:
    """Grant or refuse what is described above the form."""
    return (
        radio("decide_change-outcome", "决定", "Decision", OUTCOMES),
        field("decide_change-reasons", "理由", "Reasons", widget="textarea", required=False,
              needed_when=("不同意时，或者使证照失效时必填", "needed to refuse, and where the certificate ends")),
    )  # fmt: skip


def _held(file: CaseFile):  # type: ignore[no-untyped-def]
    found = changes.current(file.case.id)
    if found is None:
        raise ActRefused("not-in-force")
    return found


def ask(file: CaseFile, form: Form, version: int) -> None:
    """Asks for a correction or replacement."""
    held = _held(file)
    corrected = {name: form.text(f"ask_change-to-{name}") for name in results.correctable(file.work, held)}
    changing.ask_change(
        held.id, actor=file.work.actor, kind=form.text("ask_change-kind"), reason=form.text("ask_change-reason"),
        corrected=corrected, version=version,
    )  # fmt: skip


def propose(file: CaseFile, form: Form, version: int) -> None:
    """Proposes its end."""
    kind, _, ground = form.text("propose_end-ground").partition(":")
    if kind not in law.GROUNDS:
        raise ActRefused("change-ground")
    changing.propose_end(
        _held(file).id, actor=file.work.actor, kind=kind, ground=ground, reason=form.text("propose_end-reason"),
        version=version,
    )  # fmt: skip


def state(file: CaseFile, form: Form, version: int) -> None:
    """Writes down what the holder says."""
    found = changes.open_change(file.case.id)
    if found is None:
        raise ActRefused("not-asked")
    changing.state_case(found.id, actor=file.work.actor, text=form.text("state_case-statement"), version=version)


def decide(file: CaseFile, form: Form, version: int) -> None:
    """Decides what is open."""
    found = changes.open_change(file.case.id)
    if found is None:
        raise ActRefused("already-done")
    changing.decide_change(
        found.id, actor=file.work.actor, outcome=form.text("decide_change-outcome"),
        reasons=form.text("decide_change-reasons"), version=version,
    )  # fmt: skip


HIDDEN: Pair = ("（个人信息，打开后可见）", "(personal: open it first)")


def shown(file: CaseFile, *, opened: bool) -> list[dict[str, object]]:
    """The history for the page, newest first: what, on which ground, why, what the holder said, what was decided.

    Corrected values that are personal data are read only where they were `opened` with a reason.
    """
    sources, form = file.work.package.service.result.fields, file.work.package.form
    personal = {name for name, at in sources.items() if at.startswith("=applicant.") or at in form.personal_pointers}
    rows = []
    for one in changes.changes_of(list(file.sight.cases)):
        labels = results.labels(file.work) if one.case_id == file.case.id else {}
        corrected = [
            (said(labels[name]) if name in labels else name,
             *((one.certificate.data.get(name, ""), text) if opened or name not in personal else (said(HIDDEN), said(HIDDEN))))
            for name, text in (one.corrected or {}).items()
        ]  # fmt: skip
        rows.append({
            "title": said(law.NAMES[one.kind]), "number": one.certificate.number, "issue": one.certificate.issue,
            "on": words.day(one.asked_at), "by_holder": one.by_holder, "reason": one.reason, "corrected": corrected,
            "ground": said(law.GROUNDS[one.kind][one.ground]) if one.ground else "",
            "answer_until": words.day(one.answer_until), "statement": one.statement,
            "outcome": said(OUTCOMES[one.outcome]) if one.outcome else "", "reasons": one.reasons,
            "decided": words.day(one.decided_at),
        })  # fmt: skip
    return rows
