"""Filling in a draft step by step, whatever the face: which steps there are, which is next, what is wrong. No HTML.

Steps: questions (情形), matters (what follows from them), the form's pages, materials, check. A step is open until it
is complete; a person may go back to any step, but not past the first open one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from tongban.cases import attaching, corrections
from tongban.cases.actions import drafting
from tongban.cases.checking import (
    Held,
    Offered,
    answer_problems,
    children_offered,
    held_for,
    read_offers,
    scenario_problems,
    wanted_materials,
)
from tongban.cases.known import known_of
from tongban.cases.models import Draft
from tongban.cases.reading_scenarios import read_scenarios
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import implementation_of, offer, package_of
from tongban.engine.forms import Field, FieldProblem, Page
from tongban.engine.forms.trimming import field_visible
from tongban.engine.package import Child, Package, Text
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.parts import Material as Slot
from tongban.engine.path.filing import Offer, facts_of, filled, setting_of
from tongban.engine.pointers import get
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.records.models import Certificate, Material

QUESTIONS, MATTERS, FORM, MATERIALS, CHECK = "=questions", "=matters", "=form", "=materials", "=check"


@dataclass(frozen=True)
class Step:
    """One step. `key` is a page id or one of the constants above."""

    key: str
    title: Text
    done: bool


@dataclass(frozen=True)
class Filled:
    """A material slot as it stands: uploaded files with their draft rows, or the certificate on file (免提交)."""

    slot: Slot
    files: tuple[Material, ...]
    held: Certificate | None
    told: tuple[str, ...]

    @property
    def missing(self) -> bool:
        """Whether submission would be refused for this slot."""
        return self.slot.necessity == "required" and not self.files and self.held is None


@dataclass(frozen=True)
class Matter:
    """One child of a bundle that follows from the answers, with where it is offered."""

    child: Child
    version: ImplementationVersion
    package: Package
    implementation: Implementation


@dataclass(frozen=True)
class Saved:
    """What saving a step came to. `raw` is what was typed, by name, to be shown again; `stay` asks for no check.

    `fresh`: questions that only these answers bring, asked for the first time when the page is shown again.
    """

    problems: tuple[Any, ...] = ()
    raw: Mapping[str, list[str]] | None = None
    stay: bool = False
    fresh: tuple[Field, ...] = ()

    @property
    def may_go_on(self) -> bool:
        """Nothing is wrong, no row button was pressed, and no question has been left unseen."""
        return not self.problems and not self.stay and not self.fresh


class Filling:
    """A draft with everything a face needs to know to show its steps. Reads only."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.package: Package = package_of(draft.package_version_id)
        self.implementation: Implementation = implementation_of(draft.implementation_version_id)
        self.applicant = known_of(self.package, draft.answers, draft.citizen_id)
        self.whole = whole = filled(self.package, draft.answers, self.implementation, clock.today(), self.applicant)
        self.scenario: dict[str, Any] = dict(whole.get("scenario", {}))
        self.answers: dict[str, Any] = {key: value for key, value in whole.items() if key != "scenario"}
        self.facts = facts_of(whole, self.implementation)
        self.setting = setting_of(whole, self.implementation)

    @cached_property
    def problems(self) -> tuple[Any, ...]:
        """What is wrong with the form as a whole."""
        return answer_problems(self.package, self.whole, self.implementation)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages that are asked."""
        return self.package.form.visible_pages(self.answers, self.setting)

    @cached_property
    def told(self) -> tuple[dict[str, str], ...]:
        """What the open correction asks for; empty for an ordinary draft."""
        if self.draft.corrects_id is None:
            return ()
        assert self.draft.corrects is not None
        row = self.draft.corrects.corrections.filter(answered_on__isnull=True).first()
        return tuple({"pointer": "", **item} for item in (row.items if row else ()))

    @cached_property
    def unchanged(self) -> tuple[dict[str, str], ...]:
        """Of what the open correction asks for, what the draft leaves as it was."""
        if not self.told:
            return ()
        case = self.draft.corrects
        assert case is not None
        row = case.corrections.get(answered_on__isnull=True)
        files = {slot: [one.id for one in held] for slot, held in self.uploads.items()}
        asked = {one.slot.id for one in self.slots if one.held is None}
        return tuple(
            self.told[at] for at in corrections.unchanged(row, case, drafting.trimmed(self.draft), files, asked)
        )

    def asked(self, page: Page, answers: Mapping[str, Any]) -> tuple[Field, ...]:
        """The fields of a page as they are asked now: required if these answers make them so, rows without what
        none of them is asked."""
        form = self.package.form
        without = {key: value for key, value in answers.items() if f"/{key}" not in {f.pointer for f in page.fields}}
        needed = {one.pointer for one in form.check_page(page, without, self.setting)}
        return tuple(
            replace(
                field,
                required=field.required or field.pointer in needed,
                fixed=self.is_fixed(field, answers),
                children=tuple(child for child in field.children if self._child_asked(field, child, answers)),
            )
            for field in form.visible_fields(page, answers, self.setting)
        )

    def is_fixed(self, field: Field, answers: Mapping[str, Any]) -> bool:
        """Whether the answer is known or follows from another one: shown, not asked."""
        own = self.package.form.is_own(field, answers, self.setting, self.applicant)
        return own or field.age_at is not None

    def known(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers of the form with what is known of the applicant, and what follows from them, in its place."""
        return self.package.form.filled(answers, clock.today(), setting=self.setting, applicant=self.applicant)

    def _child_asked(self, group: Field, child: Field, answers: Mapping[str, Any]) -> bool:
        rows = get(answers, group.pointer)
        rows = rows if isinstance(rows, list) and rows else [{}]
        return any(field_visible(child, answers, self.setting, row if isinstance(row, dict) else {}) for row in rows)

    def told_on(self, page: Page) -> tuple[dict[str, str], ...]:
        """The told items that belong to the fields of a page."""
        return tuple(item for item in self.told if _on_page(item["pointer"], page))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order, with what is complete."""
        found: list[Step] = []
        if self.package.service.scenarios:
            answered = not scenario_problems(self.package, self.draft.answers)
            found.append(Step(QUESTIONS, Text("您的情况", "Your situation"), answered))
        if self.draft.corrects_id is None and (self.matters or self.commitment_offered):
            found.append(Step(MATTERS, Text("要办的事项", "What you need"), MATTERS in self.draft.done_pages))
        found += [Step(page.id, Text(*page.title), self._page_done(page)) for page in self.pages]
        if self.slots:
            found.append(Step(MATERIALS, Text("材料", "Documents"), self._materials_done()))
        return (*found, Step(CHECK, Text("核对并提交", "Check and submit"), False))

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """What the steps are counted by: all pages of the form are one stage, and no answer makes a stage come or go."""
        children = self.package.is_bundle
        asks = children or self.package.service.notice_and_commitment is not None
        wanted = children or bool(self.package.service.materials or self.implementation.materials)
        found = {
            QUESTIONS: bool(self.package.service.scenarios),
            MATTERS: asks and self.draft.corrects_id is None,
            FORM: bool(self.package.form.pages),
            MATERIALS: wanted,
            CHECK: True,
        }
        return tuple(key for key, there in found.items() if there)

    def stage_of(self, key: str) -> int:
        """Which stage a step belongs to, from 1."""
        return self.stages.index(key if key in self.stages else FORM) + 1

    def _page_done(self, page: Page) -> bool:
        visited = page.id in self.draft.done_pages
        asked_again = bool(self.told_on(page))
        wrong = any(_on_page(problem.pointer, page) for problem in self.problems)
        return not wrong and (visited or (self.draft.corrects_id is not None and not asked_again))

    def _materials_done(self) -> bool:
        visited = MATERIALS in self.draft.done_pages
        asked_again = any(one.told for one in self.slots)
        missing = any(one.missing for one in self.slots)
        return not missing and (visited or (self.draft.corrects_id is not None and not asked_again))

    @property
    def first_open(self) -> Step:
        """The first step that is not complete; the check step at the latest."""
        return next(step for step in self.steps if not step.done)

    def may_open(self, key: str) -> bool:
        """Whether this step exists here and lies no further than the first open one."""
        keys = [step.key for step in self.steps]
        return key in keys and keys.index(key) <= keys.index(self.first_open.key)

    def before(self, key: str) -> str | None:
        """The step before, None at the first."""
        keys = [step.key for step in self.steps]
        place = keys.index(key)
        return keys[place - 1] if place else None

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """The children of a bundle that follow from the answers."""
        found = []
        for child in self.package.children_for(self.facts):
            version = offer(f"{self.implementation.region}/{child.package}")
            if version is not None and version.package_version_id is not None:
                package = package_of(version.package_version_id)
                found.append(Matter(child, version, package, implementation_of(version.id)))
        return tuple(found)

    @cached_property
    def commitment_offered(self) -> bool:
        """The package itself, or any child that is chosen, offers notice and commitment (告知承诺)."""
        return any(one.service.notice_and_commitment for one in (self.package, *(m.package for m in self.matters)))

    @cached_property
    def uploads(self) -> dict[str, list[Material]]:
        """The files of the draft by slot; those that answer a question by its pointer."""
        found: dict[str, list[Material]] = {}
        for row in attaching.uploaded(self.draft.id):
            found.setdefault(row.slot, []).append(row.material)
        return found

    def files_of(self, field: Field) -> tuple[Material, ...]:
        """The files that answer a question."""
        return tuple(self.uploads.get(field.pointer, ()))

    @cached_property
    def file_names(self) -> dict[str, str]:
        """What the files of the draft are called, by id."""
        return attaching.names(one for held in self.uploads.values() for one in held)

    @cached_property
    def slots(self) -> tuple[Filled, ...]:
        """The materials this case needs, as they stand."""
        wanted = wanted_materials(
            self.package, self.facts, implementation=self.implementation, by_commitment=self.draft.by_commitment,
            children=self._children,
        )  # fmt: skip
        return tuple(self._filled(slot, tuple(self.uploads.get(slot.id, ()))) for slot in wanted)

    @cached_property
    def _children(self) -> Offered:
        return children_offered(self.package, self.facts, self.implementation.region)

    @cached_property
    def _held(self) -> Held:
        own = Offer(self.package, self.implementation)
        return held_for([own, *read_offers(self._children)], self.draft.citizen_id, self.draft.organisation_id)

    def _filled(self, slot: Slot, files: tuple[Material, ...]) -> Filled:
        held = None
        if slot.obtain is not None and not files:
            held = self._held.get(slot.obtain.certificate)
        told = tuple(item["text"] for item in self.told if item.get("slot") == slot.id)
        return Filled(slot, files, held, told)

    def slot(self, slot_id: str) -> Slot | None:
        """One slot of this case by id."""
        return next((one.slot for one in self.slots if one.slot.id == slot_id), None)


def _on_page(pointer: str, page: Page) -> bool:
    return any(_within(pointer, field.pointer) for field in page.fields)


def filling(draft_id: UUID, *, actor: Actor) -> Filling:
    """The actor's draft, ready to be shown. Raises ActRefused("draft-gone")."""
    return Filling(drafting.own_draft(draft_id, actor=actor))


