"""The port to whoever carries messages, and the stand-in. Which adapter is real is said by the settings.

A gateway returns a receipt, or raises NotDelivered (it is tried again) or Rejected (it never will be delivered).
"""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from django.conf import settings


class NotDelivered(ConnectionError):
    """The gateway does not answer, is busy, or is set up wrongly: later it may work."""


class Rejected(ValueError):
    """The gateway will never take this message: a wrong number or address."""


@dataclass(frozen=True)
class Parcel:
    """One message to one person. `kind` and `values` are for gateways that keep the templates themselves."""

    id: str
    to: str
    text: str
    subject: str = ""
    kind: str = ""
    language: str = "zh"
    values: dict[str, str] = field(default_factory=dict)


class Gateway(Protocol):
    """Carries one message to one person."""

    name: str

    def deliver(self, parcel: Parcel) -> str:
        """A receipt of 1 to 80 characters. The same parcel.id is the same message; who can tell, delivers it once."""
        ...


class MailboxStandIn:
    """Stands in for the gateways: the message stays in our table, where the demo's mailbox page shows it."""

    name = "mailbox"

    def deliver(self, parcel: Parcel) -> str:
        if not parcel.to or parcel.to.startswith("00"):  # a number nobody has, to see what a rejection looks like
            raise Rejected("no such recipient")
        return f"mailbox-{parcel.id}"


@dataclass(frozen=True)
class GatewayTemplate:
    """A template kept at the gateway: its code, and which of our values it takes, in its order."""

    code: str
    values: tuple[str, ...] = ()


def template_of(parcel: Parcel) -> GatewayTemplate:
    """By TONGBAN_SMS_TEMPLATES. Without one the message waits: somebody has to set it up. Raises NotDelivered."""
    found = settings.SMS_TEMPLATES.get(parcel.kind, {})
    one = found.get(parcel.language) or found.get("zh")
    if not one:
        raise NotDelivered(f"no template of the gateway for {parcel.kind}")
    return GatewayTemplate(one["code"], tuple(one.get("values", ())))


def gateway(channel: str) -> Gateway:
    """The gateway of a channel as configured; the mailbox where none is."""
    if channel == "sms" and settings.SMS_URL:
        return _text_gateway(settings.SMS_URL, settings.SMS_TOKEN, json.dumps(settings.SMS_HTTP))
    if channel == "email" and settings.SMTP_URL:
        from tongban.exchange.messages.smtp import SmtpGateway

        return SmtpGateway(settings.SMTP_URL, settings.MAIL_FROM)
    return MailboxStandIn()


@cache
def _text_gateway(url: str, token: str, shape: str) -> Gateway:
    from tongban.exchange.messages import aliyun, http_text, tencent

    scheme = url.partition("://")[0].partition("+")[0]
    if scheme == "aliyun":
        return aliyun.AliyunGateway(url)
    if scheme == "tencent":
        return tencent.TencentGateway(url)
    return http_text.HttpTextGateway(url, token, http_text.Shape(**json.loads(shape)))
