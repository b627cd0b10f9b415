"""A compiled form: reads pages, checks answers, trims what is not asked, shows what was answered."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import jsonschema_rs

from tongban.engine import pointers
from tongban.engine.conditions import BESIDE, NOWHERE, Condition, Setting
from tongban.engine.forms import display, shape, trimming
from tongban.engine.forms import filled as knowing
from tongban.engine.forms.attached import FileQuestion, ids_at
from tongban.engine.forms.building import Builder
from tongban.engine.forms.checking import Checker
from tongban.engine.forms.fields import Field, FieldProblem, Page
from tongban.engine.forms.formats import build_validator
from tongban.engine.forms.guard import guard
from tongban.engine.forms.reading import PageInput, Posted, read_page
from tongban.engine.problems import Problem, Refused

Answers = Mapping[str, Any]
NOBODY: knowing.Applicant = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Form:
    """One form of one package version. Immutable; compile once, use for every request.

    `elsewhere` are data that no page asks for: filled from a register, a bundle or another case.
    What conditions read beside the answers is given as a `Setting`, never inside them.
    """

    schema: Mapping[str, Any]
    pages: tuple[Page, ...]
    elsewhere: tuple[Field, ...]
    _checker: Checker = dataclasses.field(repr=False)

    @staticmethod
    def compile(
        schema: Mapping[str, Any], ui: Mapping[str, Any], *, name: str = "form", beside: Collection[str] | None = None
    ) -> Form:
        """Raises Refused with every problem; `where` leads into `name`.schema.json or `name`.ui.json.

        `beside`: the /scenario/… and /local/… a condition may read; None where they are not known, then any.
        """
        builder = Builder(schema, ui, name)
        for file, document in ((builder.schema_file, schema), (builder.ui_file, ui)):
            found = guard(document)[1]
            if found or not isinstance(document, Mapping):
                where, (zh, en) = found[0] if found else ("", ("应为一个对象", "an object is needed"))
                raise Refused([Problem(file, None, where, zh, en, "改正这一处", "correct it")])
        try:
            validator = build_validator(dict(schema))
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            raise Refused([_schema_problem(builder.schema_file, error)]) from error
        faults = [(builder.schema_file, *one) for one in shape.schema_faults(schema)]
        faults += [(builder.ui_file, *one) for one in shape.ui_faults(ui)]
        if faults:
            raise Refused(Problem(file, None, at, zh, en, "改正这一处", "correct it") for file, at, zh, en in faults)
        pages, elsewhere = builder.build()
        problems = list(_order_problems(builder.ui_file, pages, elsewhere, beside))
        if problems:
            raise Refused(problems)
        return Form(schema, pages, elsewhere, Checker(schema, pages, elsewhere, validator))

    def page(self, page_id: str) -> Page:
        """KeyError if there is no such page."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(page_id)

    def fields(self) -> Iterator[Field]:
        """Every field, repeat children after their group."""
        for top in (*(field for page in self.pages for field in page.fields), *self.elsewhere):
            yield top
            yield from top.children

    def visible_pages(self, answers: Answers, setting: Setting = NOWHERE) -> tuple[Page, ...]:
        """Pages that are asked and have at least one question that is."""
        kept, hidden = self._trim(answers, setting)
        return tuple(
            page
            for page in self.pages
            if trimming.page_visible(page, kept, setting) and any(f.pointer not in hidden for f in page.fields)
        )

    def visible_fields(self, page: Page, answers: Answers, setting: Setting = NOWHERE) -> tuple[Field, ...]:
        """The fields of a page that are asked now."""
        hidden = self._trim(answers, setting)[1]
        return tuple(field for field in page.fields if field.pointer not in hidden)

    def read_page(self, page: Page, data: Posted) -> PageInput:
        """Typed answers from a POST; `apply` puts them into the draft."""
        return read_page(page, data)

    def check_page(
        self, page: Page, answers: Answers, setting: Setting = NOWHERE, today: date | None = None
    ) -> list[FieldProblem]:
        """What is wrong on one page, in its order; an empty list means go on."""
        own = {field.pointer for field in page.fields}
        return [found for found in self.check(answers, setting, today) if _top(found.pointer, own)]

    def check(self, answers: Answers, setting: Setting = NOWHERE, today: date | None = None) -> list[FieldProblem]:
        """What is wrong with the whole: at most one problem a place, in form order. The same verdict for web and API.

        With `today`, a citizen id whose birth lies in the future is refused too, and a later day where the schema says
        `"x-latest": "today"`.
        """
        return self._checker.check(answers, setting, today)

    def filled(
        self, answers: Answers, today: date, *, setting: Setting = NOWHERE, applicant: knowing.Applicant = NOBODY
    ) -> dict[str, Any]:
        """The answers as they count: identifiers written plainly, the applicant's own identity, the ages that follow.

        Asked at every door before check(): what is worked out or known is never taken from who sends it.
        """
        return knowing.filled(self.pages, guard(answers)[0], setting, applicant, today)

    def is_own(self, field: Field, answers: Answers, setting: Setting, applicant: knowing.Applicant) -> bool:
        """Whether a question's answer is the applicant's own name or number, known and so not asked."""
        return knowing.is_own(field, answers, setting, applicant)

    def trim(self, answers: Answers, setting: Setting = NOWHERE) -> dict[str, Any]:
        """Answers without blanks and without what is not asked. Unknown keys stay, so that check() refuses them."""
        return self._trim(answers, setting)[0]

    @property
    def file_questions(self) -> dict[str, FileQuestion]:
        """The questions that are answered by uploads, by pointer."""
        return {field.pointer: FileQuestion.of(field) for field in self.fields() if field.widget == "file"}

    def uploads_in(self, answers: Answers) -> dict[str, tuple[str, ...]]:
        """Ids of the uploads in these answers, by the pointer of their question; questions without any are left out."""
        found = {pointer: ids_at(answers, pointer) for pointer in self.file_questions}
        return {pointer: ids for pointer, ids in found.items() if ids}

    @property
    def personal_pointers(self) -> tuple[str, ...]:
        """Pointers whose values are encrypted; "*" stands for any row number."""
        tops = [field for field in self.fields() if field.personal]
        covered = {f"{field.pointer}/*/" for field in tops if field.children}
        return tuple(f.pointer for f in tops if not any(f.pointer.startswith(prefix) for prefix in covered))

    @property
    def rule_fields(self) -> dict[str, Mapping[str, Any]]:
        """What rules may read of this form: pointer → schema, for `Rule.compile(schema_pointers=…)`."""
        return {field.pointer: field.schema for field in self.fields() if "*" not in field.pointer}

    def describe(
        self, answers: Answers, lang: str, setting: Setting = NOWHERE, uploads: Mapping[str, str] | None = None
    ) -> tuple[display.Row, ...]:
        """Rows (label, value) of every asked question, for people. `lang` is "zh" or "en".

        `uploads` names files by their id; without it only their number is said.
        """
        kept, hidden = self._trim(answers, setting)
        return tuple(display.describe(self.pages, kept, hidden, lang, uploads or {}))

    def difference(self, old: Answers, new: Answers) -> tuple[str, ...]:
        """Pointers of the single values in which two sets of answers differ."""
        return display.difference(old, new)

    def _trim(self, answers: Answers, setting: Setting) -> tuple[dict[str, Any], frozenset[str]]:
        return trimming.trim(self.pages, guard(answers)[0], setting)


