"""Which files a service takes, and whose they are when they are handed in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tongban.api.errors import TEXTS, Refusal
from tongban.catalog.browsing import Offer, one_offer
from tongban.engine.forms import FileQuestion
from tongban.engine.package.parts import Material as Slot
from tongban.kit.access import Actor
from tongban.records.handed_in import are_own


def slots_of(offer: Offer) -> dict[str, Slot]:
    """Every slot that may be asked for, by id: the package's, the place's, and in a bundle those of its children."""
    if offer.package is None:
        return {}
    found = {one.id: one for one in (*offer.package.service.materials, *offer.document.materials)}
    for child in offer.package.children:
        own = one_offer(f"{offer.region.code}/{child.package}")
        for slot in slots_of(own).values() if own else ():
            found.setdefault(slot.id, slot)
    return found


def takes(offer: Offer, slot: str) -> Slot | FileQuestion | None:
    """What a file is uploaded for: a slot, or by its pointer a question of the form. None where there is neither."""
    questions = offer.package.form.file_questions if offer.package else {}
    return slots_of(offer).get(slot) or questions.get(slot)


def answering(offer: Offer, answers: Mapping[str, Any], *, actor: Actor) -> None:
    """Proves that the files which answer questions of the form are the caller's own. Raises Refusal with problems."""
    given = offer.package.form.uploads_in(answers) if offer.package else {}
    problems = [(f"/answers{at}", TEXTS["material"]) for at, ids in given.items() if not _are_own(actor, at, ids)]
    if problems:
        raise Refusal("material", problems)


def _are_own(actor: Actor, slot: str, ids: Sequence[str]) -> bool:
    try:
        return are_own(actor, slot, [UUID(one) for one in ids])
    except ValueError:
        return False


def handed_in(offer: Offer, given: Mapping[str, Sequence[UUID]], *, actor: Actor) -> dict[str, tuple[UUID, ...]]:
    """The materials by slot, proved to be the caller's own and meant for their slots. Raises Refusal with problems."""
    known, problems = slots_of(offer), []
    for slot, ids in given.items():
        if slot not in known:
            problems.append((f"/materials/{slot}", TEXTS["slot"]))
        elif not are_own(actor, slot, ids):
            problems.append((f"/materials/{slot}", TEXTS["material"]))
    if problems:
        raise Refusal("material", problems)
    return {slot: tuple(ids) for slot, ids in given.items() if ids}
