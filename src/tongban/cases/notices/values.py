"""What the places of a template hold for one case: names, number, the day that matters. Personal is only the surname."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from tongban.cases.models import CertificateChange, Clock, Correction, Pause
from tongban.cases.step import Work
from tongban.directory.models import Citizen
from tongban.engine.forms import show_date
from tongban.engine.package import Package
from tongban.engine.package.notices import honorific
from tongban.engine.package.text import Text

HOTLINE = "12345"
AT_DESK = frozenset({"submitted", "correction", "correction-ending", "accepted", "not-accepted"})
_USUAL = Text("，期限为{day}", ", by {day}")
_PHRASES = {
    "submitted": Text("，最迟在{day}", ", at the latest by {day}"),
    "suspended": Text("，预计到{day}为止", ", expected to last until {day}"),
    "draft-ending": Text("，日期为{day}", " on {day}"),
}
LANGUAGES = ("zh", "en")
Values = Mapping[str, Mapping[str, str]]


def of_case(work: Work, event: str, day: date | None) -> Values:
    """By language."""
    case = work.case
    body = case.accepting_body if event in AT_DESK else case.authority
    return {
        lang: {
            "person": _addressed(case.citizen, case.organisation.name if case.organisation else "", lang),
            "matter": work.package.service.name.said(lang),
            "case_no": case.case_no,
            "authority": Text(body.name_zh, body.name_en).said(lang),
            "phone": body.phone or HOTLINE,
            "deadline": phrase(event, day, lang),
        }
        for lang in LANGUAGES
    }


def of_draft(package: Package, person: Citizen, day: date) -> Values:
    """By language; there is no case, and nobody works on it."""
    return {
        lang: {
            "person": _addressed(person, "", lang), "matter": package.service.name.said(lang), "case_no": "",
            "authority": "", "phone": HOTLINE, "deadline": phrase("draft-ending", day, lang),
        }
        for lang in LANGUAGES
    }  # fmt: skip


def phrase(event: str, day: date | None, lang: str) -> str:
    """The day with its own comma; nothing where there is none."""
    if day is None:
        return ""
    return _PHRASES.get(event, _USUAL).said(lang).format(day=show_date(day, lang))


def _addressed(person: Citizen | None, firm: str, lang: str) -> str:
    if person is None or not person.name:
        return firm or Text("申请人", "applicant").said(lang)
    return honorific(person.name, person.citizen_id or "", lang)


def deadline(work: Work, event: str, about: UUID) -> date | None:
    """The day a reader looks for."""
    if event in ("correction", "correction-ending"):
        return Correction.objects.filter(pk=about).values_list("lapses_on", flat=True).first()
    if event == "supplement-ending":
        return Clock.objects.filter(pk=about).values_list("due_on", flat=True).first()
    if event == "suspended":
        return Pause.objects.filter(pk=about).values_list("until", flat=True).first()
    if event == "change-intended":
        return CertificateChange.objects.filter(pk=about).values_list("answer_until", flat=True).first()
    if event == "submitted":
        return _due(work, "receipt")
    if event in ("accepted", "resumed", "extended"):
        return _due(work, "promised") or _due(work, "statutory")
    return None


def last_day(work: Work, event: str, about: UUID) -> date | None:
    """The day after which telling it is late: of what answers a receipt, the end of those five days."""
    if event in ("correction", "accepted", "not-accepted"):
        return _due(work, "receipt")
    if event in ("correction-ending", "supplement-ending"):
        return deadline(work, event, about)
    return None


def _due(work: Work, kind: str) -> date | None:
    """Of the newest clock of a kind, running or stopped by what is told."""
    rows = Clock.objects.filter(case=work.case.id, kind=kind).order_by("-started_on", "-id")
    return rows.values_list("due_on", flat=True).first()