def save_questions(form: Filling, *, actor: Actor, posted: Mapping[str, list[str]]) -> Saved:
    """Answers to the scenario questions. Other answers than before: what follows from them is shown again."""
    scenario = read_scenarios(form.package.service.scenarios, posted)
    problems = scenario_problems(form.package, {"scenario": scenario})
    answers = {**form.answers, "scenario": scenario}
    if scenario != form.scenario:
        drafting.save_page(form.draft.id, actor=actor, answers=answers, page=MATTERS, done=False)
    drafting.save_page(form.draft.id, actor=actor, answers=answers, page=QUESTIONS, done=not problems)
    return Saved(problems, posted)


def save_matters(form: Filling, *, actor: Actor, commitment: bool | None) -> Saved:
    """The applicant has seen what follows, and has chosen the way where a choice is offered (None: not chosen)."""
    if form.commitment_offered and commitment is None:
        problem = FieldProblem("/commitment", "请选择办理方式。", "Choose the way to proceed.")
        return Saved((problem,))
    drafting.choose_commitment(form.draft.id, actor=actor, chosen=bool(commitment) and form.commitment_offered)
    drafting.save_page(form.draft.id, actor=actor, answers=form.draft.answers, page=MATTERS, done=True)
    return Saved()


def save_page(
    form: Filling,
    page: Page,
    *,
    actor: Actor,
    posted: Mapping[str, list[str]],
    refused: tuple[FieldProblem, ...] = (),
    stay: bool = False,
) -> Saved:
    """One page of the form. What was typed is kept, right or wrong; only a page without problems is complete.

    `refused`: files that were not taken (cases.filling_files). `stay`: a button of a file was pressed, so no check.
    """
    read = form.package.form.read_page(page, posted)
    answers = form.known(read.apply(form.answers))
    stay = stay or read.stay
    problems: Sequence[FieldProblem] = ()
    if not stay:
        problems = form.package.form.check_page(page, answers, form.setting, clock.today())
    kept = {**answers, "scenario": form.scenario} if "scenario" in form.draft.answers else answers
    fresh = _fresh(form, page, answers, posted)
    unseen = {field.pointer for field in fresh}
    problems = tuple(one for one in in_order(page, (*refused, *problems)) if one.pointer not in unseen)
    done = not problems and not stay and not fresh
    form.draft = drafting.save_page(form.draft.id, actor=actor, answers=kept, page=page.id, done=done)
    return Saved(problems, read.raw, stay, fresh)


