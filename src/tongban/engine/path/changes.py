"""The law of a certificate after its issue: grounds to end it, who is heard before, what a change needs.

Four acts that end one are kept apart: 撤销 (行政许可法 69, the grant was unlawful), 吊销 (行政处罚法 9, a penalty), 撤回
(行政许可法 8, law or facts changed), 注销 (行政许可法 70, what is no longer alive leaves the register).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tongban.engine.package.text import Text
from tongban.engine.path.wording import says

Demand = tuple[object, str]
ANSWER_WORKDAYS = 5
"""How long the holder is waited for: a hearing is asked for within five days of being told (行政处罚法 64, 85)."""
REISSUES = {"correct": Text("更正", "correction"), "replace": Text("补发", "replacement")}
ENDINGS = {
    "revoke": Text("撤销", "revocation of the grant"),
    "forfeit": Text("吊销", "revocation as a penalty"),
    "retract": Text("撤回", "withdrawal of the grant by the authority"),
    "deregister": Text("注销", "deregistration"),
}
NAMES = {**REISSUES, **ENDINGS}
STATE_AFTER = {"revoke": "revoked", "forfeit": "forfeited", "retract": "retracted", "deregister": "deregistered"}
HEARD = frozenset({"revoke", "forfeit", "retract"})
BASES = {
    "correct": Text("《行政许可法》第三十九条、第四十九条", "Administrative Licensing Law, articles 39 and 49"),
    "replace": Text("《行政许可法》第三十九条", "Administrative Licensing Law, article 39"),
    "revoke": Text("《行政许可法》第六十九条", "Administrative Licensing Law, article 69"),
    "forfeit": Text("《行政处罚法》第九条、第六十三条", "Administrative Penalty Law, articles 9 and 63"),
    "retract": Text("《行政许可法》第八条", "Administrative Licensing Law, article 8"),
    "deregister": Text("《行政许可法》第七十条", "Administrative Licensing Law, article 70"),
}
GROUNDS: Mapping[str, Mapping[str, Text]] = {
    "revoke": {
        "abuse": Text("工作人员滥用职权、玩忽职守作出的准予", "granted by abuse of power or neglect of duty"),
        "beyond": Text("超越法定职权作出的准予", "granted beyond the powers given by law"),
        "procedure": Text("违反法定程序作出的准予", "granted against the procedure set by law"),
        "unqualified": Text("对不具备条件的申请人准予", "granted to an applicant who did not qualify"),
        "fraud": Text("以欺骗、贿赂等不正当手段取得", "obtained by deceit, bribery or other improper means"),
        "other": Text("依法可以撤销的其他情形", "another case in which the law allows it"),
    },
    "forfeit": {
        "offence": Text("持证人有依法应当吊销的违法行为", "an offence for which the law takes the licence away")
    },
    "retract": {
        "law": Text("所依据的法律、法规、规章修改或者废止", "the law it rests on was changed or abolished"),
        "facts": Text("准予所依据的客观情况发生重大变化", "the circumstances it rests on have changed greatly"),
    },
    "deregister": {
        "expired": Text("有效期届满未延续", "its term is over and was not renewed"),
        "death": Text("公民死亡或者丧失行为能力", "the person has died or lost legal capacity"),
        "dissolved": Text("法人或者其他组织依法终止", "the organisation has ended"),
        "ended": Text("许可已被撤销、撤回，或者证件已被吊销", "it was revoked, withdrawn, or taken as a penalty"),
        "impossible": Text("因不可抗力无法实施", "force majeure makes it impossible"),
        "other": Text(
            "法律、法规规定的其他情形（如持证人申请注销）", "another case set by law, such as the holder's own wish"
        ),
    },
}


def is_alive(status: str, valid_to: date | None, today: date) -> bool:
    """In force, and its term not over."""
    return status == "in_force" and (valid_to is None or valid_to >= today)


def asking(
    kind: str, *, status: str, valid_to: date | None, today: date, is_open: bool, reason: str, corrected: object
) -> Iterator[Demand]:
    """更正 or 补发: of a certificate that holds; a correction says what is wrong."""
    yield kind in REISSUES, "change-kind"
    yield is_alive(status, valid_to, today), "not-in-force"
    yield not is_open, "change-open"
    yield kind != "correct" or bool(corrected), "nothing-corrected"
    yield says(reason), "reason-needed"


def proposing(
    kind: str, ground: str, *, status: str, valid_to: date | None, today: date, is_open: bool, reason: str
) -> Iterator[Demand]:
    """An end: its kind, its legal ground, its reason."""
    yield kind in ENDINGS, "change-kind"
    yield ground in GROUNDS[kind], "change-ground"
    yield (
        status == "in_force" or (kind == "deregister" and status in ("revoked", "forfeited", "retracted")),
        "not-in-force",
    )
    yield ground != "expired" or (valid_to is not None and valid_to < today), "not-expired"
    yield ground != "ended" or status != "in_force", "not-ended"
    yield not is_open, "change-open"
    yield says(reason), "reason-needed"


def deciding(
    kind: str, outcome: str, *, reasons: str, is_other: bool, answer_until: date | None, heard: bool, today: date
) -> Iterator[Demand]:
    """Another officer decides than asked or proposed; no end before the holder was heard or let the days pass."""
    yield outcome in ("grant", "refuse"), "outcome"
    yield is_other, "four-eyes"
    waits = outcome == "grant" and kind in HEARD and not heard
    yield not waits or (answer_until is not None and answer_until < today), "holder-unheard"
    yield says(reasons) or (outcome == "grant" and kind in REISSUES), "reasons-needed"
