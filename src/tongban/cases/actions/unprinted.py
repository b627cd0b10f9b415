"""A character that no font has stops a letter with a task, which names the character and the field.

Two ways out: the font is installed and it is written again, or the text is written as the papers write it (`instead`).
"""

from datetime import date
from uuid import UUID

from tongban.cases import letter_writing, tasks
from tongban.cases.rights import require_task
from tongban.cases.step import step
from tongban.cases.unprintable import LETTER, keep, open_task
from tongban.engine.letters import NoGlyph
from tongban.engine.letters.kinds import KINDS
from tongban.engine.package.text import Text
from tongban.kit import jobs
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ledger.models import Act
from tongban.records.models import Letter


def stop_letter(case_id: UUID, kind: str, about: UUID, on: date, missing: NoGlyph) -> None:
    """The letter waits for an officer of the department that writes it. Idempotent."""
    with step(case_id, actor=SYSTEM, verb="letter") as work:
        title = KINDS[kind]
        open_task(work, LETTER + kind, Text(title.title_zh, title.title_en), missing)
        told = {"letter": kind, "about": str(about), "on": on.isoformat(), "field": missing.field}
        if not Act.objects.filter(kind="letter.stopped", case=case_id, body__contains=told).exists():
            work.fact("letter.stopped", **told, characters=len(missing.characters))


def rewrite(case_id: UUID, *, actor: Actor, instead: str = "", version: int | None = None) -> None:
    """The letters that stopped are written again, with `instead` in the place that could not be printed."""
    with step(case_id, actor=actor, verb="letter", version=version) as work:
        task = work.case.tasks.filter(node__startswith=f"={LETTER}", is_open=True).order_by("opened_at", "id").first()
        work.require(task is not None, "wrong-station")
        assert task is not None
        require_task(work, task)
        kind = task.node.removeprefix(f"={LETTER}")
        stopped = list(Act.objects.filter(kind="letter.stopped", case=case_id, body__letter=kind).order_by("at", "id"))
        last = stopped[-1].body
        keep(work, task, last["field"], instead, letter_writing.data_of(work, kind, UUID(last["about"])))
        tasks.close(work, task)
        work.fact("letter.retried", letter=kind)
        written = set(Letter.objects.filter(case=case_id, kind=kind).values_list("about", flat=True))
        owed = {row.body["about"]: row.body["on"] for row in stopped if UUID(row.body["about"]) not in written}
        for about, on in owed.items():
            jobs.defer("case.letter", case=case_id, kind=kind, about=about, on=on)
