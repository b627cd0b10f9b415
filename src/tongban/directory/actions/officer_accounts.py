"""Accounts of officers: made, linked and ended by the system administrator; set up by officers with one-time links."""

import hashlib
import re
import secrets
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from tongban.directory.actions import one_time_codes, passwords
from tongban.directory.actions.rights import SYSTEM_ADMIN, Refuse, require
from tongban.directory.models import AccountRequest, Officer, OneTimeLink
from tongban.directory.queries.account_requests import NEW
from tongban.kit import clock, ledger
from tongban.kit.access import SYSTEM, Actor

LINK_LASTS = timedelta(days=3)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LOGIN = re.compile(r"[a-z][a-z0-9.\-]{2,39}")
ENDED_LINK = {"": ("链接已失效，请向系统管理员要新的", "This link has ended: ask for a new one")}
BY_REQUEST = {"": ("这要由另一位管理员确认，请提出申请", "Another administrator confirms this: make a request")}


def create_officer(*, login: str, name: str, by: Actor, administration: str = "") -> Officer:
    """An account without password or rights. Raises Refuse, NotAllowed. Administrators are made on the server only."""
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
    """The secret of a new one-time link in one step: a new account that was never set up and never held a post.

    Raises NotAllowed; Refuse for any other account (account_requests.ask) and an inactive one.
    """
    require(by, SYSTEM_ADMIN, "officer.link")
    with transaction.atomic():
        lock(officer)
        officer.refresh_from_db()
        if not officer.is_active:
            raise Refuse({"": ("此账号已停用", "This account has been closed")})
        if not by.is_system and not Officer.objects.filter(NEW, pk=officer.pk).exists():
            raise Refuse(BY_REQUEST)
        return make_link(officer, by=by)


def make_link(officer: Officer, *, by: Actor, request: AccountRequest | None = None) -> str:
    """The link itself, once rights are settled; within a transaction. Earlier links end.

    That of a request opens only with the word given to who confirmed it.
    """
    secret = secrets.token_urlsafe(32)
    _end_links(officer)
    OneTimeLink.objects.create(
        officer=officer, secret_hash=_hash(secret), expires_at=clock.now() + LINK_LASTS, request=request
    )
    ledger.act("officer.link-issued", actor=by, officer=str(officer.id))
    return secret


def break_glass(login: str, *, protocol: str) -> str:
    """The secret of a link for an administrator who lost the device, from the server alone. Raises Refuse."""
    with transaction.atomic():
        officer = Officer.objects.filter(login=login, is_active=True).exclude(administration="").first()
        if officer is None:
            raise Refuse({"": ("没有这个在用的管理员账号", "No active administrator has this sign-in name")})
        ledger.act("officer.break-glass", actor=SYSTEM, officer=str(officer.id), protocol=protocol)
        return issue_link(officer, by=SYSTEM)


def add_administrator(administration: str, login: str, name: str, *, protocol: str) -> str:
    """The secret of the link of a new administrator, from the server alone: a successor, or a second one of a kind.

    The one who leaves is closed afterwards, by request. Raises Refuse.
    """
    if administration not in Officer.Administration.values:
        wrong = "管理员种类为 system、security 或 audit", "The kinds of administrators are system, security and audit"
        raise Refuse({"administration": wrong})
    with transaction.atomic():
        officer = create_officer(login=login, name=name, by=SYSTEM, administration=administration)
        ledger.act("officer.break-glass", actor=SYSTEM, officer=str(officer.id), protocol=protocol)
        return issue_link(officer, by=SYSTEM)


def officer_of_link(secret: str) -> Officer | None:
    """The officer a link still opens the door for."""
    link = _live(secret).select_related("officer").first()
    return link.officer if link else None


def needs_word(secret: str) -> bool:
    """Whether the link opens only with the word of who confirmed it."""
    return _live(secret).filter(request__isnull=False).exists()


