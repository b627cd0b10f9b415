"""The port to whoever carries messages, its real adapters, and the stand-in.

A gateway returns a receipt, or raises NotDelivered (the job tries again later) or Rejected (it never will be).
"""

import json
import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol
from urllib import error, request
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 10


class NotDelivered(ConnectionError):
    """The gateway does not answer, or says later."""


class Rejected(ValueError):
    """The gateway will never take this message: a wrong number or address."""


class Gateway(Protocol):
    """Carries one message to one person."""

    def deliver(self, *, message_id: str, to: str, subject: str, text: str) -> str:
        """A receipt of at most 80 characters. The same message_id is the same message."""
        ...


class MailboxStandIn:
    """Stands in for the gateways: the message stays in our table, where the demo's mailbox page shows it."""

    def deliver(self, *, message_id: str, to: str, subject: str, text: str) -> str:
        if not to:
            raise Rejected("no recipient")
        return f"mailbox-{message_id}"


class HttpTextGateway:
    """POSTs {"id", "to", "text"} as JSON with a bearer token; any 2xx is a receipt, 4xx but 429 is a rejection."""

    def __init__(self, url: str, token: str) -> None:
        if urlsplit(url).scheme not in ("https", "http"):
            raise ValueError("the address of the text message gateway must be http(s)")
        self.url, self.token = url, token

    def deliver(self, *, message_id: str, to: str, subject: str, text: str) -> str:
        body = json.dumps({"id": message_id, "to": to, "text": text}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        call = request.Request(self.url, data=body, headers=headers, method="POST")
        try:
            with request.urlopen(call, timeout=TIMEOUT) as answer:
                return answer.read(80).decode("utf-8", "replace").strip()[:80]
        except error.HTTPError as wrong:
            if 400 <= wrong.code < 500 and wrong.code != 429:
                raise Rejected(f"the gateway answered {wrong.code}") from None
            raise NotDelivered(f"the gateway answered {wrong.code}") from None
        except OSError as wrong:
            raise NotDelivered(str(wrong)) from None


class SmtpGateway:
    """smtp://user:password@host:port (STARTTLS) or smtps://…"""

    def __init__(self, url: str, sender: str) -> None:
        self.where, self.sender = urlsplit(url), sender

    def deliver(self, *, message_id: str, to: str, subject: str, text: str) -> str:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Message-ID"] = f"<{message_id}@{self.sender.rpartition('@')[2]}>"
        message.set_content(text)
        try:
            with self._connection() as server:
                if self.where.username:
                    server.login(self.where.username, self.where.password or "")
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused:
            raise Rejected("the mail server refuses the recipient") from None
        except (OSError, smtplib.SMTPException) as wrong:
            raise NotDelivered(str(wrong)) from None
        return message_id

    def _connection(self) -> smtplib.SMTP:
        host, context = self.where.hostname or "", ssl.create_default_context()
        if self.where.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self.where.port or 465, timeout=TIMEOUT, context=context)
        server = smtplib.SMTP(host, self.where.port or 587, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        return server


def gateway(channel: str) -> Gateway:
    """The gateway of a channel as configured; the mailbox where none is."""
    if channel == "sms" and settings.SMS_URL:
        return HttpTextGateway(settings.SMS_URL, settings.SMS_TOKEN)
    if channel == "email" and settings.SMTP_URL:
        return SmtpGateway(settings.SMTP_URL, settings.MAIL_FROM)
    return MailboxStandIn()
