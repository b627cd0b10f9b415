"""What gateways report later: the phone has it, or why not. Each gateway's own shape, read into one.

A report moves a message that was handed over, once; one that names none of ours changes nothing.
"""

import hmac
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class Report:
    """One message by the gateway's receipt."""

    receipt: str
    delivered: bool
    reason: str = ""


ANSWERS = {"aliyun": {"code": 0, "msg": "接收成功"}, "tencent": {"result": 0, "errmsg": "OK"}, "http": {"ok": True}}
"""What each gateway wants to hear; without it the report comes again."""


def is_ours(key: str) -> bool:
    """Whether the address called holds the secret of this city; without a setting no report is taken."""
    wanted = settings.SMS_REPORT_KEY
    return bool(wanted) and hmac.compare_digest(wanted.encode(), key.encode())


def read(gateway: str, body: bytes) -> list[Report]:
    """The reports of one call. ValueError where it is not of this gateway's shape."""
    found = json.loads(body)
    rows = found if isinstance(found, list) else [found]
    if gateway not in ANSWERS or not all(isinstance(row, dict) for row in rows):
        raise ValueError(gateway)
    return [_one(gateway, row) for row in rows[:1000]]


def _one(gateway: str, row: dict[str, Any]) -> Report:
    try:
        if gateway == "aliyun":
            return Report(str(row["biz_id"]), row["success"] is True, str(row.get("err_code", "")))
        if gateway == "tencent":
            return Report(str(row["sid"]), row["report_status"] == "SUCCESS", str(row.get("errmsg", "")))
        return Report(str(row["receipt"]), row["state"] == "delivered", str(row.get("reason", "")))
    except KeyError as missing:
        raise ValueError(f"no {missing}") from None


def take(gateway: str, reports: list[Report]) -> int:
    """Writes them down; returns how many messages moved."""
    with connection.cursor() as cursor:
        moved = 0
        for one in reports:
            reason = "" if one.delivered else one.reason[:80] or "not delivered"
            cursor.execute("SELECT exchange_report(%s, %s, %s)", [gateway, one.receipt[:80], reason])
            moved += cursor.fetchone()[0] or 0
    return moved
