"""The events an applicant is told of. A notice is a courtesy beside the letter: it never is the service (送达) of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongban.engine.package.text import Text


@dataclass(frozen=True)
class Event:
    """One thing to tell. `legal`: it follows from an act of the authority, so nobody can opt out of it.

    `dated`: the law sets a day by which it must be told, and a message of that last day keeps no quiet hours.
    """

    name: Text
    legal: bool = False
    dated: bool = False


EVENTS: Mapping[str, Event] = {
    "submitted": Event(Text("已收到申请", "Application received")),
    "correction": Event(Text("需要补正", "Corrections needed"), legal=True, dated=True),
    "correction-ending": Event(Text("补正期限将到", "Time to correct is ending"), legal=True, dated=True),
    "supplement-ending": Event(Text("容缺材料补交期限将到", "Time for papers owed is ending"), legal=True, dated=True),
    "accepted": Event(Text("已受理", "Accepted"), legal=True, dated=True),
    "not-accepted": Event(Text("不予受理", "Not accepted"), legal=True, dated=True),
    "suspended": Event(Text("进入特别程序", "Special procedure begun"), legal=True),
    "resumed": Event(Text("恢复办理", "Work resumed")),
    "extended": Event(Text("延长期限", "Limit extended"), legal=True, dated=True),
    "granted": Event(Text("准予决定", "Granted"), legal=True),
    "refused": Event(Text("不予决定", "Refused"), legal=True),
    "ready": Event(Text("结果可以领取", "Result ready")),
    "delivered": Event(Text("已送达", "Delivered")),
    "ended": Event(Text("终止办理", "Ended"), legal=True),
    "withdrawn": Event(Text("已撤回", "Withdrawn")),
    "change-asked": Event(Text("证照变动申请已收到", "Change of a certificate asked for")),
    "change-intended": Event(Text("拟作出证照变动决定", "A certificate may be ended"), legal=True),
    "change-decided": Event(Text("证照变动已决定", "Change of a certificate decided"), legal=True),
    "reissued": Event(Text("新一期证照已制作", "New issue of a certificate")),
    "draft-ending": Event(Text("草稿即将删除", "Draft will be deleted")),
}
BY_LETTER: Mapping[str, str] = {
    "receipt": "submitted", "correction": "correction", "acceptance": "accepted", "refuse-acceptance": "not-accepted",
    "suspension": "suspended", "extension": "extended", "decision-grant": "granted", "decision-refuse": "refused",
    "delivery": "delivered", "termination": "ended", "withdrawal": "withdrawn",
    "change-notice": "change-intended", "change-decision": "change-decided",
}  # fmt: skip
"""Which event a statutory letter goes with (`engine.letters.kinds`)."""