def _fresh(form: Filling, page: Page, answers: Mapping[str, Any], posted: Mapping[str, list[str]]) -> tuple[Field, ...]:
    """What is asked now and was neither asked nor answered when the page was sent: to be shown, not to be blamed for."""
    before = {field.pointer for field in form.asked(page, form.answers)}
    return tuple(
        field
        for field in form.asked(page, answers)
        if field.pointer not in before and not field.fixed
        and not any(name == field.name or name.startswith(f"{field.name}-") for name in posted)
    )  # fmt: skip


def in_order(page: Page, problems: Sequence[FieldProblem]) -> tuple[FieldProblem, ...]:
    """The first problem of each place, in the order of the page."""
    first: dict[str, FieldProblem] = {}
    for one in problems:
        first.setdefault(one.pointer, one)
    places = [field.pointer for field in page.fields]
    return tuple(
        sorted(first.values(), key=lambda one: places.index(next(p for p in places if _within(one.pointer, p))))
    )


def _within(pointer: str, field: str) -> bool:
    return pointer == field or pointer.startswith(f"{field}/")


def save_materials(form: Filling, *, actor: Actor, refused: tuple[FieldProblem, ...] = ()) -> Saved:
    """The applicant says that the materials are complete; required slots without a file are told.

    `refused`: files that were chosen and not taken (cases.filling_files).
    """
    told = {one.pointer for one in refused}
    problems = refused + tuple(
        FieldProblem(f"/materials/{one.slot.id}", f"请上传：{one.slot.name.zh}", f"Upload: {one.slot.name.en}")
        for one in form.slots
        if one.missing and f"/materials/{one.slot.id}" not in told
    )
    drafting.save_page(form.draft.id, actor=actor, answers=form.draft.answers, page=MATERIALS, done=not problems)
    return Saved(problems)
