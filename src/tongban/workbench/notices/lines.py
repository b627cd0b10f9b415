"""How the notices of a case travelled, in words: read or not, and what became of each message."""

from typing import Any

from tongban.cases.actions.noticing import REACHED
from tongban.cases.models import Case
from tongban.cases.queries import inboxes
from tongban.cases.queries.file import CaseFile
from tongban.catalog.queries import package_of
from tongban.engine.package.notices import EVENTS
from tongban.exchange.models import OutgoingMessage
from tongban.workbench import words
from tongban.workbench.words import Pair, called, said

STATES: dict[str, tuple[str, Pair]] = {
    "waiting": ("info", ("等待发出", "Queued")),
    "sent": ("neutral", ("已交运营商", "Handed to the gateway")),
    "delivered": ("good", ("已到达", "Delivered")),
    "failed": ("bad", ("没有发到", "Failed")),
    "skipped": ("neutral", ("没有发", "Not sent")),
}
CHANNELS: dict[str, Pair] = {"sms": ("短信", "Text message"), "email": ("邮件", "E-mail")}
REASONS: dict[str, Pair] = {
    "no-address": ("没有手机号，也没有邮箱", "there is neither a mobile number nor an e-mail address"),
    "opted-out": ("本人不要这类提醒", "the person does not want reminders of this sort"),
    "same-just-sent": ("同一件事刚发过一条", "one about the same was sent just now"),
    "too-many-today": ("今天给这个号码发得太多", "too many to this number today"),
}
CALLS: dict[str, Pair] = {
    "reached": ("已联系上本人", "Reached the person"),
    "no-answer": ("无人接听", "No answer"),
    "wrong-number": ("号码不对", "Wrong number"),
}
assert tuple(CALLS) == REACHED


def lines(file: CaseFile) -> list[dict[str, Any]]:
    """Newest first; of a bundle, the matters that the viewer reads."""
    family = [one for one in (file.case, *file.children) if one.id in file.sight.cases or one.id == file.case.id]
    return [_line(file, one) for one in inboxes.travels(family)]


def _line(file: CaseFile, travel: inboxes.Travel) -> dict[str, Any]:
    notice = travel.notice
    assert notice.case is not None
    return {
        "id": notice.id,
        "event": said(EVENTS[notice.event].name),
        "matter": _matter(notice.case) if notice.case_id != file.case.id else "",
        "at": words.moment(notice.told_at),
        "read": words.moment(notice.read_at),
        "messages": [_message(one) for one in travel.messages],
        "failed": travel.failed,
        "may": file.work.actor.department in (file.case.accepting_body_id, file.case.authority_id),
        "waits": any(one.state == "waiting" for one in travel.messages),
    }


def _matter(case: Case) -> str:
    return said(package_of(case.package_version_id).service.name)


def _message(one: OutgoingMessage) -> dict[str, Any]:
    colour, state = STATES[one.state]
    later = (
        said(("，到 {at} 再发", ", goes out at {at}")).format(at=words.moment(one.not_before)) if one.not_before else ""
    )
    return {
        "channel": called(CHANNELS, one.channel), "to": one.masked, "colour": colour, "state": said(state),
        "reason": called(REASONS, one.reason), "at": words.moment(one.reported_at or one.sent_at or one.created_at),
        "later": later if one.state == "waiting" else "", "settled": one.settled_at is not None,
        "attempts": one.attempts if one.attempts > 1 else 0,
    }  # fmt: skip


def failed_here(actor: Any) -> list[dict[str, Any]]:
    """The department's list: whom no message reached."""
    return [
        {"id": case.id, "number": case.case_no, "service": _matter(case), "since": words.moment(at),
         "reason": called(REASONS, reason)}
        for case, at, reason in inboxes.failed_here(actor)
    ]  # fmt: skip
