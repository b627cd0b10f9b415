"""Accesses in words for the person they are about: who, what kind of data, and why."""

from tongban.cases.queries.looks import Look
from tongban.portal.words import listed, name_of, said

Pair = tuple[str, str]
DATA: dict[str, Pair] = {
    "case.personal_opened": ("证件号码、电话等个人信息", "identity number, telephone and other personal data"),
    "case.read": ("办件内容（个人信息已遮盖）", "the case, with personal data masked"),
    "case.handed_over": ("整份申请", "the whole application"),
    "case.searched": ("办件是否存在", "whether the case exists"),
    "case.looked_up": ("办理进度", "progress of the case"),
    "material.read": ("提交的材料", "papers handed in"),
    "letter.read": ("文书", "letters"),
    "certificate.read": ("证照", "certificates"),
    "receipt.printed": ("收件凭证", "the receipt"),
    "citizen.searched": ("实名登记信息", "who you are, at the counter"),
}
WHOLE_CASE: Pair = ("办件内容", "the case")
READERS: dict[str, Pair] = {
    "self": ("您本人", "Yourself"),
    "agent": ("代办人或本单位其他人员", "An agent, or another person of the organisation"),
    "machine": ("您或本单位的系统接口", "A system of yours or of the organisation"),
    "system": ("系统自动", "The system by itself"),
    "anonymous": ("持编号和查询码的人", "Somebody with the number and query code"),
}
OTHER_SYSTEM: Pair = ("办理该事项的其他系统", "Another system, which decides the matter")
ACTS: dict[str, Pair] = {
    "case.prereviewed": ("预审", "pre-review"),
    "case.correction_asked": ("告知补正", "telling what to correct"),
    "case.defects_noted": ("核对补正", "noting what is missing"),
    "case.accepted": ("受理", "accepting the case"),
    "case.suspended": ("启动特别程序", "beginning a special procedure"),
    "case.resumed": ("结束特别程序", "ending a special procedure"),
    "case.extended": ("延长期限", "extending the limit"),
    "case.proposed": ("审查", "review"),
    "task.taken": ("领取任务", "taking the task"),
    "task.completed": ("审查", "review"),
    "case.decided": ("作出决定", "deciding"),
    "case.delivered": ("送达", "delivery"),
    "case.closed": ("办结", "closing the case"),
}
COUNTER = "counter"
AT_COUNTER: Pair = ("在窗口为您办理", "serving you at the counter")
BY_KIND: dict[str, Pair] = {
    "case.handed_over": ("该事项由这个系统决定", "the matter is decided there"),
    "case.looked_up": ("查询进度", "asking how the case stands"),
}
NO_REASON: Pair = (
    "没有写事由，随后一小时内也没有办理记录",
    "no reason written, and no act in the case within the next hour",
)


def reader_said(look: Look) -> str:
    """Department and post of an officer; whoever else it was."""
    if look.department is not None:
        parts = [name_of(look.department), name_of(look.post) if look.post else ""]
        return " · ".join(part for part in parts if part)
    if look.system:
        return said(OTHER_SYSTEM)
    return said(READERS.get(look.reader, ("工作人员", "An officer")))


def data_said(look: Look) -> str:
    """What kind of data, the gravest first; to an agent and to a system of one's own nothing is masked."""
    words = DATA if look.reader == "officer" else {**DATA, "case.read": WHOLE_CASE}
    return listed(said(words[one]) for one in words if one in look.kinds)


def why_said(look: Look) -> list[tuple[str, bool]]:
    """The reasons that were written (True: quoted as they stand), and the acts the reading belonged to."""
    told = [(said(AT_COUNTER), False) if one == COUNTER else (one, True) for one in look.reasons]
    plain = [said(ACTS[one]) for one in look.acts if one in ACTS]
    plain += [said(BY_KIND[one]) for one in BY_KIND if one in look.kinds]
    told += [(one, False) for one in dict.fromkeys(plain)]
    return told or ([(said(NO_REASON), False)] if look.reader == "officer" else [])
