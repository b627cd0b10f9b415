"""Rights of officers: appointments and substitutions, given and ended by the security administrator."""

from datetime import date, timedelta

from django.db import transaction

from tongban.directory.actions.rights import SECURITY_ADMIN, Refuse, require
from tongban.directory.models import Appointment, Officer, Post, Substitution
from tongban.kit import clock, ledger
from tongban.kit.access import Actor


def appoint(officer: Officer, post: Post, *, by: Actor, since: date, until: date | None = None) -> Appointment:
    """The officer holds the post from `since` through `until`. Raises NotAllowed, Refuse."""
    require(by, SECURITY_ADMIN, "post.appoint")
    _check(officer, by, since, until)
    with transaction.atomic():
        _not_twice(Appointment.objects.select_for_update().filter(officer=officer, post=post), since, until)
        row = Appointment.objects.create(officer=officer, post=post, valid_from=since, valid_to=until)
        _tell("post.appointed", by, officer, post, since, until)
    return row


def substitute(officer: Officer, post: Post, *, by: Actor, since: date, until: date, reason: str = "") -> Substitution:
    """The officer stands in at the post (AB 岗) for days that end. Raises NotAllowed, Refuse."""
    require(by, SECURITY_ADMIN, "post.substitute")
    _check(officer, by, since, until)
    with transaction.atomic():
        _not_twice(Substitution.objects.select_for_update().filter(officer=officer, post=post), since, until)
        row = Substitution.objects.create(
            officer=officer, post=post, valid_from=since, valid_to=until, reason=reason.strip()
        )
        _tell("post.substituted", by, officer, post, since, until)
    return row


def end(row: Appointment | Substitution, *, by: Actor) -> None:
    """Ends a right with yesterday, or takes back one that has not begun. Raises NotAllowed."""
    require(by, SECURITY_ADMIN, "post.end")
    today = clock.today()
    last = today - timedelta(days=1)
    with transaction.atomic():
        if row.valid_from <= last:
            row.valid_to = min(last, row.valid_to) if row.valid_to else last
            row.save(update_fields=["valid_to"])
        else:
            # begun today or later: it never held for a whole day, and the ledger still tells that it was given
            row.valid_from = row.valid_to = date.min
            row.save(update_fields=["valid_from", "valid_to"])
        _tell("post.ended", by, row.officer, row.post, row.valid_from, row.valid_to)


def _check(officer: Officer, by: Actor, since: date, until: date | None) -> None:
    problems = {}
    if officer.id == by.id:
        problems["officer"] = "不能给自己授权", "You cannot give rights to yourself"
    elif officer.administration:
        problems["officer"] = "系统、安全、审计管理员不能任职", "The three administrators hold no post"
    elif not officer.is_active:
        problems["officer"] = "此账号已停用", "This account has been closed"
    if until is not None and until < since:
        problems["until"] = "截止日不能早于起始日", "The last day cannot be before the first"
    if problems:
        raise Refuse(problems)


def _not_twice(rows, since: date, until: date | None) -> None:  # type: ignore[no-untyped-def]
    for row in rows:
        starts_after = until is not None and row.valid_from > until
        if not starts_after and (row.valid_to is None or row.valid_to >= since):
            raise Refuse({"post": ("这段时间已经有这项授权", "This right is already given for these days")})


def _tell(kind: str, by: Actor, officer: Officer, post: Post, since: date, until: date | None) -> None:
    ledger.act(
        kind, actor=by, officer=str(officer.id), held_post=str(post.id), since=since.isoformat(),
        until=until.isoformat() if until else None,
    )  # fmt: skip
