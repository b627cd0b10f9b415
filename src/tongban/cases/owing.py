"""容缺受理: which tolerated papers of a case are still owed, and by when."""

from datetime import date

from tongban.cases.checking import wanted_materials
from tongban.cases.models import Clock
from tongban.cases.step import Work
from tongban.engine.package.parts import Material
from tongban.engine.path.filing import owed_materials

CLOCK = "supplement"


def missing(work: Work) -> tuple[Material, ...]:
    """Papers that may follow after acceptance and are not there, before or after a day was set."""
    if work.package.is_bundle:
        return ()  # its matters are accepted one by one
    wanted = wanted_materials(
        work.package, work.facts, implementation=work.implementation, by_commitment=work.case.by_commitment
    )
    if not any(one.necessity == "tolerated" for one in wanted):
        return ()
    return owed_materials(wanted, set(work.revision.materials.values_list("slot", flat=True)))


def owed(work: Work) -> tuple[Material, ...]:
    """Those of a case that was accepted on the promise of a day; none where no day was set."""
    return missing(work) if promise(work) is not None else ()


def promise(work: Work) -> Clock | None:
    """The clock of the promise, running or not."""
    if work.case.accepted_on is None:
        return None
    return next((one for one in work.case.clocks.all() if one.kind == CLOCK), None)


def until(work: Work) -> date | None:
    """The day by which they were promised."""
    row = promise(work)
    return row.due_on if row is not None else None
