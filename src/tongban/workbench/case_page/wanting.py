"""Materials of the list that were not handed in: what the clerk must see before accepting and the decider before deciding."""

from datetime import date
from typing import Any

from tongban.cases import owing
from tongban.cases.checking import wanted_materials
from tongban.cases.queries.file import CaseFile
from tongban.engine.forms import show_date
from tongban.engine.package.parts import Material
from tongban.engine.path.filing import facts_of
from tongban.kit import clock
from tongban.workbench.words import Pair, said

STATES: dict[str, tuple[Pair, str]] = {
    "required": (("必要材料，未提交", "required, not handed in"), "bad"),
    "tolerated": (("容缺，待补交", "may come later, not there yet"), "warn"),
    "optional": (("选交，未提交", "optional, not handed in"), "neutral"),
}


def lines(file: CaseFile) -> list[dict[str, Any]]:
    """{name, state, look} for each slot of the case's own list without a file, in the order of the list."""
    work, current = file.work, file.work.revision
    there = {row.slot for row in current.materials.all()}
    wanted = wanted_materials(
        work.package,
        facts_of(current.answers, work.implementation),
        implementation=work.implementation,
        by_commitment=file.case.by_commitment,
    )
    by = owing.until(work)
    return [
        {"name": said(one.name), **_state(one, by)} for one in wanted if one.id not in there and file.sight.slot(one.id)
    ]


def _state(material: Material, by: date | None) -> dict[str, str]:
    """Of what may follow also the day that was told at acceptance."""
    pair, look = STATES[material.necessity]
    if by is not None and material.necessity == "tolerated":
        pair = (f"容缺，须在 {show_date(by, 'zh')} 前补交", f"owed, to be handed in by {show_date(by, 'en')}")
        look = "bad" if by < clock.today() else look
    return {"state": said(pair), "look": look}
