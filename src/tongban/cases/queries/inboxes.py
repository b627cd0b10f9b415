"""Inboxes: what an applicant was told, what is new for an officer, and how a notice travelled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongban.cases.models import Case, DeskNotice, DeskNoticeRead, Notice
from tongban.cases.queries.cases import visible
from tongban.exchange.models import OutgoingMessage
from tongban.kit.access import Actor

MOST = 99
HOW_IT_WENT = ("id", "channel", "kind", "masked", "notice", "case", "state", "reason", "attempts", "created_at",
               "not_before", "sent_at", "reported_at", "settled_at")  # fmt: skip


def of_viewer(viewer: Actor) -> QuerySet[Notice]:
    """Notices of the cases that exist for the viewer, and of their own drafts. In an organisation's name: only its own."""
    if viewer.kind != "citizen":
        return Notice.objects.none()
    if viewer.on_behalf_of is not None:
        return Notice.objects.filter(organisation=viewer.on_behalf_of, case__in=visible(viewer).order_by().values("pk"))
    own = Q(citizen=viewer.id, organisation=None)
    return Notice.objects.filter(own | Q(citizen=viewer.id, case__in=visible(viewer).order_by().values("pk")))


def inbox(viewer: Actor, *, after: UUID | None = None, size: int = 20) -> Sequence[Notice]:
    """Newest first, keyset by id."""
    rows = of_viewer(viewer).select_related("case").order_by("-id")
    return list((rows.filter(id__lt=after) if after else rows)[:size])


def unread(viewer: Actor) -> str:
    """How many are unread, for the header: "", a number, or "99+"."""
    found = len(of_viewer(viewer).filter(read_at=None).values_list("id", flat=True)[: MOST + 1])
    return f"{MOST}+" if found > MOST else str(found or "")


@dataclass(frozen=True)
class Travel:
    """A notice of a case with its messages, the newest last."""

    notice: Notice
    messages: list[OutgoingMessage] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Nobody has dealt with a failure, and nothing else arrived."""
        return any(one.state == "failed" and one.settled_at is None for one in self.messages)


def travels(family: Sequence[Case]) -> list[Travel]:
    """Of these cases, newest first."""
    rows = Notice.objects.filter(case__in=[one.id for one in family]).select_related("case").order_by("-id")[:100]
    found = {row.id: Travel(row) for row in rows}
    for message in OutgoingMessage.objects.filter(notice__in=found).only(*HOW_IT_WENT).order_by("id"):
        assert message.notice is not None
        found[message.notice].messages.append(message)
    return list(found.values())


def failed_here(viewer: Actor, *, size: int = 100) -> list[tuple[Case, datetime, str]]:
    """Cases of the viewer's department whose applicant a message did not reach: since when, and why. Oldest first."""
    here = Q(authority=viewer.department) | Q(accepting_body=viewer.department)
    failed = OutgoingMessage.objects.filter(state="failed", settled_at=None, case__isnull=False)
    rows = failed.order_by("created_at").values_list("case", "created_at", "reason")[: size * 5]
    listed = list(rows)
    cases = {one.id: one for one in Case.objects.filter(here, pk__in=[row[0] for row in listed]).select_related(
        "package_version", "authority")}  # fmt: skip
    first: dict[UUID, tuple[Case, datetime, str]] = {}
    for case, at, reason in listed:
        if case in cases:
            first.setdefault(case, (cases[case], at, reason))
    return list(first.values())[:size]


def desk(viewer: Actor, *, after: tuple[datetime, UUID] | None = None, size: int = 25) -> list[DeskNotice]:
    """What is new for the viewer's post, newest first, each case once a role; each with `was_read`."""
    rows = news_of(viewer).select_related("case", "case__package_version", "case__citizen", "case__organisation")
    if after is not None:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], id__lt=after[1]))
    return list(rows.defer("case__citizen__password").order_by("-at", "-id")[:size])


def news_of(viewer: Actor) -> QuerySet[Any]:
    """All that was ever new for the viewer's post, each with `was_read`."""
    seen = DeskNoticeRead.objects.filter(notice=OuterRef("pk"), officer=viewer.id, at__gte=OuterRef("at"))
    rows = DeskNotice.objects.filter(department=viewer.department, role__in=["", *viewer.roles])
    return rows.annotate(was_read=Exists(seen))


def desk_unread(viewer: Actor) -> str:
    """For the header."""
    if viewer.department is None:
        return ""
    found = len(news_of(viewer).filter(was_read=False).values_list("id", flat=True)[: MOST + 1])
    return f"{MOST}+" if found > MOST else str(found or "")
