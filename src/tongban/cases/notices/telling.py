"""A notice of one event: who is told, in which words, once. Runs as a job after the act, before its letter is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.cases.models import Case, Draft, Notice
from tongban.cases.notices import carrying, values
from tongban.cases.step import Work
from tongban.catalog.queries import package_of
from tongban.directory.models import Citizen, Organisation
from tongban.directory.queries import had_mandate, mandate_in_force
from tongban.directory.queries.mandates import agents_of
from tongban.engine.package import Package
from tongban.engine.package.notices import Wording, fill, wording_of
from tongban.kit import clock, ledger
from tongban.kit.access import SYSTEM
from tongban.kit.ids import new_id

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class News:
    """One event in words: `values` by language, and the last day the law leaves for telling it."""

    event: str
    wording: Wording
    values: Mapping[str, Mapping[str, str]]
    last_day: date | None = None

    def text(self, channel: str, lang: str) -> str:
        """What goes by a channel ("title" is the heading)."""
        template = self.wording.title if channel == "title" else self.wording.text(channel)
        assert template is not None
        return fill(template.said(lang), self.values[lang])


def tell(case_id: UUID, event: str, about: UUID) -> Notice | None:
    """Tells the applicant's side, once: None where they have been told. The same job may run twice."""
    if Notice.objects.filter(event=event, about=about).exists():
        return None
    related = ("citizen", "organisation", "authority", "accepting_body", "parent")
    case = Case.objects.select_related(*related).defer("citizen__password").get(pk=case_id)
    news = news_of(Work(case, SYSTEM), event, about)
    people = people_of(case)
    return _write(Notice(case=case, event=event, about=about, citizen=case.citizen, organisation=case.organisation),
                  news, people)  # fmt: skip


def tell_of_draft(draft: Draft, day: date) -> Notice | None:
    """The owner of a draft is told that it ends on `day`. One of the counter is the officer's own work."""
    person = draft.citizen
    if person is None or draft.officer is not None:
        return None
    package = package_of(draft.package_version_id)
    news = News("draft-ending", _wording("draft-ending", package), values.of_draft(package, person, day))
    about = draft.id if not Notice.objects.filter(event=news.event, about=draft.id).exists() else new_id()
    return _write(Notice(event=news.event, about=about, citizen=person), news, [person])


def news_of(work: Work, event: str, about: UUID) -> News:
    """The event in the words of the case's own package version."""
    day = values.deadline(work, event, about)
    said = values.of_case(work, event, day)
    return News(event, _wording(event, work.package), said, values.last_day(work, event, about))


def people_of(case: Case) -> list[Citizen]:
    """Who is written to: who filed, as long as they may act; else those who represent the organisation."""
    person, organisation = case.citizen, case.organisation
    if organisation is None:
        return [person] if person is not None and person.is_active else []
    if person is not None and person.is_active and _acts_for(person, organisation, case):
        return [person]
    return [one.citizen for one in agents_of(organisation.id, clock.today()) if one.is_representative]


def _acts_for(person: Citizen, organisation: Organisation, case: Case) -> bool:
    """A founder has filed as a person, and holds no mandate of what the case has made."""
    matters = [package_of(one.package_version_id).code for one in (case, case.parent) if one is not None]
    held = [mandate_in_force(person.id, organisation.id, matter, clock.today()) for matter in matters]
    return any(held) or not had_mandate(person.id, organisation.id)


def _wording(event: str, package: Package) -> Wording:
    return wording_of(event, package.service.kind, package.notices)


def _write(notice: Notice, news: News, people: list[Citizen]) -> Notice | None:
    notice.id, notice.told_at = new_id(), clock.now()
    notice.said = {lang: {"title": news.text("title", lang), "text": news.text("site", lang)} for lang in LANGUAGES}
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
            ledger.act("notice.told", actor=SYSTEM, case=notice.case_id, subject=notice.citizen_id,
                       notice=str(notice.id), event=news.event)  # fmt: skip
            for person in people:
                carrying.carry(notice, news, person)
    except IntegrityError:
        return None
    return notice
