"""What people do with notices: the applicant reads, an officer sends once more or rings instead. None of it is service."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tongban.cases.models import DeskNoticeRead, Notice
from tongban.cases.notices import carrying, telling
from tongban.cases.queries.inboxes import news_of, of_viewer
from tongban.cases.refusals import ActRefused
from tongban.cases.step import Work, step
from tongban.exchange.models import OutgoingMessage
from tongban.kit import clock, jobs, ledger
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ids import new_id

REACHED = ("reached", "no-answer", "wrong-number")
State = OutgoingMessage.State


@transaction.atomic
def read(notice_id: UUID, *, actor: Actor) -> Notice:
    """Opens one message of the inbox; the first opening is a fact. Raises Notice.DoesNotExist for another's."""
    notice = of_viewer(actor).get(pk=notice_id)
    if notice.read_at is None:
        now = clock.now()
        if Notice.objects.filter(pk=notice_id, read_at=None).update(read_at=now, read_by=actor.id):
            ledger.act(
                "notice.read",
                actor=actor,
                case=notice.case_id,
                subject=notice.citizen_id,
                notice=str(notice_id),
                event=notice.event,
            )
        notice.read_at = now
    return notice


def read_all(*, actor: Actor) -> int:
    """Marks what is unread in the inbox as seen; no facts, nobody has opened them. Returns how many."""
    return of_viewer(actor).filter(read_at=None).update(read_at=clock.now(), read_by=actor.id)


def send_again(case_id: UUID, notice_id: UUID, *, actor: Actor) -> None:
    """Asks for one more message of the same notice, by the channel the person has now; what failed is dealt with."""
    with step(case_id, actor=actor, verb="send_again") as work:
        _require_body(work)
        notice = _notice(work, notice_id)
        work.require(not _messages(notice).filter(state=State.WAITING).exists(), "notice-waits")
        _settle(notice)
        work.fact("notice.sent_again", notice=str(notice.id), event=notice.event)
        jobs.defer("case.notice-again", notice=notice.id)
        work.acted = False  # nothing of the case changed: no page of it is stale


def rang(case_id: UUID, notice_id: UUID, *, actor: Actor, outcome: str) -> None:
    """Keeps that the person was rung instead, and whether they were reached; reaching settles what failed."""
    with step(case_id, actor=actor, verb="rang") as work:
        _require_body(work)
        work.require(outcome in REACHED, "rang-how")
        notice = _notice(work, notice_id)
        if outcome == "reached":
            _settle(notice)
        work.fact("notice.rang", notice=str(notice.id), event=notice.event, outcome=outcome)
        work.acted = False


@transaction.atomic
def carry_again(notice_id: UUID) -> None:
    """The message an officer asked for. A second run finds the first one's message waiting or sent."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("case").get(pk=notice_id)
    newest = _messages(notice).order_by("-id").first()
    if notice.case is None or (newest is not None and newest.settled_at is None and newest.state == State.WAITING):
        return
    news = telling.news_of(Work(notice.case, SYSTEM), notice.event, notice.about)
    for person in telling.people_of(notice.case):
        carrying.carry(notice, news, person, again=True)


@transaction.atomic
def read_desk(case_id: UUID, *, actor: Actor) -> None:
    """An officer has opened a case: what was new there for their post is read."""
    now = clock.now()
    for notice in news_of(actor).filter(case=case_id, was_read=False):
        row = {"notice": notice, "officer_id": actor.id}
        DeskNoticeRead.objects.update_or_create(
            **row, defaults={"at": now}, create_defaults={**row, "at": now, "id": new_id()}
        )


def _require_body(work: Work) -> None:
    bodies = (work.case.accepting_body_id, work.case.authority_id)
    work.require(work.actor.kind == "officer" and work.actor.department in bodies, "not-yours")


def _notice(work: Work, notice_id: UUID) -> Notice:
    row = Notice.objects.filter(Q(case=work.case.id) | Q(case__parent=work.case.id), pk=notice_id).first()
    if row is None:
        raise ActRefused("not-yours")
    return row


def _messages(notice: Notice) -> QuerySet[Any]:
    return OutgoingMessage.objects.filter(notice=notice.id).only("id", "state", "settled_at")


def _settle(notice: Notice) -> None:
    _messages(notice).filter(state=State.FAILED, settled_at=None).update(settled_at=clock.now())
