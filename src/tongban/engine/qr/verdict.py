"""The verdict on the text of a QR code: who signed it, whether it still holds, and as of which revocation list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tongban.engine.qr.claims import Claims, message_of
from tongban.engine.qr.cose import CERTIFICATE, BadSignature, UnknownKey, opened
from tongban.engine.qr.trust import Trust

SAID: dict[str, tuple[str, str]] = {
    "valid": ("证照真实，在有效期内", "genuine, and in its term"),
    "expired": ("证照真实，但已过有效期", "genuine, but its term is over"),
    "replaced": ("证照真实，但已被新一期证照替换", "genuine, but superseded by a newer issue"),
    "revoked": ("证照真实，但许可已被撤销", "genuine, but the grant has been revoked"),
    "forfeited": ("证照真实，但已被吊销", "genuine, but revoked as a penalty"),
    "retracted": ("证照真实，但许可已被撤回", "genuine, but the grant has been withdrawn by the authority"),
    "deregistered": ("证照真实，但已注销", "genuine, but deregistered"),
    "altered": ("内容与签名不符，不是原件", "the signature does not fit: this is not what was issued"),
    "unknown-key": ("签名的密钥不在信任文件中，不能确认", "signed with a key that the trust file does not hold"),
    "key-time": ("签发日期不在签名密钥的有效期内", "dated outside the time in which its key signs"),
    "unreadable": ("不是本系统的证照二维码", "this is no QR code of a certificate of ours"),
}


@dataclass(frozen=True)
class QrVerdict:
    """`state` is a key of SAID. `claims` only where the signature is genuine. `listed_at` is None without a list."""

    state: str
    claims: Claims | None = None
    listed_at: datetime | None = None
    stale: bool = False

    @property
    def valid(self) -> bool:
        """Genuine and in force, as far as the list knows."""
        return self.state == "valid"

    @property
    def zh(self) -> str:
        """In Chinese."""
        return SAID[self.state][0]

    @property
    def en(self) -> str:
        """In English."""
        return SAID[self.state][1]


def judge(text: str, trust: Trust, at: datetime, today: date) -> QrVerdict:
    """The verdict at a moment and on a day of the city. Never raises for bad input and never asks the network."""
    try:
        payload, key = opened(message_of(text), trust.keys, CERTIFICATE)
        claims = Claims.from_cbor(payload)
    except UnknownKey:
        return QrVerdict("unknown-key")
    except BadSignature:
        return QrVerdict("altered")
    except ValueError:
        return QrVerdict("unreadable")
    found = trust.revoked
    if found is None:
        return QrVerdict(_state(claims, None, key.valid_from, key.valid_to, today), claims)
    gone = found.state_of(claims.number, claims.issue)
    state = _state(claims, gone, key.valid_from, key.valid_to, today)
    return QrVerdict(state, claims, found.made_at, found.is_stale(at))


def _state(claims: Claims, gone: str | None, begin: date, end: date, today: date) -> str:
    if not begin <= claims.issued_on <= end:
        return "key-time"
    if gone is not None:
        return gone
    return "expired" if claims.valid_to is not None and claims.valid_to < today else "valid"
