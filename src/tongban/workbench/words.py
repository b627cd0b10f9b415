"""What the office calls things, in the language of the page. Text that data brings comes as Text or as a pair."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language

from tongban.engine.deadlines import Light
from tongban.engine.forms import show_date
from tongban.engine.package.text import Text
from tongban.kit.clock import CITY_ZONE

Pair = tuple[str, str]

LIGHTS: dict[str, tuple[str, Pair]] = {
    Light.GREEN: ("good", ("绿灯", "Green")),
    Light.YELLOW: ("warn", ("黄灯", "Yellow")),
    Light.RED: ("bad", ("红灯", "Red")),
    Light.SUSPENDED: ("neutral", ("特别程序中", "Suspended")),
}
CHANNELS: dict[str, Pair] = {
    "web": ("网上申请", "Online"),
    "counter": ("窗口申请", "At the counter"),
    "api": ("接口申请", "By another system"),
    "phone": ("电话申请", "By telephone"),
    "kiosk": ("自助终端", "At a kiosk"),
}
CLOCKS: dict[str, Pair] = {
    "receipt": ("受理期限", "Accept or tell what is missing"),
    "statutory": ("法定期限", "Limit of the law"),
    "promised": ("承诺期限", "Promised limit"),
    "deliver": ("送达期限", "Delivery"),
    "correction": ("补正期限", "Correction"),
    "joint": ("联合办理期限", "Joint handling"),
    "supplement": ("容缺补交期限", "Tolerated papers to follow"),
    "after_check": ("事后核查期限", "Check after the promise"),
}
UNITS: dict[str, Pair] = {
    "workday": ("个工作日", "working days"),
    "day": ("天", "days"),
    "month": ("个月", "months"),
    "hour": ("小时", "hours"),
}
PROCEDURES: dict[str, Pair] = {
    "hearing": ("听证", "Hearing"),
    "bidding": ("招标", "Call for bids"),
    "auction": ("拍卖", "Auction"),
    "inspection": ("检验", "Inspection"),
    "testing": ("检测", "Testing"),
    "quarantine": ("检疫", "Quarantine"),
    "appraisal": ("鉴定", "Appraisal"),
    "expert_review": ("专家评审", "Expert review"),
}
VERDICTS: dict[str, Pair] = {"agree": ("同意", "Agree"), "disagree": ("不同意", "Disagree")}
MODES: dict[str, Pair] = {
    "counter": ("窗口领取", "Handed over at the counter"),
    "post": ("邮寄", "By post"),
    "announcement": ("公告送达", "By announcement"),
    "download": ("网上下载", "Downloaded"),
}
GROUNDS: dict[str, Pair] = {
    "no_licence_needed": ("不需要取得许可", "No licence is needed"),
    "not_our_authority": ("不属于本机关职权", "It is not for this authority"),
    "other_by_law": ("法律规定的其他情形", "Another ground of law"),
}
STATIONS: dict[str, Pair] = {
    "submit": ("待受理", "To be accepted"),
    "work": ("办理中", "In progress"),
    "decide": ("待决定", "To be decided"),
    "issue": ("制证中", "Result being made"),
    "deliver": ("待送达", "To be delivered"),
}
ENDINGS: dict[str, Pair] = {
    "producing": ("盖章中", "Being sealed"),
    "in_force": ("有效", "In force"),
    "replaced": ("已换发", "Replaced"),
    "revoked": ("已撤销", "Revoked"),
    "forfeited": ("已吊销", "Revoked as a penalty"),
    "retracted": ("许可已撤回", "Grant withdrawn"),
    "deregistered": ("已注销", "Deregistered"),
}


def lang() -> str:
    """ "zh" or "en"."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def said(text: Text | Pair | None) -> str:
    """The text in the language of the page; nothing for None."""
    if text is None:
        return ""
    zh, en = (text.zh, text.en) if isinstance(text, Text) else text
    return en if lang() == "en" else zh


def called(words: dict[str, Pair], code: str) -> str:
    """The name of a code; the code itself where there is none."""
    return said(words[code]) if code in words else code


def pair(text: Text | Pair) -> Pair:
    """Text of a package as the pair a form field takes."""
    return (text.zh, text.en) if isinstance(text, Text) else text


def name_of(row: Any) -> str:
    """The name of a region, department or task row."""
    return str(getattr(row, f"name_{lang()}"))


def day(value: date | None) -> str:
    """A legal day in words."""
    return show_date(value, lang()) if value else ""


def moment(value: datetime | None) -> str:
    """A moment, to the minute."""
    if value is None:
        return ""
    local = value.astimezone(CITY_ZONE)
    return f"{day(local.date())} {local:%H:%M}"


def light(value: Light) -> dict[str, str]:
    """A light as a tag: colour and word."""
    colour, words = LIGHTS[value]
    return {"colour": colour, "word": said(words)}


def amount(n: int, unit: str) -> str:
    """5 个工作日 / 5 working days."""
    return f"{n} {called(UNITS, unit)}"
