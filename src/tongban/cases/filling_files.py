"""Files chosen on a page of a draft, whatever the face: each is looked at by itself, so that a bad one never costs an answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from tongban.cases.actions import drafting
from tongban.cases.filling import Filling
from tongban.cases.models import Case, Draft
from tongban.engine.forms import Field, FieldProblem, Page
from tongban.engine.package.parts import Material as Slot
from tongban.engine.package.text import Text
from tongban.kit.access import Actor
from tongban.records.actions.uploads import UploadRefused, receive
from tongban.records.models import Material

MOST_FILES = 10
"""In one slot."""


class Chosen(Protocol):
    """An uploaded file as Django hands it over; what a person chose on the page."""

    name: Any
    size: Any

    def read(self) -> bytes:
        """The content."""


Posted = Mapping[str, list[str]]


def file_field(form: Filling, page: Page, name: str, posted: Posted) -> Field | None:
    """The question for files of this name, if the page asks it with what was typed just now."""
    answers = form.package.form.read_page(page, posted).apply(form.answers)
    asked = form.package.form.visible_fields(page, answers, form.setting)
    return next((one for one in asked if one.widget == "file" and one.name == name), None)


def take(
    form: Filling,
    page: Page,
    files: Mapping[str, Any],
    *,
    actor: Actor,
    posted: Posted,
    wanted: Field | None = None,
) -> tuple[Filling, tuple[FieldProblem, ...]]:
    """The draft with every file that was chosen on the page, and why one was not taken.

    `wanted`: the question whose button was pressed; it is told when no file was chosen for it.
    """
    problems: list[FieldProblem] = []
    for field in page.fields:
        if field.widget != "file" or file_field(form, page, field.name, posted) is None:
            continue
        chosen = files.get(field.name)
        if chosen is None and (wanted is None or field.name != wanted.name):
            continue
        try:
            material = _receive(form, field, chosen, actor)
        except UploadRefused as refused:
            problems.append(FieldProblem(field.pointer, refused.text.zh, refused.text.en))
        else:
            form = Filling(drafting.attach_file(form.draft.id, actor=actor, field=field, material=material))
    return form, tuple(problems)


def _receive(form: Filling, field: Field, chosen: Chosen | None, actor: Actor) -> Material:
    question = form.package.form.file_questions[field.pointer]
    if chosen is None:
        raise UploadRefused("none")
    if chosen.size > question.max_mb * 1024 * 1024:  # before it is read into memory
        raise UploadRefused("large", most=question.max_mb)
    if question.most > 1 and len(form.files_of(field)) >= question.most:
        raise UploadRefused("many", most=question.most)
    return receive(
        chosen.read(), str(chosen.name or ""), slot=field.pointer, actor=actor, citizen=form.draft.citizen_id,
        organisation=form.draft.organisation_id, accept=question.accept, max_mb=question.max_mb,
    )  # fmt: skip


def take_materials(
    form: Filling, files: Mapping[str, Any], *, actor: Actor, wanted: str = "", too_large: bool = False
) -> tuple[Filling, tuple[FieldProblem, ...]]:
    """The draft with every file that was chosen for a slot (posted as `materials-<slot>`), and why one was not taken.

    `wanted`: the slot whose button was pressed; it is told when no file was chosen for it. `too_large`: the whole
    request was, so that nothing of it was read.
    """
    problems: list[FieldProblem] = []
    for one in form.slots:
        chosen = files.get(f"materials-{one.slot.id}")
        if chosen is None and not (one.slot.id == wanted or (too_large and not wanted)):
            continue
        try:
            material = _receive_material(form, one.slot, chosen, actor, too_large=too_large)
        except UploadRefused as refused:
            problems.append(FieldProblem(f"/materials/{one.slot.id}", refused.text.zh, refused.text.en))
            if too_large:
                break  # it is the same for all: told once
        else:
            drafting.put_material(form.draft.id, actor=actor, slot=one.slot.id, material=material)
    return Filling(form.draft), tuple(problems)


def _receive_material(form: Filling, slot: Slot, chosen: Chosen | None, actor: Actor, *, too_large: bool) -> Material:
    if too_large:
        raise UploadRefused("large", most=slot.max_mb)
    if chosen is None:
        raise UploadRefused("none")
    if form.draft.materials.filter(slot=slot.id).count() >= MOST_FILES:
        raise UploadRefused("many", most=MOST_FILES)
    return _checked(form.draft, slot, chosen, actor)


def _checked(of: Draft | Case, slot: Slot, chosen: Chosen, actor: Actor) -> Material:
    if chosen.size > slot.max_mb * 1024 * 1024:  # before it is read into memory
        raise UploadRefused("large", most=slot.max_mb)
    return receive(
        chosen.read(), str(chosen.name or ""), slot=slot.id, actor=actor, citizen=of.citizen_id,
        organisation=of.organisation_id, accept=slot.accept, max_mb=slot.max_mb,
    )  # fmt: skip


def take_owed(
    case: Case, owed: Sequence[Slot], files: Mapping[str, Any], *, actor: Actor, too_large: bool = False
) -> tuple[dict[str, tuple[UUID, ...]], dict[str, Text]]:
    """The files that were chosen for papers a case still owes (容缺后补), by slot; and by slot why one was not taken.

    With nothing chosen at all the first slot is told so.
    """
    if too_large:
        return {}, {owed[0].id: UploadRefused("large", most=owed[0].max_mb).text}
    found: dict[str, tuple[UUID, ...]] = {}
    problems: dict[str, Text] = {}
    for one in owed:
        chosen = files.get(f"materials-{one.id}")
        if chosen is None:
            continue
        try:
            found[one.id] = (_checked(case, one, chosen, actor).id,)
        except UploadRefused as refused:
            problems[one.id] = refused.text
    if not found and not problems:
        problems[owed[0].id] = UploadRefused("none").text
    return found, problems


def give_back(form: Filling, field: Field, material: UUID, *, actor: Actor) -> Filling:
    """The draft without this file."""
    return Filling(drafting.detach_file(form.draft.id, actor=actor, field=field, material=material))
