"""The questions of each act on the case page. Names carry the verb, so that several forms can stand on one page."""

from collections.abc import Mapping

from tongban.cases import clocks, owing
from tongban.cases.actions.accepting import GROUNDS
from tongban.cases.checking import wanted_materials
from tongban.cases.models import Task
from tongban.cases.queries.file import CaseFile
from tongban.cases.telling import ALL
from tongban.catalog.queries import package_of
from tongban.directory.queries import officers_in
from tongban.engine.forms import show_date
from tongban.engine.path.clocks import extendable
from tongban.engine.path.filing import setting_of
from tongban.workbench import words
from tongban.workbench.case_page import contents
from tongban.workbench.forms import Field, field, radio, select
from tongban.workbench.words import Pair, said

ROWS = 4
MOST_ROWS = 60
ACCEPT_DAYS = "accept-supplement_workdays"


def _options(codes: Mapping[str, Pair], wanted: tuple[str, ...]) -> dict[str, Pair]:
    return {code: codes[code] for code in wanted if code in codes}


def reason(verb: str, zh: str, en: str, *, hint: Pair | None = None, needed_when: Pair | None = None) -> Field:
    """A written reason, always or in one case."""
    required = needed_when is None
    return field(f"{verb}-reason", zh, en, widget="textarea", hint=hint, required=required, needed_when=needed_when)


def accept(file: CaseFile) -> tuple[Field, ...]:
    """Where tolerated papers are missing: in how many working days they follow (容缺受理)."""
    owed, most = owing.missing(file.work), file.work.implementation.tolerance_workdays
    if not owed or not most:
        return ()
    due = clocks.due_after(file.work, most) or file.work.today
    zh, en = "、".join(one.name.zh for one in owed), "; ".join(one.name.en for one in owed)
    hint = (f"容缺受理，尚缺：{zh}。最多 {most} 个工作日，即 {show_date(due, 'zh')} 前；写入受理通知书",
            f"Accepted with papers to follow: {en}. At most {most} working days, by {show_date(due, 'en')}; told in the"
            " letter")  # fmt: skip
    return (field(ACCEPT_DAYS, "容缺材料在几个工作日内补交", "Working days for the papers to follow", widget="number",
                  hint=hint),)  # fmt: skip


def refuse_acceptance(file: CaseFile) -> tuple[Field, ...]:
    """Ground, reason, and whom to ask instead (行政许可法 32)."""
    verb = "refuse_acceptance"
    return (
        radio(f"{verb}-ground", "法定情形", "Legal ground", _options(words.GROUNDS, GROUNDS)),
        reason(verb, "理由", "Reason", hint=("写入不予受理决定书", "It is written into the letter")),
        field(f"{verb}-authority", "应向哪个机关申请", "Which authority to ask", required=False,
              hint=("不属于本机关职权时必须填写", "Needed when it is not for this authority")),
    )  # fmt: skip


def instead(file: CaseFile, verb: str, node: str) -> tuple[Field, ...]:
    """How the papers write what no font can print. The task says which characters, and where."""
    task = next((one for one in file.tasks if one.is_open and one.node.startswith(node)), None)
    what: Pair = (task.name_zh, task.name_en) if task is not None else ("", "")
    hint = (f"{what[0]}。字体已安装的，留空；没有字体的，写出此处文书上的全部文字，例如以同音字或者拼音代替缺的字",
            f"{what[1]}. Leave it empty where the font has been installed; else write the whole text as the paper shall"
            " have it, with another character or pinyin in its place")  # fmt: skip
    return (field(f"{verb}-instead", "文书上的写法", "As written on paper", required=False, hint=hint),)


