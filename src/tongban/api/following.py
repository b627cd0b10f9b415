"""Following a case: by number and query code for anybody; the applicant's own client lists, corrects, rates."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query

from tongban.api import showing
from tongban.api.bearer import LOOK_UP, OWN, WRITE, caller, origin
from tongban.api.filing import router, whole
from tongban.api.shapes import Cases, CaseView, Correction, NewRating, Refused, Supplement, Withdrawal
from tongban.api.slots import handed_in
from tongban.cases import corrections
from tongban.cases.actions.correcting import answer_correction
from tongban.cases.actions.delivering import rate
from tongban.cases.actions.supplementing import supplement
from tongban.cases.actions.withdrawing import withdraw
from tongban.cases.attaching import is_question
from tongban.cases.models import Case
from tongban.cases.queries import cases, looks
from tongban.catalog.browsing import Offer
from tongban.kit.access import Actor
from tongban.kit.viewer import open_case

PAGE = 20
REFUSED = {401: Refused, 403: Refused, 404: Refused, 409: Refused, 422: Refused}


@router.get(
    "/cases", response={200: Cases, 401: Refused, 403: Refused}, auth=OWN, summary="本单位的办件 The client's own cases"
)
def own_cases(
    request: HttpRequest, after: UUID | None = None, limit: int = Query(PAGE, ge=1, le=100)
) -> dict[str, Any]:
    """Newest first. `next`, if any, is the `after` of the following page."""
    found = cases.mine(caller(request), after=after, size=limit + 1)
    shown = found[:limit]
    return {"items": [showing.case_line(one) for one in shown], "next": shown[-1].id if len(found) > limit else None}


@router.get(
    "/cases/{number}", response={200: CaseView, 404: Refused, 429: Refused}, auth=LOOK_UP, summary="一个办件 One case"
)
def one_case(
    request: HttpRequest, number: str, code: str = Query("", max_length=40, description="query code on the receipt")
) -> dict[str, Any]:
    """With the query code for anybody; a client needs none for its own. A wrong number and a wrong code are alike."""
    actor = caller(request)
    if actor.kind != "anonymous" and not code:
        return showing.case_view(actor, looks.read(actor, own_case(actor, number)), own=True)
    found = cases.find(actor, number[:60], code, origin=origin(request))
    if found is None:
        raise Http404
    open_case(found)
    case = cases.opened(found)
    assert case is not None
    return showing.case_view(actor, case, own=False)


@router.post("/cases/{number}/withdraw", response={200: CaseView, **REFUSED}, auth=WRITE, summary="撤回 Withdraw")
def withdraw_case(request: HttpRequest, number: str, given: Withdrawal) -> dict[str, Any]:
    """Ends the case before the decision."""
    actor = caller(request)
    withdraw(own_case(actor, number).id, actor=actor, reason=given.reason)
    return showing.case_view(actor, own_case(actor, number), own=True)


@router.post(
    "/cases/{number}/corrections/answer", response={200: CaseView, **REFUSED}, auth=WRITE, summary="补正 Correct"
)
def correct(request: HttpRequest, number: str, given: Correction) -> dict[str, Any]:
    """Answers the one open correction: all answers anew, or as they stand; new files for the slots named."""
    actor = caller(request)
    case = own_case(actor, number)
    assert case.current is not None
    stand = dict(case.current.answers)
    scenario = stand.pop("scenario", {})
    answers = stand if given.answers is None else given.answers
    new = handed_in(Offer(case.implementation_version), given.materials, actor=actor)
    answer_correction(
        case.id, actor=actor, answers=whole(Offer(case.implementation_version), answers, scenario),
        materials={**_standing(case), **new}, explanation=given.explanation,
    )  # fmt: skip
    return showing.case_view(actor, own_case(actor, number), own=True)


@router.post(
    "/cases/{number}/supplement", response={200: CaseView, **REFUSED}, auth=WRITE, summary="补交容缺材料 Supplement"
)
def supplement_case(request: HttpRequest, number: str, given: Supplement) -> dict[str, Any]:
    """Papers that were left to follow when the case was accepted (容缺受理); see `owed` and the clock `supplement`."""
    actor = caller(request)
    case = own_case(actor, number)
    files = handed_in(Offer(case.implementation_version), given.materials, actor=actor)
    supplement(case.id, actor=actor, materials=files)
    return showing.case_view(actor, own_case(actor, number), own=True)


@router.post("/cases/{number}/rating", response={200: CaseView, **REFUSED}, auth=WRITE, summary="评价 Rate")
def rate_case(request: HttpRequest, number: str, given: NewRating) -> dict[str, Any]:
    """Once, after the case is closed."""
    actor = caller(request)
    rate(own_case(actor, number).id, actor=actor, grade=given.grade, comment=given.comment, labels=tuple(given.labels))
    return showing.case_view(actor, own_case(actor, number), own=True)


def own_case(actor: Actor, number: str) -> Case:
    """The caller's own case. Http404."""
    found = cases.visible(actor).filter(case_no=number).first()
    if found is None:
        raise Http404
    return found


def _standing(case: Case) -> dict[str, tuple[UUID, ...]]:
    """The files as they stand, by slot; a bundle's matters add the slots it does not hold itself. What answers a question
    of the form stands in the answers."""
    assert case.current is not None
    rows = case.current.materials.filter(material__isnull=False).order_by("id").values_list("slot", "material_id")
    own = [(slot, one) for slot, one in rows if not is_question(slot)]
    held = {slot for slot, _ in own}
    found: dict[str, tuple[UUID, ...]] = {}
    for slot, one in (*own, *(pair for pair in sorted(corrections.handed_in(case)) if pair[0] not in held)):
        if not is_question(slot):
            found[slot] = (*found.get(slot, ()), one)
    return found
