"""What the applicant says and hands in: answers by page with personal values masked, materials, what changed when."""

from collections.abc import Mapping
from typing import Any

from tongban.cases import attaching
from tongban.cases.models import Case, Correction, Revision, RevisionMaterial
from tongban.cases.queries.file import CaseFile
from tongban.cases.queries.sight import personal_slots
from tongban.catalog.queries import implementation_of, package_of
from tongban.engine.package import Package
from tongban.engine.path.filing import setting_of
from tongban.records.models import Material
from tongban.workbench import words
from tongban.workbench.words import said

MASK = "••••••"


def split(answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers without the scenario, and the scenario."""
    return {key: value for key, value in answers.items() if key != "scenario"}, dict(answers.get("scenario", {}))


def pages(file: CaseFile, *, opened: bool) -> list[dict[str, Any]]:
    """The asked questions by page: {title, rows: [{label, value, masked, changed, files}]}."""
    package, current = file.work.package, file.work.revision
    answers, setting = split(current.answers)[0], setting_of(current.answers, file.work.implementation)
    changed = changed_pointers(file)
    found: dict[str, list[dict[str, Any]]] = {}
    uploads = attaching.of_revision(current)
    named = attaching.names(uploads.values())
    for row in package.form.describe(answers, words.lang(), setting, named):
        if not file.sight.question(row.pointer):
            continue
        masked = row.personal and row.answered and not opened
        found.setdefault(row.page, []).append({
            "label": row.label, "value": MASK if masked else row.value, "masked": masked,
            "changed": any(one == row.pointer or one.startswith(f"{row.pointer}/") for one in changed),
            "files": [_material(uploads[one]) for one in row.files if one in uploads and not masked],
        })  # fmt: skip
    return [{"title": said(page.title), "rows": found[page.id]} for page in package.form.pages if page.id in found]


def scenario(file: CaseFile) -> list[dict[str, str]]:
    """The scenario questions with their answers."""
    given = file.work.revision.answers.get("scenario", {})
    found = []
    for one in file.work.package.service.scenarios:
        if not file.sight.question(f"/scenario/{one.id}"):
            continue
        value = given.get(one.id)
        yes_no = said(("是", "Yes") if value else ("否", "No"))
        shown = yes_no if isinstance(value, bool) else said(one.options[value]) if value in one.options else value
        found.append({"label": said(one.question), "value": "" if shown is None else str(shown)})
    return found


def changed_pointers(file: CaseFile) -> tuple[str, ...]:
    """What the applicant changed by corrections: nothing without one, and never what a sister's result filled in."""
    if len(file.revisions) < 2 or not _was_corrected(file.case):
        return ()
    new, first = file.revisions[0], file.revisions[-1]
    found = file.work.package.form.difference(split(first.answers)[0], split(new.answers)[0])
    filled = _filled_by_results(file.case)
    return tuple(at for at in found if not any(at == one or at.startswith(f"{one}/") for one in filled))


def _was_corrected(case: Case) -> bool:
    """Whether the applicant has answered what was told; of a matter in a bundle it was told on the whole."""
    told = Correction.objects.filter(case_id__in=[case.id, case.parent_id], answered_on__isnull=False)
    return told.exists()


def _filled_by_results(case: Case) -> frozenset[str]:
    """Answers of a matter in a bundle that come from the result of another one."""
    if case.parent is None:
        return frozenset()
    children = package_of(case.parent.package_version_id).service.children
    return frozenset(pointer for child in children if child.package == case.child_code for pointer in child.fill)


def materials(file: CaseFile, *, opened: bool) -> list[dict[str, Any]]:
    """By slot: {name, files, previous}; a file is {id, name, type} or the certificate on file. Personal papers are
    `hidden` until the personal data of the case is opened.

    Files that answer a question stand with the answers; only those of earlier revisions are listed here.
    """
    current, *earlier = file.revisions
    names = slot_names(file)
    slots: dict[str, list[RevisionMaterial]] = {}
    form = file.work.package.form
    answers = set(form.uploads_in(current.answers))
    hidden = frozenset() if opened else personal_slots((file.case, *file.children))
    for row in current.materials.all():
        if file.sight.slot(row.slot):
            slots.setdefault(row.slot, []).append(row)
    kept = {row.material_id for rows in slots.values() for row in rows}
    sisters = _sisters(file.case) if any(row.certificate for rows in slots.values() for row in rows) else {}
    return [
        {
            "name": names.get(slot, slot),
            "files": [_file(row, hidden) for row in rows if row.slot not in answers],
            "new": bool(earlier) and not {row.material_id for row in rows} - {None} <= _ids(earlier[0]),
            "brought": next(filter(None, (_brought_by(row, sisters) for row in rows)), ""),
            "previous": [
                {**_file(row, hidden), "revision": old.number}
                for old in earlier
                for row in old.materials.all()
                if row.slot == slot and row.material_id not in kept and row.material_id is not None
            ],
        }
        for slot, rows in slots.items()
        if slot not in answers or _replaced(slot, kept, earlier)
    ]


def _sisters(case: Case) -> dict[Any, str]:
    """The other matters of the bundle, by name: what they result in enters this one by itself."""
    if case.parent_id is None:
        return {}
    others = Case.objects.filter(parent=case.parent_id).exclude(pk=case.id).only("id", "package_version_id")
    return {one.id: said(package_of(one.package_version_id).service.name) for one in others}


def _brought_by(row: RevisionMaterial, sisters: dict[Any, str]) -> str:
    return sisters.get(row.certificate.case, "") if row.certificate is not None else ""


def _replaced(slot: str, kept: set[Any], earlier: list[Revision]) -> bool:
    return any(row.slot == slot and row.material_id not in kept for old in earlier for row in old.materials.all())


def _ids(revision: Revision) -> set[Any]:
    return {row.material_id for row in revision.materials.all()}


def _file(row: RevisionMaterial, hidden: frozenset[str]) -> dict[str, Any]:
    if row.certificate is not None:
        return {"certificate": row.certificate.number, "status": words.called(words.ENDINGS, row.certificate.status)}
    assert row.material is not None
    return _material(row.material) | ({"name": MASK, "hidden": True} if row.slot in hidden else {})


def _material(material: Material) -> dict[str, Any]:
    return {
        "id": material.id,
        "name": material.name,
        "size": f"{max(1, round(material.file.size / 1024))} kB",
        "unscanned": material.scan == "unscanned",
        "is_pdf": material.file.media_type == "application/pdf",
    }


def slot_names(file: CaseFile) -> dict[str, str]:
    """Names of material slots: the package's, the place's, and in a bundle the children's."""
    found: dict[str, str] = {}
    for package, implementation in _family(file):
        for one in (*package.service.materials, *implementation.materials):
            found.setdefault(one.id, said(one.name))
        for pointer, question in package.form.file_questions.items():
            found.setdefault(pointer, said(question.label))
    return found


def _family(file: CaseFile):  # type: ignore[no-untyped-def]
    for case in (file.case, *file.children):
        yield package_of(case.package_version_id), implementation_of(case.implementation_version_id)


def field_names(package: Package) -> dict[str, str]:
    """Labels of the form's top questions by pointer."""
    return {field.pointer: said(field.label) for page in package.form.pages for field in page.fields}


def named(relied_on: list[str], package: Package, slots: Mapping[str, str]) -> list[str]:
    """Pointers and "material:<slot>" as people read them."""
    fields = field_names(package)
    found = []
    for one in relied_on:
        if one.startswith("material:"):
            slot = one.partition(":")[2]
            found.append(said((f"材料：{slots.get(slot, slot)}", f"Document: {slots.get(slot, slot)}")))
        elif one == "/scenario":
            found.append(said(("申请人的情况", "Scenario answers")))
        else:
            found.append(fields.get(one, one))
    return found