def items(file: CaseFile, verb: str, rows: int = ROWS) -> tuple[Field, ...]:
    """What has to be corrected: pairs of "what" and "text"."""
    chosen, matters = told_options(file), matter_options(file)
    found: list[Field] = []
    for number in range(min(rows, MOST_ROWS)):
        when = ("至少写一项", "at least one") if number == 0 else None
        place = (f"第 {number + 1} 项", f"Item {number + 1}")
        if matters:
            found.append(select(f"{verb}-{number}-child", f"{place[0]}：哪个事项", f"{place[1]}: which matter", matters,
                                required=False))  # fmt: skip
        found += [
            select(f"{verb}-{number}-what", f"{place[0]}：哪里", f"{place[1]}: what", chosen, required=False,
                   needed_when=when),
            field(f"{verb}-{number}-text", f"{place[0]}：怎样补正", f"{place[1]}: how to correct it", widget="textarea",
                  required=False, needed_when=when),
        ]  # fmt: skip
    return tuple(found)


def matter_options(file: CaseFile) -> dict[str, Pair]:
    """The matters of a bundle that can still be corrected; none for a case by itself."""
    before = [one for one in file.children if one.station == "submit"]
    names = {one.child_code: words.pair(package_of(one.package_version_id).service.name) for one in before}
    return {"": words.pair(ALL), **names} if names else {}


def told_options(file: CaseFile) -> dict[str, Pair]:
    """Every question of the form and every material slot, as "pointer:…" and "slot:…"."""
    work = file.work
    answers, setting = contents.split(work.revision.answers)[0], setting_of(work.revision.answers, work.implementation)
    options: dict[str, Pair] = {}
    for page in work.package.form.visible_pages(answers, setting):
        for one in work.package.form.visible_fields(page, answers, setting):
            options[f"pointer:{one.pointer}"] = (f"申请内容：{one.label[0]}", f"Answer: {one.label[1]}")
    wanted = wanted_materials(
        work.package, work.facts, implementation=work.implementation, by_commitment=work.case.by_commitment
    )
    for slot in wanted:
        options[f"slot:{slot.id}"] = (f"材料：{slot.name.zh}", f"Document: {slot.name.en}")
    return options


def request_correction(file: CaseFile, rows: int = ROWS) -> tuple[Field, ...]:
    """The whole list; telling again needs a supervisor's reason."""
    fields = items(file, "request_correction", rows)
    if not file.corrections:
        return fields
    why = field("request_correction-override", "再次告知的理由（主管填写）", "Why it is told again (by the supervisor)",
                widget="textarea", required=False,
                hint=("补正只能一次性告知；再次告知记为违规", "Defects are told once; telling again counts as a violation"))  # fmt: skip
    return (*fields, why)


def verdict(verb: str) -> tuple[Field, ...]:
    """Agree or disagree, with the reason."""
    return (
        radio(f"{verb}-verdict", "意见", "Verdict", words.VERDICTS),
        reason(verb, "理由", "Reason", needed_when=("不同意时必填", "needed when you disagree")),
    )


def others(file: CaseFile, task: Task) -> tuple[Field, ...]:
    """Who else took part: a check needs two officers or more (行政许可法 34)."""
    if task.officers_needed < 2:
        return ()
    found = officers_in(task.department_id, task.role, file.work.today)
    others = [one for one in found if one.id != file.work.actor.id]
    options = {
        str(one.id): (f"{one.name}（已领取）", f"{one.name} (has taken it)")
        if one.id in task.officers
        else (one.name, one.name)
        for one in others
    }
    n = task.officers_needed - 1
    hint = (f"核查须有 {task.officers_needed} 名工作人员，请选另外 {n} 名；每人须先以本人账号领取任务",
            f"A check needs {task.officers_needed} officers: choose {n} more; "
            "each takes the task under their own sign-in first")  # fmt: skip
    return (
        field(
            "complete-officers", "共同核查人员", "Who checked with you", widget="checkboxes", options=options, hint=hint
        ),
    )


