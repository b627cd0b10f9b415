"""The statutory letters: which there are, what each must say, and from which data. Dates are ISO texts, texts {zh, en}.

Every letter takes the common data; `items` and `reasons` are lists of texts; `remedies` lists
{body, days, court, months, first} as an implementation gives them (行政许可法 38; 行政复议法 2023 art. 20, 23).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine.problems import Problem

COMMON = ("authority", "number", "case_no", "addressee", "matter", "date")


@dataclass(frozen=True)
class LetterKind:
    """One letter: its title, its template and the data it needs beside the common."""

    title_zh: str
    title_en: str
    needs: tuple[str, ...]
    basis: str


KINDS: Mapping[str, LetterKind] = {
    "receipt": LetterKind(
        "收件凭证", "Receipt of application", ("materials", "received_on", "answer_by"), "行政许可法32"
    ),
    "acceptance": LetterKind(
        "受理通知书", "Notice of acceptance", ("accepted_on", "due_on", "limit", "basis"), "行政许可法32"
    ),
    "refuse-acceptance": LetterKind(
        "不予受理决定书", "Decision not to accept", ("reasons", "basis", "remedies"), "行政许可法32"
    ),
    "correction": LetterKind("补正告知书", "Notice of corrections needed", ("items",), "行政许可法32"),
    "suspension": LetterKind(
        "特别程序告知书", "Notice of special procedure", ("procedure", "from_on", "days", "basis"), "行政许可法45"
    ),
    "extension": LetterKind(
        "延期告知书", "Notice of extension", ("old_due", "new_due", "approver", "reasons", "basis"), "行政许可法42"
    ),
    "decision-grant": LetterKind("准予决定书", "Decision to grant", ("result", "basis"), "行政许可法38"),
    "decision-refuse": LetterKind("不予决定书", "Decision to refuse", ("reasons", "basis", "remedies"), "行政许可法38"),
    "delivery": LetterKind("送达回证", "Proof of delivery", ("documents", "mode", "delivered_on"), "行政许可法44"),
    "termination": LetterKind("终止告知书", "Notice of termination", ("reasons", "basis"), "行政许可法"),
    "withdrawal": LetterKind("撤回申请终止通知书", "Notice of withdrawal", ("withdrawn_on",), "行政许可法"),
    "commitment": LetterKind(
        "告知承诺书", "Notice and commitment", ("conditions", "promise", "after_check", "basis"), "告知承诺制"
    ),
    "change-notice": LetterKind(
        "拟作处理事先告知书",
        "Notice of an intended decision",
        ("what", "certificate", "certificate_no", "reasons", "basis", "answer_until"),
        "行政许可法7；行政处罚法44",
    ),
    "change-decision": LetterKind(
        "证照变动决定书",
        "Decision on a certificate",
        ("what", "certificate", "certificate_no", "outcome", "basis"),
        "行政许可法69、70",
    ),
}


REPLY = ("答复书", "Reply")


def title_of(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """What a letter is called: a decision that answers a request, and permits nothing, is a reply."""
    letter = KINDS[kind]
    return REPLY if data.get("reply") else (letter.title_zh, letter.title_en)


def data_problems(kind: str, data: Mapping[str, Any]) -> Iterator[Problem]:
    """What a letter lacks. An unknown kind, a missing or an empty datum is each a problem."""
    letter = KINDS.get(kind)
    if letter is None:
        listed = ", ".join(KINDS)
        yield Problem(
            kind,
            None,
            "",
            f"没有“{kind}”这种文书",
            f"there is no letter {kind!r}",
            f"可选：{listed}",
            f"one of: {listed}",
        )
        return
    for key in (*COMMON, *letter.needs):
        if data.get(key) in (None, "", [], (), {}):
            wrong = (f"《{letter.title_zh}》缺少 {key}", f"the letter {letter.title_en!r} lacks {key}")
            yield Problem(kind, None, f"/{key}", *wrong, f"给出 {key}", f"give {key}")
