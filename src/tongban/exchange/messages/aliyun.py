"""Aliyun SMS (短信服务): SendSms of 2017-05-25, signed with ACS3-HMAC-SHA256, as its public documentation describes.

aliyun://ACCESS_KEY:SECRET@dysmsapi.aliyuncs.com?sign=SIGNATURE
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, unquote, urlsplit

from tongban.exchange.messages.calling import endpoint, post
from tongban.exchange.messages.gateways import NotDelivered, Parcel, Rejected, template_of

ALGORITHM = "ACS3-HMAC-SHA256"
VERSION = "2017-05-25"
REJECTED = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT"})


class AliyunGateway:
    """The template is kept there; our id travels as OutId and comes back in reports."""

    name = "aliyun"

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self.key, self.secret = unquote(where.username or ""), unquote(where.password or "")
        self.signature = parse_qs(where.query).get("sign", [""])[0]
        self.base = endpoint(url)
        if not (self.key and self.secret and self.signature):
            raise ValueError("aliyun://ACCESS_KEY:SECRET@dysmsapi.aliyuncs.com?sign=SIGNATURE")

    def deliver(self, parcel: Parcel) -> str:
        template = template_of(parcel)
        given = {name: parcel.values.get(name, "") for name in template.values}
        query = {
            "PhoneNumbers": parcel.to, "SignName": self.signature, "TemplateCode": template.code,
            "TemplateParam": json.dumps(given, ensure_ascii=False), "OutId": parcel.id,
        }  # fmt: skip
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        headers = signed(
            "SendSms", VERSION, query, host=urlsplit(self.base).netloc, now=now, nonce=secrets.token_hex(16),
            key=self.key, secret=self.secret,
        )  # fmt: skip
        status, body = post(f"{self.base}/?{canonical(query)}", b"", headers)
        try:
            answer = json.loads(body)
        except ValueError:
            raise NotDelivered(f"the gateway answered {status} without JSON") from None
        code = str(answer.get("Code", status))
        if code == "OK":
            return str(answer["BizId"])[:80]
        raise (Rejected if code in REJECTED else NotDelivered)(code)


def canonical(query: Mapping[str, str]) -> str:
    """The query sorted and percent-encoded after RFC 3986."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))


def signed(
    action: str, version: str, query: Mapping[str, str], *, host: str, now: str, nonce: str, key: str, secret: str
) -> dict[str, str]:
    """The headers of a call with an empty body, Authorization among them."""
    digest = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host, "x-acs-action": action, "x-acs-content-sha256": digest, "x-acs-date": now,
        "x-acs-signature-nonce": nonce, "x-acs-version": version,
    }  # fmt: skip
    names = ";".join(sorted(headers))
    listed = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = f"POST\n/\n{canonical(query)}\n{listed}\n{names}\n{digest}"
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return {**headers, "Authorization": f"{ALGORITHM} Credential={key},SignedHeaders={names},Signature={signature}"}
