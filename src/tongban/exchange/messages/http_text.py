"""Any gateway that takes a JSON body: the body, the place of the receipt and the word for success are settings."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tongban.exchange.messages.calling import post
from tongban.exchange.messages.gateways import NotDelivered, Parcel, Rejected

BODY = '{"id": "{id}", "to": "{to}", "text": "{text}"}'
_PLACE = re.compile(r"\{(id|to|text|kind|language)\}")


@dataclass(frozen=True)
class Shape:
    """`body`: JSON with {id} {to} {text} {kind} {language} inside strings. `receipt`: where the answer has its number,
    e.g. "data/id". `success`: "code=0", where the answer says so in its body."""

    body: str = BODY
    receipt: str = ""
    success: str = ""


class HttpTextGateway:
    """POSTs the body with a bearer token and an Idempotency-Key; any 2xx is taken, 4xx but 401, 403, 408, 429 rejected."""

    name = "http"

    def __init__(self, url: str, token: str, shape: Shape | None = None) -> None:
        if urlsplit(url).scheme not in ("https", "http"):
            raise ValueError("the address of the text message gateway must be http(s), aliyun or tencent")
        self.url, self.token, self.shape = url, token, shape or Shape()

    def deliver(self, parcel: Parcel) -> str:
        headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self.token}",
                   "Idempotency-Key": parcel.id}  # fmt: skip
        status, answer = post(self.url, self._body(parcel), headers)
        if 400 <= status < 500 and status not in (401, 403, 408, 429):
            raise Rejected(f"the gateway answered {status}")
        if not 200 <= status < 300:
            raise NotDelivered(f"the gateway answered {status}")
        return self._receipt(answer, parcel)

    def _body(self, parcel: Parcel) -> bytes:
        """Values are JSON text inside the quotes of the template: a quote in a text ends no string."""
        filled = _PLACE.sub(
            lambda found: json.dumps(getattr(parcel, found[1]), ensure_ascii=False)[1:-1], self.shape.body
        )
        return filled.encode()

    def _receipt(self, answer: bytes, parcel: Parcel) -> str:
        if not self.shape.receipt and not self.shape.success:
            return answer.decode("utf-8", "replace").strip()[:80] or parcel.id
        try:
            found = json.loads(answer)
        except ValueError:
            raise NotDelivered("the gateway's answer is no JSON") from None
        where, _, wanted = self.shape.success.partition("=")
        if where and str(_at(found, where)) != wanted:
            raise NotDelivered(f"the gateway says {where}={str(_at(found, where))[:40]}")
        return str(_at(found, self.shape.receipt) or parcel.id)[:80] if self.shape.receipt else parcel.id


def _at(value: Any, path: str) -> Any:
    for part in path.split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value
