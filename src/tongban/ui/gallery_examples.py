"""One example of every component and widget: what the gallery page and the tests of this room draw."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tongban.engine.forms import Form

CITY_ZONE = ZoneInfo("Asia/Shanghai")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "id_number", "kind", "area", "fee", "opens_on", "street", "members"],
    "properties": {
        "name": {"type": "string", "maxLength": 40},
        "id_number": {"type": "string", "format": "citizen-id", "x-personal": True},
        "kind": {"type": "string", "enum": ["person", "company", "branch"]},
        "dishes": {"type": "array", "items": {"enum": ["hot", "cold", "drinks"]}},
        "area": {"type": "integer", "minimum": 1},
        "fee": {"type": "integer", "minimum": 0},
        "opens_on": {"type": "string", "format": "date"},
        "street": {"type": "string", "enum": ["hedong", "hexi", "nanmen", "beimen", "xinqu", "gaotai", "liulin"]},
        "signboard": {"type": "boolean"},
        "remark": {"type": "string", "maxLength": 500},
        "members": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["called"],
                "properties": {"called": {"type": "string"}, "share": {"type": "integer"}},
            },
        },
    },
}


def _said(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


UI: dict[str, Any] = {
    "pages": [
        {
            "id": "all",
            "title": _said("经营情况", "The business"),
            "fields": [f"/{name}" for name in SCHEMA["properties"]],
        }
    ],
    "fields": {
        "/name": {
            "label": _said("字号", "Trade name"),
            "hint": _said("例如：河东面馆", "Such as Hedong Noodles"),
            "autocomplete": "organization",
        },
        "/id_number": {
            "label": _said("经营者身份证号码", "Operator's citizen id"),
            "hint": _said("18 位", "18 characters"),
        },
        "/kind": {
            "label": _said("您以什么身份开店", "As what do you open"),
            "options": {
                "person": _said("个体工商户", "Sole trader"),
                "company": _said("公司", "Company"),
                "branch": _said("分公司", "Branch"),
            },
        },
        "/dishes": {
            "label": _said("做哪些吃的", "What is served"),
            "hint": _said("可以多选", "Tick all that apply"),
            "options": {
                "hot": _said("热食", "Hot food"),
                "cold": _said("冷食", "Cold food"),
                "drinks": _said("自制饮品", "Drinks made on site"),
            },
        },
        "/area": {"label": _said("经营面积（平方米）", "Floor area (square metres)"), "widget": "number"},
        "/fee": {"label": _said("注册资金", "Capital"), "widget": "money"},
        "/opens_on": {
            "label": _said("打算哪天开业", "Planned opening day"),
            "hint": _said("例如 2026 年 3 月 27 日", "Such as 27 March 2026"),
        },
        "/street": {
            "label": _said("在哪个街道", "Sub-district"),
            "options": {
                "hedong": _said("河东街道", "Hedong"),
                "hexi": _said("河西街道", "Hexi"),
                "nanmen": _said("南门街道", "Nanmen"),
                "beimen": _said("北门街道", "Beimen"),
                "xinqu": _said("新区街道", "Xinqu"),
                "gaotai": _said("高台镇", "Gaotai"),
                "liulin": _said("柳林镇", "Liulin"),
            },
        },
        "/signboard": {"label": _said("要挂户外招牌吗", "Will there be an outdoor sign")},
        "/remark": {"label": _said("还有什么要说明", "Anything else"), "widget": "textarea", "rows": 3},
        "/members": {
            "label": _said("合伙人", "Partner"),
            "item": {
                "/called": {"label": _said("姓名", "Name")},
                "/share": {"label": _said("出资", "Share"), "widget": "money"},
            },
        },
    },
}
ANSWERS: dict[str, Any] = {
    "name": "河东面馆",
    "id_number": "11010119900307663",
    "kind": "person",
    "dishes": ["hot", "drinks"],
    "area": 86,
    "fee": 5_000_050,
    "opens_on": "2026-12-01",
    "signboard": True,
    "members": [{"called": "李明", "share": 3_000_000}, {"called": "王芳"}],
}


def form() -> Form:
    """A form with every widget that packages have but the file."""
    return Form.compile(SCHEMA, UI)


def context() -> dict[str, Any]:
    """What ui/gallery.html is drawn with, but for `base`."""
    compiled = form()
    return {
        "fields": compiled.pages[0].fields,
        "answers": ANSWERS,
        "problems": compiled.check_page(compiled.pages[0], ANSWERS),
        "places": [(_said("首页", "Home"), "/"), (_said("开办餐饮店", "Open a restaurant"), "/services/")],
        "progress": PROGRESS,
        "slots": SLOTS,
        "rows": ROWS,
        "table": TABLE,
        "clocks": CLOCKS,
        "story": STORY,
    }


PROGRESS = [
    {"label": _said("情形", "Questions"), "state": "done", "url": "#"},
    {"label": _said("填表", "Form"), "state": "now", "note": _said("第 2 页，共 4 页", "Page 2 of 4")},
    {"label": _said("材料", "Papers")},
    {"label": _said("核对并提交", "Check and send")},
]
SLOTS = [
    {
        "name": "plan",
        "label": _said("设备布局图", "Layout of the kitchen"),
        "action": "#",
        "required": True,
        "hint": _said("PDF 或照片，不超过 10 MB", "PDF or photograph, up to 10 MB"),
        "files": [{"name": "布局图-v2.pdf", "url": "#", "size": "412 KB", "remove": "#"}],
    },
    {
        "name": "lease",
        "label": _said("房屋租赁合同", "Lease"),
        "action": "#",
        "required": True,
        "problem": _said(
            "这个文件不是 PDF 或图片，请换一个", "This is neither a PDF nor a picture: choose another file"
        ),
    },
]
ROWS = [
    {"label": _said("字号", "Trade name"), "value": "河东面馆", "change": "#name"},
    {
        "label": _said("经营场所", "Premises"),
        "value": _said("安澜市河东区河东路 18 号一层", "18 Hedong Road, ground floor"),
        "change": "#",
    },
    {"label": _said("申请方式", "Channel"), "value": _said("网上申请", "Online")},
]
TABLE = {
    "head": [_said("事项", "Matter"), _said("部门", "Department"), _said("意见", "Opinion"), _said("时限", "Limit")],
    "rows": [
        {
            "name": _said("市场主体设立登记", "Registration"),
            "department": _said("市场监管局", "Market Supervision"),
            "text": _said("准予", "Granted"),
            "state": "good",
            "used": "1 / 1",
        },
        {
            "name": _said("食品经营许可", "Food licence"),
            "department": _said("市场监管局", "Market Supervision"),
            "text": _said("待您决定", "Yours to decide"),
            "state": "warn",
            "used": "4 / 5",
        },
        {
            "name": _said("消防安全检查", "Fire safety check"),
            "department": _said("消防救援", "Fire and Rescue"),
            "text": _said("退回重看：布局图变了", "Reopened: the layout changed"),
            "state": "bad",
            "used": "6 / 8",
        },
    ],
}
CLOCKS = [
    {
        "name": _said("承诺期限", "Promised limit"),
        "due": date(2026, 11, 24),
        "left": _said("还剩 1 个工作日", "1 working day left"),
        "state": "warn",
        "started": date(2026, 11, 16),
        "limit": _said("5 个工作日", "5 working days"),
        "used": 2,
        "basis": _said("《行政许可法》第四十二条", "Administrative Licensing Law, article 42"),
        "lines": [
            {"day": date(2026, 11, 16), "number": None, "zh": "受理当日不计", "en": "day of acceptance, not counted"},
            {"day": date(2026, 11, 17), "number": 1, "zh": "工作日", "en": "working day"},
            {
                "day": date(2026, 11, 18),
                "number": None,
                "zh": "检测，已书面告知，不计",
                "en": "testing, told in writing, not counted",
            },
            {"day": date(2026, 11, 19), "number": 2, "zh": "工作日", "en": "working day"},
        ],
    },
    {
        "name": _said("法定期限", "Limit of the law"),
        "due": date(2027, 1, 6),
        "left": _said("还剩 28 个工作日", "28 working days left"),
        "state": "good",
        "provisional": True,
    },
]
STORY = [
    {
        "what": _said(
            "布局图更换，消防意见重开，其余意见不动", "Layout replaced: the fire opinion reopens, the others stand"
        ),
        "at": datetime(2026, 11, 19, 15, 20, tzinfo=CITY_ZONE),
        "who": _said("申请人", "the applicant"),
    },
    {
        "what": _said("请更换布局图：缺排烟口", "Replace the layout: the flue is missing"),
        "at": datetime(2026, 11, 18, 9, 41, tzinfo=CITY_ZONE),
        "who": _said("消防救援", "Fire and Rescue"),
        "state": "warn",
    },
    {
        "what": _said("执照准予，三项并联开始", "Licence granted; three permits begin side by side"),
        "at": datetime(2026, 11, 16, 16, 30, tzinfo=CITY_ZONE),
        "who": _said("市场监管局", "Market Supervision"),
        "state": "good",
    },
]