def set_up(secret: str, *, password: str, seed: str, code: str, word: str = "") -> Officer:
    """Password and one-time codes, once. Raises Refuse (fields word, password, code, "" for a dead link)."""
    with transaction.atomic():
        link = _live(secret).select_for_update(of=("self",)).select_related("officer", "request").first()
        if link is None:
            raise Refuse(ENDED_LINK)
        officer = link.officer
        problems = {}
        if link.request is not None and not compare_digest(bytes(link.request.word_hash), word_hash(word)):
            wrong = (
                "开启口令不对，请向确认申请的管理员核对",
                "The word is not right: ask the administrator who confirmed",
            )
            problems["word"] = wrong
        if problem := passwords.password_problem(officer, password):
            problems["password"] = problem
        step = one_time_codes.matching_step(seed, code)
        if step is None:
            problems["code"] = "动态码不对，请输入当前显示的 6 位数字", "Enter the 6 digits shown now"
        if problems:
            raise Refuse(problems)
        if _opened(secret, word) != officer.id:
            raise Refuse(ENDED_LINK)
        passwords.set_password(officer, password)
        officer.totp_seed, officer.totp_last_step = seed, step
        officer.save(update_fields=[*passwords.PASSWORD_FIELDS, "totp_seed", "totp_last_step"])
        ledger.act("officer.set-up", actor=Actor(kind="officer", id=officer.id), officer=str(officer.id))
    return officer


def deactivate(officer: Officer, *, by: Actor) -> None:
    """Ends an officer's account in one step: its sessions stop at their next request.

    Raises NotAllowed; Refuse for oneself, the last administrator of a kind, and (by request only) an administrator.
    """
    require(by, SYSTEM_ADMIN, "officer.deactivate")
    with transaction.atomic():
        lock(officer)
        officer.refresh_from_db()
        may_close(officer, asked_by=by.id)
        if officer.administration and not by.is_system:
            raise Refuse(BY_REQUEST)
        close(officer, by=by)


def lock(officer: Officer) -> None:
    """Holds the officer's row, and of an administrator those of the same kind, until the transaction ends.

    NO KEY: rows that name an officer may be written meanwhile, so that two who answer at once do not wait in a ring.
    """
    same = Q(administration=officer.administration) & ~Q(administration="")
    list(
        Officer.objects.select_for_update(no_key=True).filter(Q(pk=officer.pk) | same).order_by("pk").values_list("pk")
    )


def may_close(officer: Officer, *, asked_by: UUID | None) -> None:
    """Raises Refuse for oneself and for the last active administrator of a kind; the rows are locked."""
    if officer.id == asked_by:
        raise Refuse({"": ("不能停用自己的账号", "You cannot close your own account")})
    others = Officer.objects.filter(administration=officer.administration, is_active=True).exclude(pk=officer.pk)
    if officer.administration and not others.exists():
        raise Refuse({"": ("这是最后一位同类管理员，不能停用", "The last administrator of a kind cannot be closed")})


def close(officer: Officer, *, by: Actor) -> None:
    """The closing itself, once rights are settled; links that were not used end with it."""
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    _end_links(officer)
    ledger.act("officer.deactivated", actor=by, officer=str(officer.id))


def reopen(officer: Officer, *, by: Actor) -> None:
    """The re-opening itself: password, codes and posts are as they were."""
    officer.is_active = True
    officer.save(update_fields=["is_active"])
    ledger.act("officer.reopened", actor=by, officer=str(officer.id))


def _end_links(officer: Officer) -> None:
    now = clock.now()
    OneTimeLink.objects.filter(officer=officer, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)


def _live(secret: str):  # type: ignore[no-untyped-def]
    return OneTimeLink.objects.filter(
        secret_hash=_hash(secret), used_at__isnull=True, expires_at__gt=clock.now(), officer__is_active=True
    )


def new_word() -> str:
    """Ten characters in two groups, easy to say; 50 bits."""
    word = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{word[:5]}-{word[5:]}"


def word_hash(word: str) -> bytes:
    """Spaces, hyphens and letter case do not matter."""
    return _hash(_plain(word))


def _plain(word: str) -> str:
    return "".join(word.split()).replace("-", "").upper()


def _opened(secret: str, word: str) -> UUID | None:
    """Uses the link up; the database lets its officer's password and seed be set in this transaction only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT directory_open_link(%s, %s, %s)", [secret.encode(), _plain(word).encode(), clock.now()])
        officer: UUID | None = cursor.fetchone()[0]
        return officer


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
