"""Tencent Cloud SMS (短信): SendSms of 2021-01-11, signed with TC3-HMAC-SHA256, as its public documentation describes.

tencent://SECRET_ID:SECRET_KEY@sms.tencentcloudapi.com?app=SDK_APP_ID&sign=SIGNATURE&region=ap-guangzhou
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

from tongban.exchange.messages.calling import endpoint, post
from tongban.exchange.messages.gateways import NotDelivered, Parcel, Rejected, template_of

ALGORITHM = "TC3-HMAC-SHA256"
VERSION, SERVICE, JSON_TYPE = "2021-01-11", "sms", "application/json; charset=utf-8"
REJECTED = frozenset(
    {"InvalidParameterValue.IncorrectPhoneNumber", "FailedOperation.PhoneNumberInBlacklist",
     "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone"}
)  # fmt: skip


class TencentGateway:
    """The template is kept there; our id travels as SessionContext."""

    name = "tencent"

    def __init__(self, url: str) -> None:
        where, options = urlsplit(url), parse_qs(urlsplit(url).query)
        self.key, self.secret = unquote(where.username or ""), unquote(where.password or "")
        self.app, self.signature, self.region = (
            options.get(name, [usual])[0] for name, usual in (("app", ""), ("sign", ""), ("region", "ap-guangzhou"))
        )
        self.base = endpoint(url)
        if not (self.key and self.secret and self.app and self.signature):
            raise ValueError("tencent://SECRET_ID:SECRET_KEY@sms.tencentcloudapi.com?app=SDK_APP_ID&sign=SIGNATURE")

    def deliver(self, parcel: Parcel) -> str:
        template = template_of(parcel)
        body = json.dumps({
            "PhoneNumberSet": [parcel.to if parcel.to.startswith("+") else f"+86{parcel.to}"],
            "SmsSdkAppId": self.app, "SignName": self.signature, "TemplateId": template.code,
            "TemplateParamSet": [parcel.values.get(name, "") for name in template.values], "SessionContext": parcel.id,
        }, ensure_ascii=False).encode()  # fmt: skip
        host, at = urlsplit(self.base).netloc, int(datetime.now(UTC).timestamp())
        authorization = signed(
            body, {"content-type": JSON_TYPE, "host": host, "x-tc-action": "sendsms"}, service=SERVICE, at=at,
            key=self.key, secret=self.secret,
        )  # fmt: skip
        status, answer = post(self.base + "/", body, {
            "Authorization": authorization, "Content-Type": JSON_TYPE, "Host": host, "X-TC-Action": "SendSms",
            "X-TC-Timestamp": str(at), "X-TC-Version": VERSION, "X-TC-Region": self.region,
        })  # fmt: skip
        return _receipt(status, answer)


def _receipt(status: int, body: bytes) -> str:
    try:
        answer = json.loads(body)["Response"]
        sent = answer.get("SendStatusSet", [{}])[0]
    except (ValueError, KeyError, TypeError, IndexError):
        raise NotDelivered(f"the gateway answered {status} without its JSON") from None
    code = str(answer.get("Error", {}).get("Code") or sent.get("Code", status))
    if code == "Ok":
        return str(sent["SerialNo"])[:80]
    raise (Rejected if code in REJECTED else NotDelivered)(code)


def signed(body: bytes, headers: dict[str, str], *, service: str, at: int, key: str, secret: str) -> str:
    """The Authorization of a POST to "/". `headers`: those that are signed, names and values in lower case; `at`: seconds."""
    day = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    names = ";".join(sorted(headers))
    listed = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = f"POST\n/\n\n{listed}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"{ALGORITHM}\n{at}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    derived = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(derived, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
