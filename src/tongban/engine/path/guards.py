"""The guards of each act, in the order they are asked: pairs of (does it hold?, the code of the refusal if not).

Only what follows from the case itself stands here. Who may act (rights) is asked by the cases room. Articles without a
name are of the 行政许可法; the codes are those of `cases.refusals`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tongban.engine.package.parts import Service, SpecialProcedure, Term
from tongban.engine.path.wording import says

Guards = Iterator[tuple[object, str]]

BEFORE_DECISION = ("submit", "work", "decide")
AT: Mapping[str, tuple[str, ...]] = {
    "prereview": ("submit",),
    "request_correction": ("submit",),
    "accept": ("submit",),
    "refuse_acceptance": ("submit",),
    "supplement": ("work", "decide"),
    "complete": ("work",),
    "suspend": ("work", "decide"),
    "extend": ("work", "decide"),
    "terminate": ("work", "decide"),
    "decide": ("decide",),
    "deliver": ("deliver",),
    "rate": ("close",),
}
"""The stations at which an act is possible; elsewhere it is refused with `wrong-station`."""

GROUNDS = ("no_licence_needed", "not_our_authority", "other_by_law")
MODES = ("counter", "post", "download", "announcement")
VERDICTS = ("agree", "disagree")


def accepting(reason: str, *, lapsed: bool = False) -> Guards:
    """受理: not what waits for a precondition. The body may accept what is there while it waits for a correction
    (domain.md §2.3), until the time the notice told is over (`lapsed`)."""
    yield reason != "waiting", "wrong-station"
    yield not lapsed, "correction-lapsed"


def tolerating(owed: Collection[str], *, workdays: int, most: int | None) -> Guards:
    """容缺受理: what may follow is promised by a day, not later than the place allows (`most` working days)."""
    yield not owed or most is None or 0 < workdays <= most, "tolerance-days"


def supplementing(given: Collection[str], owed: Collection[str]) -> Guards:
    """补交: only what acceptance left to follow, and at least one of it."""
    yield owed, "nothing-owed"
    yield given, "nothing-supplied"
    yield set(given) <= set(owed), "nothing-owed"


def refusing_acceptance(
    state: str, *, is_bundle: bool, silent: bool, ground: str, reason: str, authority: str
) -> Guards:
    """不予受理: on a ground of the law, in writing, naming who is competent, never after silence (32)."""
    yield state != "waiting", "wrong-station"
    yield state != "correction", "correction-open"
    yield not is_bundle, "wrong-station"
    yield not silent, "deemed-accepted"
    yield ground in GROUNDS, "reason-code"
    yield says(reason), "reason-needed"
    yield ground != "not_our_authority" or says(authority), "authority-named"


def answering(is_open: bool, *, lapsed: bool) -> Guards:
    """补正提交: an open notice, within the time it told, whether or not the clock has ended the case already."""
    yield is_open, "no-correction"
    yield not lapsed, "correction-lapsed"


def affected_by_telling(states: Sequence[str], *, is_open: bool) -> Guards:
    """补正: something still stands before acceptance, and no earlier notice waits for its answer (`is_open`)."""
    yield states, "wrong-station"
    yield not is_open and all(state != "correction" for state in states), "correction-open"


def telling_again(told_before: bool, *, supervisor: bool, override_reason: str) -> Guards:
    """一次性告知: told once (32(4)); again only by the supervisor, who says why."""
    yield not told_before or supervisor, "told-once"
    yield not told_before or says(override_reason), "reason-needed"


def suspending(
    procedure: SpecialProcedure | None, *, workdays: int, is_paused: bool, told: Sequence[int], reason: str
) -> Guards:
    """特别程序: one the law of the matter knows, its days told in writing, one at a time (45); a second of the same kind
    has its reason, and all together are not longer than the package says. `told`: the days of the earlier ones."""
    yield procedure is not None, "no-such-procedure"
    yield workdays > 0, "days-needed"
    yield not is_paused, "paused"
    yield procedure is not None and sum(told) + workdays <= procedure.max_workdays, "days-too-many"
    yield not told or says(reason), "reason-needed"


def completing(*, is_excluded: bool) -> Guards:
    """办理: what is not counted is not worked on; the clock does not stand while the review goes on (45)."""
    yield not is_excluded, "paused"


def resuming(is_paused: bool, result: str) -> Guards:
    """恢复: what the procedure found is kept."""
    yield is_paused, "not-paused"
    yield says(result), "reason-needed"


def extending(
    term: Term, *, station: str, extended: Sequence[int], n: int, reason: str, legal_due: Sequence[date | None], today: date,
    is_paused: bool,
) -> Guards:  # fmt: skip
    """延期: once, not longer than the law says, reasoned, before the legal limit ends (42).

    `extended`: by how much each running clock was extended before; `legal_due`: the due days of those of the law.
    """
    yield extended and station in AT["extend"], "wrong-station"
    yield not any(extended), "extended-already"
    yield 0 < n <= term.n, "extension-too-long"
    yield says(reason), "reason-needed"
    yield all(due is None or due >= today for due in legal_due), "overdue"
    yield not is_paused, "paused"  # the new day could not be told


def deciding(
    service: Service, *, outcome: str, effect: str, reasons: str, is_paused: bool, proposal: str = "",
    owed: Collection[str] = (), owed_until: date | None = None, today: date | None = None,
) -> Guards:  # fmt: skip
    """决定: not while suspended (45); a declared outcome; whatever does not grant, and whatever goes against what the
    review proposed, has written reasons (38). While a tolerated paper is `owed` nothing is decided; once its day is over,
    it can be refused (容缺受理)."""
    yield not is_paused, "paused"
    yield outcome in service.outcomes, "outcome"
    over = owed_until is not None and today is not None and owed_until < today
    yield not owed or (over and effect != "grant"), "papers-owed"
    yield effect == "grant" or says(reasons), "reasons-needed"
    yield proposal in ("", outcome) or says(reasons), "against-proposal"


def delivering(mode: str, proof: str) -> Guards:
    """送达 by an officer: a mode and its proof (44). What is opened on the public site proves itself."""
    yield mode in MODES and mode != "download", "mode"
    yield says(proof), "proof-needed"


def rating(grade: int, *, rated: bool, closed_at: datetime | None, now: datetime, window_days: int) -> Guards:
    """好差评: 1 to 5, once, within the window."""
    yield grade in range(1, 6), "grade"
    yield not rated, "rated-already"
    yield closed_at is not None and now <= closed_at + timedelta(days=window_days), "rating-closed"


def verdict(give: Mapping[str, Any]) -> Guards:
    """A task without a form of its own: agree, or disagree with a reason."""
    yield give.get("verdict") in VERDICTS, "verdict"
    yield give.get("verdict") == "agree" or says(str(give.get("reason", ""))), "reason-needed"