def relied_on(file: CaseFile, verb: str) -> Field:
    """All that the page shows; what the viewer has opened is ticked, nothing else counts."""
    shown, unopened = file.basis.everything, file.basis.unopened
    names = contents.named(list(shown), file.work.package, contents.slot_names(file))
    options = {
        one: (f"{name}（尚未打开）", f"{name} (not opened yet)") if one in unopened else (name, name)
        for one, name in zip(shown, names, strict=True)
    }
    hint = (
        "已看过的都已勾选，与结论无关的可以去掉；没有打开过的文件不记为依据",
        "What you have seen is ticked; untick what has no bearing. A file that was not opened is not written down",
    )
    return field(f"{verb}-relied", "依据", "What it rests on", widget="checkboxes", options=options, hint=hint,
                 required=False)  # fmt: skip


def suspend(file: CaseFile) -> tuple[Field, ...]:
    """The procedures the law of this matter knows."""
    procedures = file.work.package.service.special_procedures
    kinds = tuple(one.kind for one in procedures)
    most = {one.kind: words.amount(one.max_workdays, "workday") for one in procedures}
    zh = "；".join(f"{words.PROCEDURES[kind][0]}最多 {n}" for kind, n in most.items())
    en = "; ".join(f"{words.PROCEDURES[kind][1]}: at most {n}" for kind, n in most.items())
    return (
        radio("suspend-kind", "特别程序", "Special procedure", _options(words.PROCEDURES, kinds)),
        field("suspend-workdays", "所需工作日数", "Working days needed", widget="number",
              hint=(f"书面告知申请人（行政许可法第四十五条）。{zh}", f"Told to the applicant in writing. {en}")),
        reason("suspend", "说明", "Note",
               needed_when=("再次进入同一特别程序时必填", "needed for a second of the same kind")),
    )  # fmt: skip


def resume(file: CaseFile) -> tuple[Field, ...]:
    """What came out of it."""
    return (field("resume-result", "特别程序的结果", "Result of the special procedure", widget="textarea"),)


def extend(file: CaseFile) -> tuple[Field, ...]:
    """How many, not more than the law allows."""
    term = extendable(file.work.package)[1]
    most = words.amount(term.n, term.unit) if term else ""
    return (
        field("extend-n", "延长天数", "How many days", widget="number", hint=(f"最多 {most}", f"At most {most}")),
        reason("extend", "延长的理由", "Reason", hint=("告知申请人", "Told to the applicant")),
    )


def decide(file: CaseFile) -> tuple[Field, ...]:
    """Outcome, reasons, and what it rests on."""
    outcomes = {code: words.pair(text) for code, text in file.work.package.service.outcomes.items()}
    return (
        radio("decide-outcome", "决定", "Decision", outcomes),
        field("decide-reasons", "理由", "Reasons", widget="textarea", required=False,
              needed_when=("不予时必填", "needed for a refusal"),
              hint=("不予的决定必须书面说明理由，写入决定书", "A refusal needs written reasons; they enter the letter")),
        relied_on(file, "decide"),
    )  # fmt: skip


def deliver(file: CaseFile) -> tuple[Field, ...]:
    """By an officer: the place's modes but download, which the applicant does."""
    modes = tuple(one for one in file.work.implementation.deliver_modes if one != "download")
    return (
        radio("deliver-mode", "送达方式", "How it was delivered", _options(words.MODES, modes or ("counter",))),
        field("deliver-proof", "送达凭证", "Proof of delivery",
              hint=("签收人、邮件单号或公告地点", "Who signed, the parcel number, or where it was announced")),
    )  # fmt: skip


def nothing(file: CaseFile) -> tuple[Field, ...]:
    """A button is enough."""
    return ()


def opened_because(problem: bool = False) -> Field:
    """Why personal values are opened."""
    return field("open-reason", "查看个人信息的事由", "Why you open the personal data",
                 hint=("记入台账，当事人可以查到", "It is recorded, and the person can see it"))  # fmt: skip


def task_title(task: Task) -> str:
    """The name of a task."""
    return said((task.name_zh, task.name_en))
