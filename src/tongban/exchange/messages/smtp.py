"""E-mail by Django's SMTP backend: smtp://user:password@host:587 (STARTTLS), smtps://…:465 (TLS from the start).

Options after "?": tls=none (plain, only for a relay on this machine), ca=FILE (roots to trust instead of the system's).
"""

import smtplib
import ssl
from functools import cached_property
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from tongban.exchange.messages.gateways import NotDelivered, Parcel, Rejected

TIMEOUT = 10


class _Backend(EmailBackend):
    """Django's, trusting the roots it was given."""

    roots = ""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.roots or None)


class SmtpGateway:
    """Without TLS nothing is sent, unless the settings say tls=none."""

    name = "smtp"

    def __init__(self, url: str, sender: str) -> None:
        self.where, self.sender = urlsplit(url), sender
        self.options = {name: values[0] for name, values in parse_qs(self.where.query).items()}
        if self.where.scheme not in ("smtp", "smtps") or not sender:
            raise ValueError("smtp://user:password@host:587 or smtps://…, and an address of the sender")

    def deliver(self, parcel: Parcel) -> str:
        mark = f"<{parcel.id}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        headers = {"Message-ID": mark, "Auto-Submitted": "auto-generated"}
        letter = EmailMessage(parcel.subject.replace("\n", " "), parcel.text, self.sender, [parcel.to], headers=headers)
        backend = self._backend()
        try:
            backend.open()
            backend.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            if all(500 <= code < 600 for code in codes):
                raise Rejected(f"the mail server refuses the recipient ({codes[0]})") from None
            raise NotDelivered(f"the mail server says later ({codes[0]})") from None
        except (OSError, smtplib.SMTPException) as wrong:
            raise NotDelivered(type(wrong).__name__) from None
        finally:
            backend.close()
        return parcel.id

    def _backend(self) -> EmailBackend:
        direct = self.where.scheme == "smtps"
        backend = _Backend(
            host=self.where.hostname or "", port=self.where.port or (465 if direct else 587),
            username=unquote(self.where.username or ""), password=unquote(self.where.password or ""),
            use_ssl=direct, use_tls=not direct and self.options.get("tls") != "none", timeout=TIMEOUT,
        )  # fmt: skip
        backend.roots = self.options.get("ca", "")
        return backend
