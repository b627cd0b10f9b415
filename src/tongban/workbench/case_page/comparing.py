"""Each revision beside the one before: only what differs, as people read it, personal values masked until opened."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from tongban.cases import attaching
from tongban.cases.models import Revision
from tongban.cases.queries.file import CaseFile
from tongban.cases.queries.sight import personal_slots
from tongban.engine.path.filing import setting_of
from tongban.workbench import words
from tongban.workbench.case_page import contents

Shown = Mapping[str, tuple[str, str]]  # by pointer or slot: label and value


def pairs(file: CaseFile, *, opened: bool) -> list[dict[str, Any]]:
    """The newest first: {old, new, made, rows: [{label, before, after}]}; revisions that differ in nothing one may see
    are left out."""
    if len(file.revisions) < 2:
        return []
    personal = set(personal_slots((file.case, *file.children)))
    shown = [_shown(file, one, personal) for one in file.revisions]
    masked = frozenset() if opened else frozenset(personal)
    found = []
    for (new, after), (old, before) in pairwise(zip(file.revisions, shown, strict=True)):
        rows = [
            _row(name, before, after, masked) for name in {**after, **before} if before.get(name) != after.get(name)
        ]
        if rows:
            found.append({"old": old.number, "new": new.number, "made": words.moment(new.made_at), "rows": rows})
    return found


def _row(name: str, before: Shown, after: Shown, masked: frozenset[str]) -> dict[str, str]:
    label = (after.get(name) or before[name])[0]
    values = [contents.MASK if name in masked and side.get(name, ("", ""))[1] else side.get(name, ("", ""))[1]
              for side in (before, after)]  # fmt: skip
    return {"label": label, "before": values[0], "after": values[1]}


def _shown(file: CaseFile, revision: Revision, personal: set[str]) -> dict[str, tuple[str, str]]:
    """Answers, then papers; what is personal is added to `personal`."""
    form, held = file.work.package.form, attaching.of_revision(revision)
    setting = setting_of(revision.answers, file.work.implementation)
    named = attaching.names(held.values())
    rows = form.describe(contents.split(revision.answers)[0], words.lang(), setting, named)
    personal.update(row.pointer for row in rows if row.personal)
    found = {row.pointer: (row.label, str(row.value)) for row in rows if file.sight.question(row.pointer)}
    names = contents.slot_names(file)
    papers: dict[str, list[str]] = {}
    for row in revision.materials.all():
        if not attaching.is_question(row.slot) and file.sight.slot(row.slot):
            paper = row.certificate.number if row.certificate is not None else row.material.name if row.material else ""
            papers.setdefault(row.slot, []).append(paper)
    return found | {slot: (names.get(slot, slot), "、".join(files)) for slot, files in papers.items()}
