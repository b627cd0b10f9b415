"""送达 (行政许可法 44: within ten working days of the decision) with mode and proof, which closes the case; 好差评."""

from uuid import UUID

from tongban.cases import letters
from tongban.cases.actions.ending import close_case
from tongban.cases.models import Delivery, Rating
from tongban.cases.rights import require_applicant, require_officer
from tongban.cases.step import Work, step
from tongban.cases.wording import require_drawable
from tongban.engine.path import guards
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.records.models import Letter


def deliver(case_id: UUID, *, actor: Actor, mode: str, proof: str, version: int | None = None) -> None:
    """By an officer: who signed, the parcel's number, where it was announced."""
    with step(case_id, actor=actor, verb="deliver", version=version) as work:
        require_officer(work, "deliver")
        for holds, code in guards.delivering(mode, proof):
            work.require(holds, code)
        require_drawable(work, proof)
        _deliver(work, mode, proof.strip())


def collect(case_id: UUID, *, actor: Actor) -> bool:
    """By the applicant: opening the sealed result on the public site is its own proof. False if delivered already."""
    with step(case_id, actor=actor, verb="collect") as work:
        require_applicant(work)
        if work.case.station != "deliver":
            return False
        _deliver(work, "download", f"{clock.now():%Y-%m-%d %H:%M}")
        return True


def _deliver(work: Work, mode: str, proof: str) -> None:
    work.at(*guards.AT["deliver"])
    decided = Letter.objects.filter(case=work.case.id, kind__startswith="decision-")
    work.require(decided.exists(), "letter-missing")  # 38, 40: what is served is the decision in writing
    Delivery.objects.create(
        case=work.case, mode=mode, proof=proof, delivered_at=clock.now(),
        officer=work.actor.id if work.actor.kind == "officer" else None,
    )  # fmt: skip
    work.fact("case.delivered", mode=mode)
    letters.ask(work, "delivery")
    close_case(work, "granted" if work.case.decision.outcome == "grant" else "refused")


def rate(case_id: UUID, *, actor: Actor, grade: int, comment: str = "", labels: tuple[str, ...] = ()) -> None:
    """One rating for a case, 1 best to 5, within the window the package sets."""
    with step(case_id, actor=actor, verb="rate") as work:
        require_applicant(work)
        work.at(*guards.AT["rate"])
        work.require(work.case.parent_id is None, "rated-with-bundle")
        rated = Rating.objects.filter(case=work.case).exists()
        window = work.package.service.rating.window_days
        for holds, code in guards.rating(
            grade, rated=rated, closed_at=work.case.closed_at, now=clock.now(), window_days=window
        ):
            work.require(holds, code)
        Rating.objects.create(
            case=work.case, grade=grade, labels=list(labels)[:10], comment=comment.strip()[:1000] or None,
            rated_at=clock.now(),
        )  # fmt: skip
        work.fact("case.rated", grade=grade)
