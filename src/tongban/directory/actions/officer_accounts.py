"""Accounts of officers: made, linked and ended by the system administrator; set up by officers with one-time links."""

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction

from tongban.directory.actions import one_time_codes, passwords
from tongban.directory.actions.rights import SYSTEM_ADMIN, Refuse, require
from tongban.directory.models import Officer, OneTimeLink
from tongban.kit import clock, ledger
from tongban.kit.access import Actor

LINK_LASTS = timedelta(days=3)
_LOGIN = re.compile(r"[a-z][a-z0-9.\-]{2,39}")


def create_officer(*, login: str, name: str, by: Actor, administration: str = "") -> Officer:
    """An account without password or rights. Raises Refuse, NotAllowed. Administrators are made at founding only."""
    require(by, SYSTEM_ADMIN, "officer.create")
    login, name = login.strip().lower(), name.strip()
    problems = {}
    if not _LOGIN.fullmatch(login):
        problems["login"] = (
            "登录名为 3 至 40 位小写字母、数字、点或连字符，以字母开头",
            "Use 3 to 40 small letters, digits, dots or hyphens, beginning with a letter",
        )
    if not 1 <= len(name) <= 60:
        problems["name"] = "请填写姓名（最多 60 字）", "Enter the name (60 characters at most)"
    if administration and not by.is_system:
        problems["administration"] = "管理员在建市时设定", "Administrators are set when the city is founded"
    if problems:
        raise Refuse(problems)
    try:
        with transaction.atomic():
            officer = Officer.objects.create(
                login=login, name=name, administration=administration, created_at=clock.now()
            )
            ledger.act("officer.created", actor=by, officer=str(officer.id), administration=administration)
    except IntegrityError:
        raise Refuse({"login": ("这个登录名已有人用", "This sign-in name is taken")}) from None
    return officer


def issue_link(officer: Officer, *, by: Actor) -> str:
    """The secret of a new one-time link; earlier links end. Raises NotAllowed, Refuse for an inactive officer."""
    require(by, SYSTEM_ADMIN, "officer.link")
    if not officer.is_active:
        raise Refuse({"": ("此账号已停用", "This account has been closed")})
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    with transaction.atomic():
        OneTimeLink.objects.filter(officer=officer, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        OneTimeLink.objects.create(officer=officer, secret_hash=_hash(secret), expires_at=now + LINK_LASTS)
        ledger.act("officer.link-issued", actor=by, officer=str(officer.id))
    return secret


def officer_of_link(secret: str) -> Officer | None:
    """The officer a link still opens the door for."""
    link = _live(secret).select_related("officer").first()
    return link.officer if link else None


def set_up(secret: str, *, password: str, seed: str, code: str) -> Officer:
    """First password and one-time codes, once. Raises Refuse (fields password, code, "" for a dead link)."""
    with transaction.atomic():
        link = _live(secret).select_for_update(of=("self",)).select_related("officer").first()
        if link is None:
            raise Refuse({"": ("链接已失效，请向系统管理员要新的", "This link has ended: ask for a new one")})
        officer = link.officer
        problems = {}
        if problem := passwords.password_problem(officer, password):
            problems["password"] = problem
        step = one_time_codes.matching_step(seed, code)
        if step is None:
            problems["code"] = "动态码不对，请输入当前显示的 6 位数字", "Enter the 6 digits shown now"
        if problems:
            raise Refuse(problems)
        passwords.set_password(officer, password)
        officer.totp_seed, officer.totp_last_step = seed, step
        officer.save(update_fields=[*passwords.PASSWORD_FIELDS, "totp_seed", "totp_last_step"])
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
        ledger.act("officer.set-up", actor=Actor(kind="officer", id=officer.id), officer=str(officer.id))
    return officer


def deactivate(officer: Officer, *, by: Actor) -> None:
    """Ends an account at once: its sessions stop at their next request. Raises NotAllowed, Refuse for oneself."""
    require(by, SYSTEM_ADMIN, "officer.deactivate")
    if officer.id == by.id:
        raise Refuse({"": ("不能停用自己的账号", "You cannot close your own account")})
    with transaction.atomic():
        officer.is_active = False
        officer.save(update_fields=["is_active"])
        ledger.act("officer.deactivated", actor=by, officer=str(officer.id))


def _live(secret: str):  # type: ignore[no-untyped-def]
    return OneTimeLink.objects.filter(
        secret_hash=_hash(secret), used_at__isnull=True, expires_at__gt=clock.now(), officer__is_active=True
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
