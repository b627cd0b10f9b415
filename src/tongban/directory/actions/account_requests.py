"""Accounts by request: the system administrator asks, another administrator confirms or refuses (三员分立).

The link of a confirmed request is made when the one who asked takes it: it is shown to nobody else, once. It opens
only together with a word that is shown, once, to the one who confirmed; each tells the officer their half. So neither
of the two alone comes into an account.
Locks are taken in one order: the request, then officers by id.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.directory.actions import officer_accounts
from tongban.directory.actions.rights import SYSTEM_ADMIN, Refuse, require
from tongban.directory.models import AccountRequest, Officer
from tongban.directory.queries.account_requests import confirmed_by
from tongban.engine.forms.guard import text_problem
from tongban.engine.path.wording import says
from tongban.kit import clock, ledger
from tongban.kit.access import SYSTEM, Actor, NotAllowed

_ACT, _STATE = AccountRequest.Act, AccountRequest.State
_UNDER_WAY = (_STATE.OPEN, _STATE.CONFIRMED)


def ask(officer: Officer, what: str, *, reason: str, by: Actor) -> AccountRequest:
    """A request (`what`: link, close or reopen). Raises NotAllowed, Refuse (fields reason, "")."""
    require(by, SYSTEM_ADMIN, f"officer.{what}")
    if by.id is None:
        raise NotAllowed(SYSTEM_ADMIN)  # the founding acts by itself and asks nobody
    text = _said(reason)
    now = clock.now()
    try:
        with transaction.atomic():
            _end(AccountRequest.objects.filter(officer=officer), by)
            officer_accounts.lock(officer)
            locked = Officer.objects.get(pk=officer.pk)
            _may_be_done(locked, what, asked_by=by.id)
            lasts = timedelta(days=settings.ACCOUNT_REQUEST_DAYS)
            made = AccountRequest.objects.create(
                officer=locked, act=what, reason=text, asked_by_id=by.id, asked_at=now, expires_at=now + lasts
            )
            _fact("asked", made, by)
    except IntegrityError:
        raise Refuse({"": ("这个账号已有一项申请在办", "A request about this account is under way")}) from None
    return made


def confirm(request: UUID, *, by: Actor) -> AccountRequest:
    """Closes or re-opens at once; a link may then be taken. Raises NotAllowed, Refuse, AccountRequest.DoesNotExist."""
    _require_another(request, by)
    with transaction.atomic():
        asked = _to_answer(request)
        _may_be_done(asked.officer, asked.act, asked_by=asked.asked_by_id)
        _answered(asked, _STATE.CONFIRMED if asked.act == _ACT.LINK else _STATE.DONE, "confirmed", by)
        if asked.act == _ACT.CLOSE:
            officer_accounts.close(asked.officer, by=by)
        elif asked.act == _ACT.REOPEN:
            officer_accounts.reopen(asked.officer, by=by)
        return asked


def refuse(request: UUID, *, reason: str, by: Actor) -> AccountRequest:
    """Refused with a reason. Raises NotAllowed, Refuse (fields answer, "")."""
    _require_another(request, by)
    text = _said(reason, "answer")
    with transaction.atomic():
        return _answered(_to_answer(request), _STATE.REFUSED, "refused", by, text)


def take_link(request: UUID, *, by: Actor) -> tuple[Officer, str]:
    """The officer and the secret of the link that was confirmed, once, for who asked. Raises NotAllowed, Refuse."""
    require(by, SYSTEM_ADMIN, "officer.link")
    with transaction.atomic():
        asked = AccountRequest.objects.select_for_update().get(pk=request)
        if asked.asked_by_id != by.id:
            raise NotAllowed("not-your-request")
        if asked.state != _STATE.CONFIRMED or asked.expires_at <= clock.now():
            raise Refuse({"": ("链接已取走，或申请已过期", "The link was taken, or the request has ended")})
        officer = _locked(asked)
        _may_be_done(officer, _ACT.LINK, asked_by=by.id)
        asked.state = _STATE.DONE
        asked.save(update_fields=["state"])
        _fact("link-taken", asked, by)
        return officer, officer_accounts.make_link(officer, by=by, request=asked)


def give_word(request: UUID, *, by: Actor) -> str:
    """The word without which the link does not open, once, for who confirmed. Raises NotAllowed, Refuse."""
    with transaction.atomic():
        asked = AccountRequest.objects.select_for_update().get(pk=request)
        if asked.answered_by_id is None or asked.answered_by_id != by.id:
            raise NotAllowed("not-your-answer")
        if asked.act != _ACT.LINK or asked.state not in (_STATE.CONFIRMED, _STATE.DONE) or asked.word_hash:
            raise Refuse({"": ("开启口令已给出，或申请已结束", "The word was given, or the request has ended")})
        word = officer_accounts.new_word()
        asked.word_hash = officer_accounts.word_hash(word)
        asked.save(update_fields=["word_hash"])
        _fact("word-given", asked, by)
        return word


def end_old() -> int:
    """Requests past their days end; returns how many."""
    with transaction.atomic():
        return _end(AccountRequest.objects.all(), SYSTEM)


def _to_answer(request: UUID) -> AccountRequest:
    asked = AccountRequest.objects.select_for_update().get(pk=request)
    _locked(asked)
    if asked.state != _STATE.OPEN or asked.expires_at <= clock.now():
        raise Refuse({"": ("这项申请已答复或已过期", "This request was answered or has ended")})
    return asked


def _require_another(request: UUID, by: Actor) -> None:
    """Before any transaction, so that the refused attempt stays written. Whom a request names never changes."""
    asked = AccountRequest.objects.select_related("officer").get(pk=request)
    role = confirmed_by(asked.officer)
    if role not in by.roles or by.id in (asked.asked_by_id, asked.officer_id):
        ledger.access("directory.refused", actor=by, attempt="officer.request-answer", needs=role)
        raise NotAllowed(role)


def _locked(asked: AccountRequest) -> Officer:
    """The officer of the request; with administrators of the kind, so that two closings do not pass each other."""
    officer = Officer.objects.get(pk=asked.officer_id)
    officer_accounts.lock(officer)
    asked.officer = Officer.objects.get(pk=officer.pk)
    return asked.officer


def _may_be_done(officer: Officer, what: str, *, asked_by: UUID | None) -> None:
    if officer.is_active == (what == _ACT.REOPEN):
        raise Refuse({"": ("此账号现在的状态不需要或不允许这样做", "The account is not in a state for this")})
    if what == _ACT.CLOSE:
        officer_accounts.may_close(officer, asked_by=asked_by)


def _answered(asked: AccountRequest, state: str, fact: str, by: Actor, text: str = "") -> AccountRequest:
    asked.state, asked.answer, asked.answered_by_id, asked.answered_at = state, text, by.id, clock.now()
    asked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _fact(fact, asked, by)
    return asked


def _end(requests, by: Actor) -> int:  # type: ignore[no-untyped-def]
    late = requests.filter(state__in=_UNDER_WAY, expires_at__lte=clock.now())
    ended = list(late.defer("word_hash").select_for_update())  # the worker does not read it
    for old in ended:
        old.state = _STATE.ENDED
        old.save(update_fields=["state"])
        _fact("ended", old, by)
    return len(ended)


def _said(reason: str, field: str = "reason") -> str:
    text = reason.strip()
    if len(text) > 200 or not says(text, 4) or text_problem(text) is not None:
        raise Refuse({field: ("请写明原因（4 至 200 字）", "Give the reason (4 to 200 characters)")})
    return text


def _fact(what: str, request: AccountRequest, by: Actor) -> None:
    ledger.act(
        f"officer.request-{what}", actor=by, officer=str(request.officer_id), request=str(request.pk), act=request.act
    )
