"""站内消息: what the applicant was told, newest first. Opening one is noted; it is a reminder, never the service of a letter."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.cases.actions import noticing
from tongban.cases.models import Notice
from tongban.cases.queries import inboxes
from tongban.engine.letters.kinds import KINDS
from tongban.engine.package.notices import BY_LETTER, EVENTS
from tongban.portal.entering import applicant, applicant_button
from tongban.portal.my.showing import uuid_of
from tongban.portal.words import lang, moment, said
from tongban.records.holding import letters_of

PAGE = 20


@applicant
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """The inbox."""
    after = uuid_of(request.GET.get("after", ""))
    rows = inboxes.inbox(request.actor, after=after, size=PAGE + 1)  # type: ignore[attr-defined]
    context = {
        "rows": [_row(one) for one in rows[:PAGE]],
        "unread": inboxes.unread(request.actor),  # type: ignore[attr-defined]
        "next": f"?after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "first": after is None,
    }
    return render(request, "portal/my/messages.html", context)


@applicant
@require_GET
def message(request: HttpRequest, message: UUID) -> HttpResponse:
    """One message, its case and its letter."""
    try:
        row = noticing.read(message, actor=request.actor)  # type: ignore[attr-defined]
    except Notice.DoesNotExist:
        raise Http404 from None
    shown = _row(row) | {"text": row.said[lang()]["text"], "legal": EVENTS[row.event].legal}
    return render(request, "portal/my/message.html", {"one": shown, "letters": _letters(row)})


@applicant_button("messages")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks all as read."""
    noticing.read_all(actor=request.actor)  # type: ignore[attr-defined]
    return redirect("messages")


def _row(row: Notice) -> dict[str, Any]:
    return {
        "url": reverse("message", kwargs={"message": row.id}),
        "title": row.said[lang()]["title"],
        "event": said(EVENTS[row.event].name),
        "at": moment(row.told_at),
        "unread": row.read_at is None,
        "number": row.case.case_no if row.case else "",
        "case": reverse("case", kwargs={"case": row.case.parent_id or row.case_id}) if row.case else "",
    }


def _letters(row: Notice) -> list[dict[str, Any]]:
    """The letters that go with the message; one that is not sealed yet has no address."""
    if row.case_id is None:
        return []
    kinds = {kind for kind, event in BY_LETTER.items() if event == row.event}
    found = [one for one in letters_of([row.case_id]) if one.kind in kinds and one.about == row.about]
    return [
        {"name": said((KINDS[one.kind].title_zh, KINDS[one.kind].title_en)), "number": one.number,
         "url": reverse("letter", kwargs={"letter": one.id}) if one.sealed_id else ""}
        for one in found
    ]  # fmt: skip
