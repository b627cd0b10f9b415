"""Drafts and their steps at the counter, as plain values."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from tongban.cases import filling
from tongban.cases.filling import Filled, Filling, Saved
from tongban.cases.models import Case, Draft
from tongban.cases.pricing import prices
from tongban.cases.reading_scenarios import PREFIX
from tongban.cases.telling import told
from tongban.catalog import labels
from tongban.catalog.queries import package_of
from tongban.directory import masking
from tongban.directory.models import Citizen
from tongban.engine.forms import Field, Page
from tongban.engine.package.parts import Material as Slot
from tongban.engine.package.parts import Scenario
from tongban.engine.package.text import Text
from tongban.engine.pointers import MISSING, get
from tongban.ui.fields import PlainField
from tongban.workbench import words
from tongban.workbench.words import said

Context = dict[str, Any]
_NAMES = {
    filling.QUESTIONS: "questions",
    filling.MATTERS: "matters",
    filling.MATERIALS: "materials",
    filling.CHECK: "check",
}
KEYS = {name: key for key, name in _NAMES.items()}


def step_address(draft: UUID, key: str) -> str:
    """The page of a step."""
    return reverse("counter_step", kwargs={"draft": draft, "step": _NAMES.get(key, f"page-{key}")})


def key_of(step: str) -> str:
    """The step a page is about."""
    return KEYS.get(step) or step.removeprefix("page-")


def person(citizen: Citizen) -> Context:
    """The person at the counter, as far as one needs to be sure who it is."""
    return {
        "id": citizen.id, "name": citizen.name or "", "citizen_id": masking.number(citizen.citizen_id),
        "phone": masking.phone(citizen.phone), "proved": citizen.phone_verified,
    }  # fmt: skip


def draft(row: Draft) -> Context:
    """One draft in a list."""
    return {
        "id": row.id,
        "name": said(package_of(row.package_version_id).service.name),
        "applicant": masking.name(row.citizen.name) if row.citizen else "",
        "corrects": row.corrects.case_no if row.corrects else "",
        "updated": words.moment(row.updated_at),
    }


def frame(form: Filling, key: str, problems: Any = ()) -> Context:
    """What every step shows around its content."""
    applicant = form.draft.organisation.name if form.draft.organisation else ""
    return {
        "draft": form.draft.id,
        "service": said(form.package.service.name),
        "applicant": applicant or (masking.name(form.draft.citizen.name) if form.draft.citizen else ""),
        "steps": [
            {"title": said(one.title), "done": one.done, "here": one.key == key,
             "url": step_address(form.draft.id, one.key) if form.may_open(one.key) else ""}
            for one in form.steps
        ],
        "title": next(said(one.title) for one in form.steps if one.key == key),
        "problems": [_problem(one) for one in problems],
        "told": [one["text"] for one in form.told],
    }  # fmt: skip


def _problem(one: Any) -> Context:
    pointer = one.pointer.removeprefix("/scenario/")
    name = f"{PREFIX}{pointer}" if pointer != one.pointer else one.pointer
    return {"name": name, "problem": {"zh": one.zh, "en": one.en}}


def questions(form: Filling, saved: Saved, posted: Mapping[str, list[str]] | None) -> Context:
    """Scenario questions as fields."""
    wrong = {one.pointer: {"zh": one.zh, "en": one.en} for one in saved.problems}
    rows = []
    for one in form.package.service.scenarios:
        value = (posted or {}).get(PREFIX + one.id, [None])[-1] if posted is not None else form.scenario.get(one.id)
        rows.append({"field": _question(one), "value": value, "problem": wrong.get(one.pointer)})
    return {**frame(form, filling.QUESTIONS, saved.problems), "rows": rows}


def _question(one: Scenario) -> PlainField:
    widget = {"boolean": "yes-no", "number": "number", "choice": "radio"}[one.type]
    options = {code: words.pair(text) for code, text in one.options.items()}
    hint = words.pair(one.hint) if one.hint else None
    return PlainField(PREFIX + one.id, words.pair(one.question), widget, hint=hint, options=options)


def matters(form: Filling, saved: Saved) -> Context:
    """What follows from the answers, and whether by promise."""
    rows = [
        {
            "name": said(one.package.service.name), "department": words.name_of(one.version.implementation.authority),
            "limit": words.amount(one.implementation.promised.n, one.implementation.promised.unit),
        }
        for one in form.matters
    ]  # fmt: skip
    packages = [form.package, *(one.package for one in form.matters)]
    told = [one.service.notice_and_commitment for one in packages if one.service.notice_and_commitment]
    field = PlainField(
        "commitment", ("申请人选择的办理方式", "The way the applicant chooses"), "radio",
        options={"yes": ("告知承诺", "Notice and commitment"), "no": ("一般方式", "The ordinary way")},
    )  # fmt: skip
    chosen = None
    if filling.MATTERS in form.draft.done_pages:
        chosen = "yes" if form.draft.by_commitment else "no"
    return {
        **frame(form, filling.MATTERS, saved.problems), "matters": rows, "conditions": [said(one.text) for one in told],
        "rows": [{"field": field, "value": chosen, "problem": None}] if form.commitment_offered else [],
    }  # fmt: skip


def page(form: Filling, own: Page, saved: Saved, posted: Mapping[str, list[str]] | None) -> Context:
    """The fields of one page."""
    answers = form.answers
    if posted is not None:
        answers = form.known(form.package.form.read_page(own, posted).apply(answers))
    wrong = {one.pointer: {"zh": one.zh, "en": one.en} for one in saved.problems}
    rows: list[Context] = []
    for field in form.asked(own, answers):
        value = get(answers, field.pointer)
        row: Context = {
            "field": field,
            "value": None if value is MISSING else value,
            "problem": wrong.get(field.pointer),
        }
        rows.append(row | _file_row(form, own, field) if field.widget == "file" else row)
    return {
        **frame(form, own.id, saved.problems), "rows": rows, "wrong": wrong, "fresh": [said(one.label) for one in saved.fresh], "raw": saved.raw,
        "with_files": any(row["field"].widget == "file" for row in rows),
    }  # fmt: skip


def _file_row(form: Filling, page: Page, field: Field) -> Context:
    """A question for files: what it holds, each with the address that takes it out, and where a file is sent."""
    address = {"draft": form.draft.id, "page": page.id, "field": field.name}
    held = [
        {"name": one.name, "size": f"{max(1, round(one.file.size / 1024))} kB",
         "remove": reverse("counter_detach", kwargs={**address, "material": one.id})}
        for one in form.files_of(field)
    ]  # fmt: skip
    return {"value": held, "upload": reverse("counter_attach", kwargs=address)}


def materials(form: Filling, problems: Any = ()) -> Context:
    """The slots with what is there."""
    wrong = {one.pointer: {"zh": one.zh, "en": one.en} for one in problems}
    slots = [_slot(form, one, wrong.get(f"/materials/{one.slot.id}")) for one in form.slots]
    return {**frame(form, filling.MATERIALS, problems), "slots": slots}


def slot_limits(slot: Slot) -> Context:
    """One paper that is wanted, as ui's file slot takes it."""
    types = "、".join(kind.upper() for kind in slot.accept)
    return {
        "id": slot.id, "name": f"materials-{slot.id}", "label": said(slot.name), "required": slot.necessity == "required",
        "necessity": said(labels.NECESSITIES[slot.necessity]), "hint": said(slot.criterion),
        "limit": said((f"{types}，每个不超过 {slot.max_mb} MB", f"{types}, {slot.max_mb} MB at most")),
    }  # fmt: skip


