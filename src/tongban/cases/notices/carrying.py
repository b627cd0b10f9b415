"""By which channel a notice leaves the house: what the person chose, quiet hours, no second ring, and not too many."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from tongban.cases.models import Notice
from tongban.directory.models import Citizen
from tongban.engine.package.notices import EVENTS
from tongban.exchange.messages import sending
from tongban.kit import clock

if TYPE_CHECKING:
    from tongban.cases.notices.telling import News

SAME = timedelta(minutes=10)
DAY = timedelta(days=1)
SMS, EMAIL = sending.Channel.SMS, sending.Channel.EMAIL


def carry(notice: Notice, news: News, person: Citizen, *, again: bool = False) -> None:
    """Queues one message to one person, or keeps why there is none. `again`: an officer has asked for it."""
    channel, to = address(person)
    cause = _cause(notice, news, person)
    legal = EVENTS[news.event].legal
    if not to:
        sending.leave_out(channel, "", "no-address", cause, failed=legal)
    elif again:
        _send(channel, to, news, cause)
    elif not legal and not person.wants_optional_notices:
        sending.leave_out(channel, to, "opted-out", cause)
    elif _just_sent(notice, person):
        sending.leave_out(channel, to, "same-just-sent", cause)
    elif not legal and channel == SMS and sending.sent_lately(to, DAY) >= settings.NOTICES_A_DAY:
        sending.leave_out(channel, to, "too-many-today", cause)
    else:
        _send(channel, to, news, cause)


def address(person: Citizen) -> tuple[str, str]:
    """Channel and number or address: the one that was chosen, else the other; "" where there is neither."""
    reach = {SMS: person.phone or "", EMAIL: person.email or ""}
    wanted = EMAIL if person.notice_channel == EMAIL else SMS
    for channel in (wanted, SMS, EMAIL):
        if reach[channel]:
            return channel, reach[channel]
    return wanted, ""


def language(person: Citizen) -> str:
    """zh or en: what was chosen, else what the person reads the site in."""
    return "en" if (person.notice_language or person.language).startswith("en") else "zh"


def _cause(notice: Notice, news: News, person: Citizen) -> sending.Cause:
    lang = language(person)
    return sending.Cause(news.event, case=notice.case_id, notice=notice.id, language=lang, values=news.values[lang])


def _send(channel: str, to: str, news: News, cause: sending.Cause) -> None:
    lang = cause.language
    if channel == EMAIL:
        sending.send(EMAIL, to, news.text("title", lang), f"{news.text('email', lang)}\n\n{_foot(lang)}", cause)
        return
    wait = _quiet(news)
    sending.send(SMS, to, "", signed(news.text("sms", lang), lang), sending.Cause(**{**vars(cause), "wait": wait}))


def signed(text: str, lang: str) -> str:
    """A text message begins with who sends it."""
    zh, en = settings.SMS_SIGNATURE
    return f"[{en}] {text}" if lang == "en" else f"【{zh}】{text}"


def _foot(lang: str) -> str:
    link = f"{settings.PUBLIC_URL}/my/messages/"
    if lang == "en":
        return f"Read it with its letter: {link}\nThis e-mail only informs you; it is not the service of a document."
    return f"查看全文和文书：{link}\n本邮件仅作提醒，不是文书的送达。"


def _quiet(news: News) -> timedelta:
    """How long to wait. What the law wants told today is told today."""
    hours, now = settings.QUIET_HOURS, clock.now()
    wait = hours.wait(now)
    last = news.last_day if EVENTS[news.event].dated else None
    return timedelta() if last is not None and last < (now + wait).date() else wait


def _just_sent(notice: Notice, person: Citizen) -> bool:
    """The matters of one bundle move together: they ring once, and stand in the inbox each for itself."""
    case = notice.case
    if case is None:
        return False
    near = Notice.objects.filter(event=notice.event, told_at__gt=notice.told_at - SAME).exclude(pk=notice.id)
    root = case.parent_id or case.id
    others = near.filter(case__parent=root) | near.filter(case=root)
    return others.filter(citizen=person).exists() if case.organisation_id is None else others.exists()
