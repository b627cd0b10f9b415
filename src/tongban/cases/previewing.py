"""What an act would write, shown before it is done: the act is carried out, its letters are drawn, and all is undone.

So the preview obeys the same guards and says the same words as the letter itself; only its number is not there yet.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from tongban.cases import letter_writing, letters
from tongban.cases.faces import fonts
from tongban.cases.refusals import ActRefused
from tongban.cases.step import Work, write_refusal
from tongban.cases.unprintable import LETTER, as_written
from tongban.engine import letters as drawing
from tongban.kit import clock
from tongban.kit.access import Actor

NUMBER = "（预览，尚未编号）"


def preview(case_id: UUID, act: Callable[[], object], *, actor: Actor, verb: str) -> list[bytes]:
    """The pages of the letters that `act` would have asked for, as PNG. Nothing of it stays.

    Raises ActRefused as the act does (the attempt is a fact), and NoGlyph for a character no font has.
    """
    try:
        with letters.noted() as wanted, transaction.atomic():
            act()
            pages = [page for work, kind, about in wanted for page in _pages(work, kind, about)]
            transaction.set_rollback(True)
    except ActRefused as refusal:
        write_refusal(actor, verb, refusal, case=case_id)
        raise
    return pages


def _pages(work: Work, kind: str, about: UUID) -> list[bytes]:
    said = letter_writing.data_of(work, kind, about) | {"number": NUMBER, "date": clock.today().isoformat()}
    return drawing.pictures(kind, as_written(work, LETTER + kind, said), fonts=fonts())
