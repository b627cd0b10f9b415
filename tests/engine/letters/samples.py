"""One sample of data for each statutory letter."""

from __future__ import annotations

from typing import Any

COMMON: dict[str, Any] = {
    "authority": {"zh": "安澜市河东区市场监督管理局", "en": "Hedong District Market Office, Anlan"},
    "number": "东市监受〔2026〕0017号",
    "case_no": "990102001202603020000175",
    "addressee": "李镕堃",
    "matter": {"zh": "食品经营许可（餐饮服务）", "en": "Food business licence (catering)"},
    "date": "2026-03-03",
    "contact": {"phone": "0990-12345"},
    "verify": "https://tongban.example/verify · 7KQ2-9XMD",
}
_BASIS = {"zh": "《中华人民共和国行政许可法》第三十八条", "en": "article 38 of the Administrative Licensing Law"}
_REMEDY = {
    "body": {"zh": "河东区人民政府", "en": "the People's Government of Hedong"},
    "court": {"zh": "河东区人民法院", "en": "the Hedong District Court"},
    "days": 60,
    "months": 6,
    "first": "either",
}
_REASONS = [
    "经营场所与食品处理区未分隔，不符合餐饮服务许可的条件。",
    {"zh": "未配备食品安全管理人员。", "en": "No food safety manager."},
]
_LIMIT = {"n": 5, "unit": "workday"}
_OWN: dict[str, dict[str, Any]] = {
    "receipt": {
        "materials": [
            {"name": {"zh": "设备布局和操作流程", "en": "Layout of equipment"}, "copies": 1},
            {"name": "食品安全制度"},
        ],
        "received_on": "2026-03-02",
        "answer_by": "2026-03-09",
        "query_code": "7KQ2-9XMD",
        "waiting": [{"zh": "户外招牌设置", "en": "Outdoor sign"}],
        "accepting": {"zh": "河东区政务服务中心综合窗口", "en": "Hedong service hall, general desk"},
    },
    "acceptance": {
        "owed": [{"zh": "食品安全规章制度目录", "en": "List of the food safety rules"}],
        "owed_by": "2026-03-09",
        "accepted_on": "2026-03-03",
        "due_on": "2026-03-17",
        "limit": {"n": 10, "unit": "workday"},
        "basis": _BASIS,
    },
    "refuse-acceptance": {"reasons": _REASONS, "basis": _BASIS, "remedies": [_REMEDY]},
    "correction": {
        "items": [{"what": {"zh": "布局图", "en": "Layout"}, "need": "请标明冷食间的位置。"}, "请补充场所使用证明。"],
        "lapses_on": "2026-05-02",
    },
    "change-notice": {
        "what": {"zh": "撤销", "en": "revocation of the grant"},
        "certificate": {"zh": "食品经营许可证", "en": "Food business licence"},
        "certificate_no": "JY29901020000011",
        "reasons": _REASONS,
        "basis": _BASIS,
        "answer_until": "2026-03-10",
    },
    "change-decision": {
        "what": {"zh": "更正", "en": "correction"},
        "certificate": {"zh": "食品经营许可证", "en": "Food business licence"},
        "certificate_no": "JY29901020000011",
        "outcome": "grant",
        "reasons": _REASONS,
        "basis": _BASIS,
        "corrected": [{"zh": "住所：“甲”更正为“乙”", "en": "Address: “A” becomes “B”"}],
        "effect": {"zh": "原证照同时作废。", "en": "The earlier one is void."},
        "remedies": [_REMEDY],
    },
    "suspension": {
        "procedure": {"zh": "专家评审", "en": "expert review"},
        "from_on": "2026-03-09",
        "days": 10,
        "basis": _BASIS,
    },
    "extension": {
        "old_due": "2026-03-17",
        "new_due": "2026-03-24",
        "approver": {"zh": "本机关负责人", "en": "the head of the authority"},
        "reasons": _REASONS[:1],
        "basis": _BASIS,
    },
    "decision-grant": {
        "result": {"zh": "食品经营许可证", "en": "Food business licence"},
        "basis": _BASIS,
        "certificate_number": "JY23301020000010",
        "valid_from": "2026-03-16",
        "valid_to": "2031-03-15",
        "deliver": {"n": 5, "unit": "workday"},
    },
    "decision-refuse": {
        "reasons": _REASONS,
        "basis": _BASIS,
        "remedies": [{**_REMEDY, "first": "reconsideration"}, _REMEDY],
    },
    "delivery": {
        "documents": [{"name": {"zh": "准予决定书", "en": "Decision to grant"}, "number": "东市监准〔2026〕0009号"}],
        "mode": {"zh": "窗口领取", "en": "at the desk"},
        "delivered_on": "2026-03-18",
    },
    "termination": {
        "reasons": ["前置的市场主体设立登记未获准。"],
        "basis": _BASIS,
        "depends_on": {"zh": "市场主体设立登记", "en": "Business registration"},
    },
    "withdrawal": {"withdrawn_on": "2026-03-06"},
    "commitment": {
        "conditions": [{"zh": "招牌不超出建筑物外沿。", "en": "The sign stays within the outline of the building."}],
        "promise": {"zh": "本人已知悉并承诺符合上述条件。", "en": "I know these conditions and promise to meet them."},
        "after_check": {"n": 40, "unit": "workday"},
        "basis": {"zh": "国务院关于告知承诺制的规定", "en": "the State Council's rules on notice and commitment"},
    },
}


def sample(kind: str) -> dict[str, Any]:
    """Complete data for a letter."""
    return {**COMMON, **_OWN[kind]}
