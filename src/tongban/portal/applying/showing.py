"""What the pages of an application show, as plain dicts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from tongban.cases import filling
from tongban.cases.filling import Filling, Saved
from tongban.cases.models import Draft
from tongban.cases.pricing import prices
from tongban.cases.reading_scenarios import PREFIX
from tongban.cases.telling import told
from tongban.catalog import labels
from tongban.catalog.browsing import Offer
from tongban.directory.models import Mandate
from tongban.engine.forms import Page
from tongban.engine.package.bases import cited
from tongban.engine.package.parts import Scenario
from tongban.engine.package.text import Text
from tongban.engine.pointers import MISSING, get
from tongban.portal.applying.addresses import address_of
from tongban.portal.applying.showing_materials import file_row, files_named, slot_rows
from tongban.portal.words import day, lang, listed, name_of, said
from tongban.ui.fields import PlainField

Context = dict[str, Any]


def start(offer: Offer, begun: Sequence[Draft], mandate: Mandate | None) -> Context:
    """Before the first question."""
    key = offer.version.implementation_id
    return {
        "name": said(offer.name),
        "region": name_of(offer.region),
        "acting_for": mandate.organisation.name if mandate else "",
        "begun": [draft_row(one) for one in begun if one.implementation_version.implementation_id == key],
        "conditions": [said(one.text) for one in offer.package.service.conditions] if offer.package else [],
        "materials": [said(one.name) for one in offer.package.service.materials] if offer.package else [],
    }


def draft_row(draft: Draft) -> Context:
    """One draft in a list."""
    form = Filling(draft)
    return {
        "name": said(form.package.service.name),
        "corrects": draft.corrects_id is not None,
        "open": reverse("draft", kwargs={"draft": draft.id}),
        "discard": reverse("discard", kwargs={"draft": draft.id}),
        "updated": day(draft.updated_at),
        "expires": day(draft.expires_at),
        "next": said(form.first_open.title),
    }


def frame(form: Filling, key: str, problems: Iterable[Any] = ()) -> Context:
    """What every step shows around its content: steps, the way back, what is wrong, what a correction asks for."""
    keys = [step.key for step in form.steps]
    before = form.before(key)
    return {
        "service": said(form.package.service.name),
        "acting_for": form.draft.organisation.name if form.draft.organisation else "",
        "title": said(form.steps[keys.index(key)].title),
        "number": form.stage_of(key),
        "total": len(form.stages),
        **_within_step(form, key),
        "back": address_of(form.draft.id, before) if before else "",
        "problems": [problem_row(one) for one in problems],
        "unfit": _unfit(form, problems),
        "phone": form.implementation.contacts.phone,
        "told": [item["text"] for item in form.told],
        "corrects": form.draft.corrects_id is not None,
    }


def _within_step(form: Filling, key: str) -> Context:
    """Where the form takes several pages, the place among them; the bar moves with every page."""
    ids, number = [one.id for one in form.pages], form.stage_of(key)
    if key not in ids or len(ids) < 2:
        return {"moved": number}
    at = ids.index(key) + 1
    return {"page_number": at, "page_total": len(ids), "moved": f"{number - 1 + at / len(ids):.2f}"}


def _unfit(form: Filling, problems: Iterable[Any]) -> list[str]:
    """What is known of the applicant, or follows from the answers, and speaks against the application: told at once."""
    told_already = {one.pointer for one in problems}
    known = {
        field.pointer
        for page in form.pages
        for field in page.fields
        if form.is_fixed(field, form.answers) and get(form.answers, field.pointer) is not MISSING
    }
    return [said((one.zh, one.en)) for one in form.problems if one.pointer in known - told_already]


def problem_row(problem: Any) -> Context:
    """One thing to mend, in the shape ui's error summary and fields take."""
    return {
        "name": anchor(problem.pointer),
        "pointer": problem.pointer,
        "problem": {"zh": problem.zh, "en": problem.en},
    }


def anchor(pointer: str) -> str:
    """The id of the field a problem belongs to: its POST name."""
    return pointer.strip("/").replace("/", "-")


def questions(form: Filling, saved: Saved, typed: Mapping[str, list[str]] | None) -> Context:
    """Scenario questions as fields. What was typed is shown again, also what could not be read."""
    wrong = {one.pointer: {"zh": one.zh, "en": one.en} for one in saved.problems}
    rows = []
    for one in form.package.service.scenarios:
        given = (typed or {}).get(PREFIX + one.id, [None])[-1]
        value = _readable(one, given) if typed is not None else form.scenario.get(one.id)
        rows.append({"field": _question(one), "value": value, "problem": wrong.get(one.pointer)})
    return {**frame(form, filling.QUESTIONS, saved.problems), "rows": rows}


def _readable(one: Scenario, given: str | None) -> Any:
    return {"true": True, "false": False}.get(given or "") if one.type == "boolean" else given


def _question(one: Scenario) -> Any:
    """A scenario question as a field."""
    widget = {"boolean": "yes-no", "number": "number", "choice": "radio"}[one.type]
    kind = {"boolean": "boolean", "number": "integer", "choice": "string"}[one.type]
    hint = (one.hint.zh, one.hint.en) if one.hint else None
    options = {code: (text.zh, text.en) for code, text in one.options.items()}
    return PlainField(
        PREFIX + one.id, (one.question.zh, one.question.en), widget, hint=hint, options=options,
        pointer=one.pointer, schema={"type": kind},
    )  # fmt: skip