def _top(pointer: str, own: set[str]) -> bool:
    return pointer in own or any(pointer.startswith(f"{one}/") for one in own)


def _schema_problem(file: str, error: Exception) -> Problem:
    path = getattr(error, "instance_path", None) or []
    message = str(getattr(error, "message", error)).splitlines()[0][:300]
    zh, en = "不是可用的 JSON Schema", f"not a usable JSON Schema: {message}"
    mend = "只用 2020-12 关键字、线性正则和文件内引用", "use 2020-12 keywords, linear patterns and local references"
    return Problem(file, None, pointers.join(list(path)), zh, en, *mend)


def _order_problems(
    file: str, pages: tuple[Page, ...], elsewhere: tuple[Field, ...], beside: Collection[str] | None
) -> Iterator[Problem]:
    """A condition may only read what was asked before it: else trimming would need several passes and could swing."""
    known = {field.pointer for field in elsewhere} | set(beside or ())
    for index, page in enumerate(pages):
        yield from _unread(file, page.visible_if, known, beside, f"/pages/{index}/visible-if")
        for field_ in page.fields:
            yield from _unread(file, field_.visible_if, known, beside, f"/fields{field_.pointer}/visible-if")
            yield from _unread(
                file, field_.own.when if field_.own else None, known, beside, f"/fields{field_.pointer}/own/when"
            )
            siblings: set[str] = set()
            for child in field_.children:
                where = f"/fields{field_.pointer}/item/{child.key}/visible-if"
                yield from _unread(file, child.visible_if, known | siblings, beside, where)
                siblings.add(f"./{child.key}")
            known.add(field_.pointer)


def _unread(
    file: str, condition: Condition | None, known: set[str], beside: Collection[str] | None, where: str
) -> Iterator[Problem]:
    for pointer in condition.reads if condition is not None else ():
        if pointer in known or any(re.match(rf"{re.escape(one)}/\d+(/|$)", pointer) for one in known):
            continue
        if not pointer.startswith(tuple(f"/{name}/" for name in BESIDE)):
            zh, en = (
                f"条件所读的 {pointer} 之前没有问到",
                f"the condition reads {pointer}, which is not asked before it",
            )
            mend = ("把它移到前面的页，或改正指针", "ask it earlier, or correct the pointer")
            yield Problem(file, None, where, zh, en, *mend)
        elif beside is not None:
            zh, en = f"条件所读的 {pointer} 不存在", f"the condition reads {pointer}, which does not exist"
            listed = "、".join(sorted(beside)) or "无", ", ".join(sorted(beside)) or "none"
            yield Problem(file, None, where, zh, en, f"可用：{listed[0]}", f"there are: {listed[1]}")
