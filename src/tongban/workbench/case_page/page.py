"""Puts the case page together: plain values for one template, no query from it."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tongban.cases.models import Opinion, Task
from tongban.cases.pricing import price_of
from tongban.cases.queries.file import CaseFile
from tongban.cases.refusals import ActRefused
from tongban.workbench import words
from tongban.workbench.case_page import (
    acts,
    change_acts,
    clock_boxes,
    comparing,
    contents,
    parts,
    process_map,
    story_lines,
    wanting,
)
from tongban.workbench.case_page.act_fields import opened_because
from tongban.workbench.case_page.task_forms import LEGAL, TaskForm
from tongban.workbench.forms import Form
from tongban.workbench.notices import lines as notice_lines
from tongban.workbench.words import said

LETTERED = frozenset({"decide", "refuse_acceptance", "request_correction", "suspend", "extend"})
"""Acts whose letters can be looked at before they are done."""


@dataclass
class Attempt:
    """An act that was posted and not done: its verb, what was typed, and why it was refused (None: only more rows).

    `pages`: what its letters would look like; `undrawn`: the characters that keep them from being drawn.
    """

    verb: str
    posted: Any
    refusal: ActRefused | None = None
    pages: tuple[bytes, ...] = ()
    undrawn: str = ""


@dataclass
class CasePage:
    """What the template needs. `opened`: personal values are shown; `chosen`: the task whose form is open."""

    file: CaseFile
    opened: bool = False
    attempt: Attempt | None = None
    chosen: UUID | None = None
    opening: list[dict[str, Any]] = field(default_factory=list)

    def context(self) -> dict[str, Any]:
        """Everything, as plain values."""
        file = self.file
        return {
            "head": parts.head(file, opened=self.opened),
            "person": parts.person(file.case) if self.opened else [],
            "opened": self.opened,
            "open_field": opened_because(),
            "children": parts.children(file),
            "scenario": contents.scenario(file),
            "pages": contents.pages(file, opened=self.opened),
            "wanting": wanting.lines(file),
            "materials": contents.materials(file, opened=self.opened),
            "compared": comparing.pairs(file, opened=self.opened),
            "flow": process_map.of_case(file),
            "opinions": parts.opinions(file),
            "corrections": parts.corrections(file),
            "decision": parts.decision(file),
            "rating": parts.rating(file),
            "letters": parts.letters(file),
            "certificates": parts.certificates(file),
            "being_sealed": parts.being_sealed(file),
            "changes": change_acts.shown(file, opened=self.opened),
            "clocks": clock_boxes.boxes(file.clocks, file.work.package.service.legal_bases),
            "pauses": clock_boxes.pauses(file.case, file.work.package.service.legal_bases),
            "acts": self.shown_acts(),
            "tasks": self.shown_tasks(),
            "open_tasks": [self._waiting(one) for one in file.tasks if one.is_open],
            "may_print": "counter" in file.work.actor.roles
            and file.work.actor.department == file.case.accepting_body_id,
            "answer_correction": "answer_correction" in file.possible,
            "supplement": "supplement" in file.possible,
            "remedies": parts.refusal_remedies(file) if "decide" in file.possible else [],
            "computed": parts.computed(file) if "decide" in file.possible else [],
            "questioned": parts.questioned_looks(file),
            "price": price_of(file.case),
            "four_eyes": self._four_eyes(),
            "story": story_lines.lines(file),
            "notices": notice_lines.lines(file),
            "calls": [(code, said(word)) for code, word in notice_lines.CALLS.items()],
            "problems": self.problems(),
        }

    def shown_acts(self) -> list[dict[str, Any]]:
        """The acts that can be done now, and the one that was refused with what was typed."""
        wanted = [act for act in acts.ACTS.values() if act.needs in self.file.possible or self._tried(act.verb)]
        return [self._act(act) for act in wanted]

    def _tried(self, verb: str) -> bool:
        return self.attempt is not None and self.attempt.verb == verb

    def _act(self, act: acts.Act) -> dict[str, Any]:
        posted = self.attempt.posted if self.attempt is not None and self._tried(act.verb) else {}
        form = Form(acts.fields_of(act, self.file, posted), posted, acts.start_values(act, self.file))
        self._mark(form, act.verb, posted)
        return {
            "verb": act.verb, "title": said(act.title), "button": said(act.button), "rows": form.rows,
            "main": act.main, "open": act.main or bool(posted), "more": act.verb in ("request_correction", "note"),
            "lettered": act.verb in LETTERED, **self._previewed(act.verb),
        }  # fmt: skip

    def _previewed(self, verb: str) -> dict[str, Any]:
        attempt = self.attempt if self._tried(verb) else None
        pages = [b64encode(page).decode() for page in attempt.pages] if attempt else []
        return {"pages": pages, "undrawn": attempt.undrawn if attempt else ""}

    def _mark(self, form: Form, verb: str, posted: Any) -> None:
        """The refusal stands beside the field it is about, too."""
        refusal = self.attempt.refusal if self.attempt is not None and posted else None
        if refusal is not None and (place := acts.field_of(verb, refusal.code)):
            form.refuse({place: (refusal.text.zh, refusal.text.en)})

    def shown_tasks(self) -> list[dict[str, Any]]:
        """The viewer's own tasks here: the chosen one with its form, the others as links."""
        own = [one for one in self.file.own_tasks if one.node not in LEGAL]
        tried = self._tried("complete") and self.attempt is not None
        wanted = str(self.attempt.posted.get("task")) if tried and self.attempt else str(self.chosen or "")
        shown = next((one for one in own if str(one.id) == wanted), own[0] if own else None)
        return [self._task(one, shown=one is shown) for one in own]

    def _task(self, task: Task, *, shown: bool) -> dict[str, Any]:
        tried = self.attempt if self._tried("complete") else None
        found: dict[str, Any] = {**self._waiting(task), "shown": shown, "stands": self.file.work.is_excluded}
        if shown and not found["stands"]:
            form = TaskForm(task, self.file, tried.posted if tried else None, tried.refusal if tried else None)
            self._mark(form.form, "complete", tried)
            found |= {"asked": form.asked, "rows": form.form.rows}
        return found

    def _waiting(self, task: Task) -> dict[str, Any]:
        mine = self.file.work.actor.id in task.officers
        names = [self.file.officers[one].name for one in task.officers if one in self.file.officers]
        return {
            "id": task.id, "name": said((task.name_zh, task.name_en)), "department": words.name_of(task.department),
            "due": words.day(task.due_on), "taken_by": "、".join(names), "mine": mine,
            "own": task in self.file.own_tasks,
        }  # fmt: skip

    def _four_eyes(self) -> bool:
        """The viewer has given an opinion here, so another officer must decide (a policy of the package)."""
        policy = self.file.work.package.service.four_eyes.decide
        mine = [row for row in self.file.opinions if self._is_mine(row)]
        return "decide" in self.file.possible and policy == "required" and bool(mine)

    def _is_mine(self, row: Opinion) -> bool:
        judged = not row.task.node.startswith("=letter:")
        return judged and row.case_id == self.file.case.id and self.file.work.actor.id in row.officers

    def problems(self) -> list[dict[str, Any]]:
        """The error summary on top."""
        refusal = self.attempt.refusal if self.attempt else None
        if refusal is None:
            return self.opening
        assert self.attempt is not None
        place = acts.field_of(self.attempt.verb, refusal.code)
        found = [{"name": place, "problem": {"zh": refusal.text.zh, "en": refusal.text.en}}]
        return found + [
            {"name": one.pointer, "problem": {"zh": one.zh, "en": one.en}}  # type: ignore[attr-defined]
            for one in refusal.problems
        ]
