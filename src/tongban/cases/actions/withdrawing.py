"""撤回申请 by the applicant before decision, and 终止 by the authority. A bundle takes its open children with it, but no
authority ends the matter of another."""

from uuid import UUID

from tongban.cases import letters
from tongban.cases.actions.ending import close_case
from tongban.cases.rights import others_decide, require_applicant, require_officer
from tongban.cases.step import Work, step
from tongban.cases.wording import require_drawable
from tongban.engine.path.bundles import parent_outcome
from tongban.engine.path.guards import AT, BEFORE_DECISION
from tongban.engine.path.wording import says
from tongban.kit.access import Actor


def withdraw(case_id: UUID, *, actor: Actor, reason: str = "") -> None:
    """Ends the case at the applicant's wish; what has been decided stands."""
    with step(case_id, actor=actor, verb="withdraw") as work:
        require_applicant(work)
        work.require(work.case.station in BEFORE_DECISION, "decided")
        _close(work, "withdrawn", reason)


def terminate(case_id: UUID, *, actor: Actor, reason: str, version: int | None = None) -> None:
    """终止: death, dissolution, impossibility; in writing. Each authority ends its own matters of a bundle."""
    with step(case_id, actor=actor, verb="terminate", version=version) as work:
        require_officer(work, "terminate")
        work.at(*AT["terminate"])
        work.require(says(reason), "reason-needed")
        work.require(not others_decide(work, work.locked_children()), "others-decide")
        _close(work, "terminated", reason)


def _close(work: Work, outcome: str, reason: str) -> None:
    """A bundle with a child that was decided goes on until that is delivered, and ends by its job; the rest ends now."""
    require_drawable(work, reason)
    work.case.ending_note = {"reason": reason.strip()[:500], "on": work.today.isoformat()}
    work.acted = True  # a bundle that goes on with what was decided keeps this too
    children = work.locked_children()
    undecided = [one for one in children if one.station in BEFORE_DECISION]
    work.require(undecided or not children, "decided")
    for child in undecided:
        close_case(Work(child, work.actor), outcome)
        child.version += 1
        child.save_changes()
    letters.ask(work, "withdrawal" if outcome == "withdrawn" else "termination")
    if all(one.station == "close" for one in children):
        decided = any(one.outcome in ("granted", "refused") for one in children)
        close_case(work, parent_outcome([one.outcome for one in children]) if decided else outcome)
