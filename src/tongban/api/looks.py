"""谁看过我的信息: who looked at the person's data, and questioning a look (个人信息保护法 44, 50)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tongban.api.bearer import LOOKS, person
from tongban.api.drafts import DraftView, shown
from tongban.api.errors import Refusal
from tongban.api.shapes import Refused, Said
from tongban.api.showing import named
from tongban.cases.actions import questioning
from tongban.cases.filling import Filling
from tongban.cases.queries import cases
from tongban.cases.queries.looks import Look, Wanted, looks
from tongban.kit import clock

router = Router(tags=["looks"], auth=LOOKS)
REFUSED = {401: Refused, 403: Refused, 404: Refused}


class LookLine(Schema):
    id: UUID
    since: datetime
    until: datetime
    times: int
    kinds: list[str]
    reader: str = Field(description="self, agent, officer, machine, system, anonymous")
    department: Said | None
    post: Said | None
    channel: str
    case: str
    reasons: list[str]
    acts: list[str] = Field(description="what the same reader did in the case then")


class Looks(Schema):
    items: list[LookLine]
    next: str | None


@router.get("/looks", response={200: Looks, 422: Refused, **REFUSED}, summary="谁看过我的信息 Who looked at my data")
def list_looks(request: HttpRequest, after: str = "", own: bool = False) -> dict[str, Any]:
    """Newest first, thirty at a time. `own`: the person's own readings, also those of apps, instead of other people's."""
    lines, following = looks(person(request), Wanted(own=own, older=_older(after)))
    numbers = cases.numbers_of({one.case for one in lines if one.case})
    items = [_line(one, numbers) for one in lines]
    return {"items": items, "next": f"{following[0].isoformat()}_{following[1]}" if following else None}


@router.post("/looks/{look}/question", response={201: DraftView, 409: Refused, **REFUSED},
             summary="对查询提出异议 Question a look")  # fmt: skip
def question_look(request: HttpRequest, look: UUID) -> Status[dict[str, Any]]:
    """A draft of the matter that judges it, by another body than the one that looked; it is filed like any draft."""
    actor = person(request)
    if "cases.submit" not in actor.scopes:
        raise Refusal("scope")
    return Status(201, shown(Filling(questioning.start(look, actor=actor))))


def _line(one: Look, numbers: dict[UUID, str]) -> dict[str, Any]:
    zone = clock.CITY_ZONE
    return {
        "id": one.id, "since": one.since.astimezone(zone), "until": one.until.astimezone(zone), "times": one.times,
        "kinds": list(one.kinds), "reader": one.reader, "department": named(one.department) if one.department else None,
        "post": named(one.post) if one.post else None, "channel": one.channel,
        "case": numbers.get(one.case, "") if one.case else "", "reasons": list(one.reasons), "acts": list(one.acts),
    }  # fmt: skip


def _older(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    when, _, key = text.partition("_")
    try:
        moment, found = datetime.fromisoformat(when), UUID(key)
    except ValueError:
        raise Refusal("input") from None
    if moment.tzinfo is None:
        raise Refusal("input")
    return moment, found