def _slot(form: Filling, one: Filled, problem: Any = None) -> Context:
    """One paper of a draft, with what is there."""
    slot, draft = one.slot, form.draft.id
    return {
        **slot_limits(slot),
        "held": one.held.number if one.held else "", "told": one.told, "problem": problem,
        "action": "" if one.held else reverse("counter_upload", kwargs={"draft": draft, "slot": slot.id}),
        "files": [
            {"name": file.name, "size": f"{max(1, round(file.file.size / 1024))} kB",
             "remove": reverse("counter_remove", kwargs={"draft": draft, "material": file.id})}
            for file in one.files
        ],
    }  # fmt: skip


EXPLANATION = PlainField(
    "explanation",
    Text("申请人说明为什么不改", "Why it stays, in the applicant's words"),
    "textarea",
    rows=3,
    schema={"maxLength": 500},
)


def standing_by(form: Filling, problems: Iterable[Any]) -> Context:
    """What a correction asked for and the draft has not changed, with the question why."""
    case = form.draft.corrects
    rows = told(case, form.unchanged) if case is not None else ()
    said_of = {one.pointer: {"zh": one.zh, "en": one.en} for one in problems}
    return {
        "unchanged": [{"where": one.where(words.lang()), "text": one.text} for one in rows],
        "why": {"field": EXPLANATION, "problem": said_of.get("/explanation")},
    }


def check(form: Filling, problems: Any = ()) -> Context:
    """Everything that will be submitted. The officer typed it with the applicant beside, so it is shown in full."""
    described = form.package.form.describe(form.answers, words.lang(), form.setting, form.file_names)
    sections = [
        {"title": said(one.title), "url": step_address(form.draft.id, one.id),
         "rows": [{"label": row.label, "value": row.value} for row in described if row.page == one.id]}
        for one in form.pages
    ]  # fmt: skip
    return {
        **frame(form, filling.CHECK, problems),
        **standing_by(form, problems),
        "sections": sections,
        "prices": prices(form),
        "slots": [_slot(form, one) for one in form.slots],
        "by_commitment": form.draft.by_commitment,
    }


def receipt(case: Case, children: list[Case]) -> Context:
    """What the applicant takes home: number, query code, what comes next."""
    return {
        "number": case.case_no,
        "numbers": [(said(("办件编号", "Case number")), case.case_no), (said(("查询码", "Query code")), case.query_code)],
        "id": case.id,
        "name": said(package_of(case.package_version_id).service.name),
        "applicant": case.organisation.name if case.organisation else (case.citizen.name if case.citizen else ""),
        "submitted": words.moment(case.submitted_at),
        "desk": words.name_of(case.accepting_body),
        "children": [
            {"name": said(package_of(one.package_version_id).service.name), "department": words.name_of(one.authority),
             "waiting": one.reason == "waiting"}
            for one in children
        ],
    }  # fmt: skip
