"""The inbox of a person: what they were told. A message is a reminder, never the service of a letter."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from tongban.api.bearer import MESSAGES, person
from tongban.api.shapes import Refused, Said
from tongban.cases.actions import noticing
from tongban.cases.models import Notice
from tongban.cases.queries import inboxes
from tongban.kit import clock

router = Router(tags=["messages"], auth=MESSAGES)
PAGE = 20
REFUSED = {401: Refused, 403: Refused, 404: Refused}


class MessageLine(Schema):
    id: UUID
    event: str
    title: Said
    case: str
    told_at: datetime
    read: bool


class Message(MessageLine):
    text: Said


class Messages(Schema):
    items: list[MessageLine]
    next: UUID | None


class Marked(Schema):
    marked: int


@router.get("/messages", response={200: Messages, **REFUSED}, summary="消息 Messages")
def list_messages(
    request: HttpRequest, after: UUID | None = None, limit: int = Query(PAGE, ge=1, le=100)
) -> dict[str, Any]:
    """Newest first. `next`, if any, is the `after` of the following page."""
    found = inboxes.inbox(person(request), after=after, size=limit + 1)
    shown = found[:limit]
    return {"items": [_line(one) for one in shown], "next": shown[-1].id if len(found) > limit else None}


@router.post("/messages/read", response={200: Marked, **REFUSED}, summary="全部标为已读 Mark all as read")
def mark_messages(request: HttpRequest) -> dict[str, Any]:
    """How many were unread."""
    return {"marked": noticing.read_all(actor=person(request))}


@router.post("/messages/{message}/read", response={200: Message, **REFUSED}, summary="打开消息 Open a message")
def read_message(request: HttpRequest, message: UUID) -> dict[str, Any]:
    """The message with its text; that it was opened is kept."""
    try:
        row = noticing.read(message, actor=person(request))
    except Notice.DoesNotExist:
        raise Http404 from None
    return {**_line(row), "text": {tongue: row.said[tongue]["text"] for tongue in ("zh", "en")}}


def _line(row: Notice) -> dict[str, Any]:
    return {
        "id": row.id, "event": row.event, "title": {tongue: row.said[tongue]["title"] for tongue in ("zh", "en")},
        "case": row.case.case_no if row.case else "", "told_at": row.told_at.astimezone(clock.CITY_ZONE),
        "read": row.read_at is not None,
    }  # fmt: skip
