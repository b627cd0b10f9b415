"""How far a case is, in the five steps an applicant knows: sent, accepted, reviewed, decided, in hand."""

from typing import Any

from tongban.cases.models import Case
from tongban.cases.status import status_of
from tongban.portal.words import day, said

STEPS = (
    ("提交", "Sent"),
    ("受理", "Accepted"),
    ("审查", "Reviewed"),
    ("决定", "Decided"),
    ("领取结果", "Result in hand"),
)
PLACES = {"submit": 1, "work": 2, "decide": 3, "issue": 4, "deliver": 4}
REACHED_THE_END = frozenset({"granted", "partly_granted"})
DECIDED = 3


def steps(case: Case) -> list[dict[str, Any]]:
    """The five steps as ui's `steps` takes them; a case that ended early ends with what became of it."""
    notes = {0: day(case.submitted_at), 1: day(case.accepted_on)}
    rows = [{"label": said(label), "state": "next", "note": notes.get(at, "")} for at, label in enumerate(STEPS)]
    now = PLACES.get(case.station, len(rows))
    for at, row in enumerate(rows):
        row["state"] = "done" if at < now else "now" if at == now else "next"
    if case.station != "close" or case.outcome in REACHED_THE_END:
        return rows
    reached = DECIDED if case.outcome == "refused" else 2 if case.accepted_on else 1
    return [*rows[:reached], {"label": said(status_of(case)), "state": "bad", "note": day(case.closed_at)}]


def told(case: Case) -> str:
    """The same in one phrase, for lists; "" where nothing is to come."""
    at = PLACES.get(case.station)
    if at is None:
        return ""
    total = len(STEPS)
    return said((f"第 {at + 1} 步，共 {total} 步：{STEPS[at][0]}", f"Step {at + 1} of {total}: {STEPS[at][1].lower()}"))