WAY = {
    "field": PlainField(
        "commitment",
        ("您选择哪种方式？", "Which way do you choose?"),
        "radio",
        options={
            "yes": (
                "告知承诺：我承诺达到上述条件，当场决定，事后核查。承诺不实的，决定会被撤销并记入信用。",
                "By promise: I promise to meet these conditions; it is decided at once and checked later."
                " A false promise is revoked and put on record.",
            ),
            "no": ("一般方式：先审查，再决定。", "The ordinary way: checked first, then decided."),
        },
    )
}


def matters(form: Filling, saved: Saved) -> Context:
    """The children that follow, their departments, limits and fees; which offer a promise instead of a check."""
    waiting = {one.child.package for one in form.matters}
    rows = []
    for one in form.matters:
        promised = one.implementation.promised
        before = [name for name in one.child.requires if name in waiting]
        rows.append({
            "name": said(one.package.service.name), "authority": name_of(one.version.implementation.authority),
            "limit": said(labels.duration(promised.n, promised.unit)), "after": listed(_name(form, name) for name in before),
            "fee": said(("收费", "A fee is charged") if one.implementation.fees else ("不收费", "Free")),
            "result": said(one.package.service.result.name),
            "commitment": one.package.service.notice_and_commitment is not None,
        })  # fmt: skip
    decided = filling.MATTERS in form.draft.done_pages
    chosen = {True: "yes", False: "no"}[form.draft.by_commitment] if decided else None
    return {
        **frame(form, filling.MATTERS, saved.problems),
        "rows": rows,
        "none": form.package.is_bundle and not rows,
        "commitment": form.commitment_offered,
        "way": {**WAY, "value": chosen, "problem": saved.problems[0] if saved.problems else None},
        "conditions": _conditions(form),
        "materials": [said(one.slot.name) for one in form.slots],
    }


def _name(form: Filling, code: str) -> str:
    return next(said(one.package.service.name) for one in form.matters if one.child.package == code)


def _conditions(form: Filling) -> list[Context]:
    """What the authority tells before a promise is made."""
    packages = [form.package, *(one.package for one in form.matters)]
    offers = [(one.service, one.service.notice_and_commitment) for one in packages]
    return [
        {"name": said(own.name), "text": said(told.text), "basis": said(cited(told.basis, own.legal_bases))}
        for own, told in offers
        if told
    ]


def page(form: Filling, own: Page, saved: Saved, typed: Mapping[str, list[str]] | None) -> Context:
    """The fields of one page with what was answered, what is wrong, and what a correction asks for."""
    answers = form.answers
    if typed is not None:
        answers = form.known(form.package.form.read_page(own, typed).apply(answers))
    wrong = {one.pointer: {"zh": one.zh, "en": one.en} for one in saved.problems}
    rows: list[Context] = []
    for field in form.asked(own, answers):
        value = get(answers, field.pointer)
        told = [item["text"] for item in form.told if _within(item["pointer"], field.pointer)]
        row = {"field": field, "value": None if value is MISSING else value, "problem": wrong.get(field.pointer),
               "told": told}  # fmt: skip
        rows.append(row | file_row(form, own, field) if field.widget == "file" else row)
    restored = typed is not None and saved.raw is None
    return {
        **frame(form, own.id, saved.problems), "rows": rows, "wrong": wrong, "fresh": [said(one.label) for one in saved.fresh], "restored": restored,
        "with_files": any(row["field"].widget == "file" for row in rows), "raw": saved.raw,
    }  # fmt: skip


def _within(pointer: str, field: str) -> bool:
    return pointer == field or pointer.startswith(f"{field}/")


def materials(form: Filling, problems: Sequence[Any] = ()) -> Context:
    """The slots."""
    wrong = {one.pointer: {"zh": one.zh, "en": one.en} for one in problems}
    return {**frame(form, filling.MATERIALS, problems), "slots": slot_rows(form, wrong)}


EXPLANATION = PlainField(
    "explanation", Text("为什么不改？", "Why does it stay as it is?"), "textarea", rows=3, schema={"maxLength": 500}
)


def standing_by(form: Filling, problems: Iterable[Any]) -> Context:
    """What a correction asked for and the draft has not changed, with the question why."""
    case = form.draft.corrects
    rows = told(case, form.unchanged) if case is not None else ()
    said_of = {one.pointer: {"zh": one.zh, "en": one.en} for one in problems}
    return {
        "corrects": case is not None,
        "unchanged": [{"where": one.where(lang()), "text": one.text} for one in rows],
        "why": {"field": EXPLANATION, "problem": said_of.get("/explanation")},
    }


def check(form: Filling, problems: Sequence[Any] = ()) -> Context:
    """Everything that will be sent, in sections by page, each with a way back."""
    described = form.package.form.describe(form.answers, lang(), form.setting, form.file_names)
    sections = [
        {
            "title": said(one.title),
            "change": address_of(form.draft.id, one.id),
            "rows": [
                {"label": row.label, "value": row.value, "files": files_named(form, row)}
                for row in described
                if row.page == one.id
            ],
        }
        for one in form.pages
    ]
    return {
        **frame(form, filling.CHECK, problems),
        **standing_by(form, problems),
        "situation": [_situation(form, one) for one in form.package.service.scenarios],
        "situation_change": address_of(form.draft.id, filling.QUESTIONS),
        "sections": sections,
        "slots": slot_rows(form, {}),
        "materials_change": address_of(form.draft.id, filling.MATERIALS),
        "prices": prices(form),
        "submit": reverse("submit", kwargs={"draft": form.draft.id}),
        "commitment": _conditions(form) if form.draft.by_commitment else [],
    }


def _situation(form: Filling, one: Scenario) -> Context:
    value = form.scenario.get(one.id)
    shown = said(labels.yes_no(value)) if isinstance(value, bool) else str(value)
    return {
        "label": said(one.question),
        "value": said(one.options[value]) if isinstance(value, str) and value in one.options else shown,
    }
