"""The timeline of a case in words: each fact of the ledger as one line."""

from datetime import date
from typing import Any

from tongban.cases.queries.file import CaseFile
from tongban.cases.queries.story import Happening
from tongban.cases.refusals import REFUSALS
from tongban.catalog import labels
from tongban.catalog.queries import package_of
from tongban.engine.package.notices import EVENTS
from tongban.workbench import words
from tongban.workbench.notices.lines import CALLS
from tongban.workbench.words import Pair, called, said

FACTS: dict[str, Pair] = {
    "case.submitted": ("提交申请", "Applied"),
    "case.opened": ("建立子办件", "Part of the bundle opened"),
    "case.filed": ("已收件", "Filed"),
    "case.prereviewed": ("预审通过", "Pre-review passed"),
    "case.defects_noted": ("记下需补正的内容", "Defects noted"),
    "case.correction_asked": ("告知补正", "Told what to correct"),
    "case.supplemented": ("补交容缺材料", "Tolerated papers handed in"),
    "case.correction_answered": ("补正提交", "Correction handed in"),
    "case.accepted": ("受理", "Accepted"),
    "case.suspended": ("进入特别程序", "Special procedure began"),
    "case.suspension_overdue": ("特别程序超过告知的天数", "The special procedure lasts longer than told"),
    "case.resumed": ("特别程序结束", "Special procedure ended"),
    "case.extended": ("延长期限", "Limit extended"),
    "case.proposed": ("审查完成，提出建议", "Review finished, outcome proposed"),
    "case.decided": ("作出决定", "Decided"),
    "case.delivered": ("送达", "Delivered"),
    "case.closed": ("办结", "Closed"),
    "case.rated": ("申请人评价", "Rated by the applicant"),
    "task.taken": ("领取任务", "Task taken"),
    "task.completed": ("完成任务", "Task completed"),
    "commitment.kept": ("核查：已兑现承诺", "Checked: the promise was kept"),
    "commitment.broken": ("核查：未兑现承诺", "Checked: the promise was broken"),
    "handover.asked": ("移交其他系统", "Handed over to another system"),
    "handover.answered": ("其他系统已回复", "The other system answered"),
    "handover.not-taken": (
        "其他系统回复的统一社会信用代码已属于另一个单位，没有采用，请人工核对录入",
        "The code the other system gave belongs to another organisation and was not taken; check and enter it by hand",
    ),
    "timer.fired": ("环节超时", "A step ran out of time"),
    "clock.moved": ("期限变动", "A due date moved"),
    "certificate.numbered": ("证照已编号", "Certificate numbered"),
    "certificate.signed": ("证照二维码已签名", "QR code of the certificate signed"),
    "certificate.change_asked": ("申请更正或补发证照", "Correction or replacement of the certificate asked for"),
    "certificate.change_proposed": ("拟对证照作出处理", "Ending of the certificate proposed"),
    "certificate.stated": ("持证人陈述、申辩", "The holder made a statement"),
    "certificate.change_decided": ("对证照变动作出决定", "Change of the certificate decided"),
    "certificate.reissued": (
        "新一期证照已生效，上一期作废",
        "New issue of the certificate in force, the earlier one superseded",
    ),
    "certificate.drawn": ("证照已制作，等待盖章", "Certificate drawn, waiting for its seal"),
    "certificate.stopped": ("有缺字，证照未制作", "A character is missing: certificate not made"),
    "certificate.retried": ("重新制证", "Certificate made again"),
    "certificate.issued": ("证照已生效", "Certificate in force"),
    "letter.stopped": (
        "有缺字，文书未生成，已转人员处理",
        "A character has no font: letter not written, a task is open",
    ),
    "letter.retried": ("重新生成文书", "Letter written again"),
    "letter.written": ("文书已生成", "Letter written"),
    "seal.used": ("印章已使用", "Seal used"),
    "seal.unstamped": ("已盖章，未能加盖时间戳", "Sealed, but without a time stamp"),
    "seal.failed": ("盖章未成功，将自动重试", "Not sealed; it will be tried again"),
    "seal.refused": ("印章未使用", "Seal refused"),
    "notice.told": ("已在站内通知申请人", "The applicant was told in the inbox"),
    "notice.read": ("申请人已读通知", "The applicant read a notice"),
    "notice.sent_again": ("再次发送通知", "A notice was sent once more"),
    "notice.rang": ("电话联系申请人", "The applicant was rung"),
    "message.failed": ("短信或者邮件没有发到", "A text message or e-mail failed"),
    "attempt.refused": ("操作被拒绝", "An attempt was refused"),
}
MACHINERY = frozenset(
    {
        "notice.told",
        "message.failed",
        "letter.written",
        "seal.used",
        "certificate.numbered",
        "certificate.signed",
        "certificate.drawn",
        "clock.moved",
        "attempt.refused",
    }
)
"""What the system writes by itself beside the acts of people; slips changed nothing, so they stand there too."""
ACTORS: dict[str, Pair] = {
    "citizen": ("申请人", "The applicant"),
    "system": ("系统自动", "The system by itself"),
    "machine": ("接口调用方", "A machine client"),
    "anonymous": ("未登录者", "Somebody not signed in"),
}


def lines(file: CaseFile) -> list[dict[str, Any]]:
    """Newest first: {what, detail, who, at, refused, matter, machinery}."""
    matters = {one.id: said(package_of(one.package_version_id).service.name) for one in file.children}
    return [
        {
            "what": called(FACTS, one.kind),
            "detail": _detail(one),
            "who": _who(file, one),
            "at": words.moment(one.at),
            "machinery": one.kind in MACHINERY,
            "refused": one.kind == "attempt.refused",
            "matter": matters.get(one.case, ""),
        }
        for one in file.story
    ]


def _who(file: CaseFile, one: Happening) -> str:
    if one.kind in ("handover.answered", "handover.not-taken"):  # whose system it is: the authority of the matter
        owner = next((child for child in file.children if child.id == one.case), file.case)
        return words.name_of(owner.authority)
    if one.actor_kind != "officer" or one.actor is None:
        return called(ACTORS, one.actor_kind)
    officer = file.officers.get(one.actor)
    department = file.departments.get(one.department) if one.department else None
    return " · ".join(
        part for part in (words.name_of(department) if department else "", officer.name if officer else "") if part
    )


def _detail(one: Happening) -> str:
    body = one.body
    match one.kind:
        case "attempt.refused":
            code = body.get("code", "")
            return said(REFUSALS[code]) if code in REFUSALS else code
        case "clock.moved":
            moved = f"{_day(body.get('before')) or '—'} → {_day(body.get('due_on')) or '—'}"
            return called(words.CLOCKS, body["clock"]) + said(("：", ": ")) + moved
        case "case.suspended" | "case.suspension_overdue" | "case.resumed":
            return called(words.PROCEDURES, body.get("procedure", ""))
        case "case.delivered":
            return called(words.MODES, body.get("mode", ""))
        case "case.rated":
            return said(labels.GRADES[str(body["grade"])])
        case "case.accepted":
            return said(("逾期视为受理", "Deemed accepted")) if body.get("deemed") else _day(body.get("accepted_on"))
        case "task.completed":
            return called(words.VERDICTS, body.get("verdict", ""))
        case "notice.told" | "notice.read" | "notice.sent_again":
            return said(EVENTS[body["event"]].name) if body.get("event") in EVENTS else ""
        case "notice.rang":
            return called(CALLS, body.get("outcome", ""))
        case "certificate.issued":
            return str(body.get("number", ""))
    return ""


def _day(written: str | None) -> str:
    return words.day(date.fromisoformat(written)) if written else ""
