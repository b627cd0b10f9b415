"""A text that no font can print: the task that names it, and how an officer has the papers write it instead."""

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from tongban.cases import tasks
from tongban.cases.models import Opinion, Task
from tongban.cases.step import Work
from tongban.cases.wording import named, require_drawable
from tongban.engine.letters import NoGlyph, find, missing_characters
from tongban.engine.package.text import Text
from tongban.engine.path.wording import says
from tongban.kit import clock
from tongban.kit.prepared import prepared

LETTER = "letter:"  # the legal act of the task, before the kind of the letter
LONGEST = 200
FOR_ONE = 12  # a description such as （“龙”四叠） takes the place of one character
FIELDS = {
    "addressee": Text("收件人", "addressee"), "holder": Text("持证人", "holder"), "name": Text("名称", "name"),
    "authority": Text("机关名称", "name of the authority"), "reasons": Text("理由", "reasons"),
    "items": Text("补正内容", "what to correct"), "proof": Text("送达凭证", "proof of delivery"),
}  # fmt: skip


def open_task(work: Work, act: str, paper: Text, missing: NoGlyph) -> None:
    """The task, unless there is one: which paper, which characters, where."""
    if work.case.tasks.filter(node=f"={act}", is_open=True).exists():
        return
    key = missing.field.strip("/").split("/")[0]
    field = FIELDS.get(key, Text(key, key))
    characters = named(missing.characters[:3])
    name = Text(f"处理缺字：{paper.zh}“{field.zh}”的{characters}"[:80],
                f"Missing character in the {paper.en} ({field.en}): {characters}"[:120])  # fmt: skip
    tasks.open_legal_task(work, act, name=name)


def keep(work: Work, task: Task, field: str, instead: str, data: Mapping[str, Any]) -> None:
    """What the officer has it written as, kept with the task; nothing where the font has come.

    Of the text in the paper (`data`) only the characters that cannot be printed are written differently: a paper in
    another name is no business of this task.
    """
    instead = instead.strip()
    if not instead:
        return
    work.require(says(instead) and len(instead) <= LONGEST, "as-written")
    require_drawable(work, instead)
    work.require(says_the_same(_at(data, path_of(field)), instead), "other-words")
    assert work.actor.id is not None
    Opinion.objects.create(
        case=work.case, task=task, revision=work.revision, verdict="", record={"field": field, "instead": instead},
        relied_on=[], officers=[work.actor.id], department_id=task.department_id, given_at=clock.now(),
    )  # fmt: skip


def says_the_same(text: str, instead: str) -> bool:
    """Whether `instead` is the text with nothing changed but its characters without a font, each by a few others."""
    rare = set(missing_characters(text, find()))
    pattern = "".join(f".{{1,{FOR_ONE}}}" if one in rare else re.escape(one) for one in text)
    return re.fullmatch(pattern, instead, re.DOTALL) is not None


def path_of(field: str) -> list[str]:
    """The steps of a JSON pointer."""
    return field.strip("/").split("/")


def _at(data: Any, path: list[str]) -> str:
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step, "")
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return ""
    return data if isinstance(data, str) else ""


@prepared
def _rewritten(case: Any, node: Any) -> QuerySet[Opinion]:
    return Opinion.objects.filter(case_id=case, task__node=node).order_by("given_at", "id")


def as_written(work: Work, act: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a paper with every text that an officer had written differently."""
    found: Any = dict(data)
    for row in _rewritten(work.case.id, f"={act}"):
        found = _replaced(found, path_of(row.record["field"]), row.record["instead"])
    return dict(found)


def _replaced(data: Any, path: list[str], text: str) -> Any:
    """A copy with the text at `path`; a place that is no longer there stays away."""
    if not path:
        return text if isinstance(data, str) else data
    first, rest = path[0], path[1:]
    if isinstance(data, Mapping) and first in data:
        return {**data, first: _replaced(data[first], rest, text)}
    if isinstance(data, list) and first.isdigit() and int(first) < len(data):
        return [_replaced(one, rest, text) if n == int(first) else one for n, one in enumerate(data)]
    return data
