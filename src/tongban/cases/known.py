"""What the platform knows and so does not ask: who applies, and in a matter about an access, what the ledger says of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tongban.cases.models import Case
from tongban.cases.queries import looks
from tongban.cases.queries.looks import Look
from tongban.directory.queries import identity_of
from tongban.engine.package import Package
from tongban.kit.clock import CITY_ZONE

KEY = "access"


def known_of(package: Package, answers: Mapping[str, Any], citizen: UUID | None) -> dict[str, str]:
    """By `take` of the form's questions. An access that is none of the viewer's own is not known."""
    known = identity_of(citizen)
    if package.service.about == KEY:
        found = looks.found(_uuid(answers.get(question(package), "")))
        known |= _of_look(found, str(answers[question(package)])) if found else {}
    return known


def question(package: Package) -> str:
    """The name of the question that holds the key of the access; the doctor has seen that there is one."""
    fields = (field for page in package.form.pages for field in page.fields)
    return next(field.pointer[1:] for field in fields if field.own is not None and field.own.take == KEY)


def access_of(case: Case, package: Package) -> UUID | None:
    """The access that a case is about, if the ledger knows it; the key as it was answered."""
    if package.service.about != KEY or case.current is None:
        return None
    return _uuid(case.current.answers.get(question(package), ""))


def _of_look(look: Look, key: str) -> dict[str, str]:
    begun, ended = (one.astimezone(CITY_ZONE) for one in (look.since, look.until))
    department, post = look.department, look.post
    number = Case.objects.filter(pk=look.case).values_list("case_no", flat=True).first() if look.case else None
    known = {
        "access": key,
        "access-when": f"{begun:%Y-%m-%d %H:%M}" + (f"–{ended:%H:%M}" if ended.minute != begun.minute else ""),
        "access-department": department.code if department else "",
        "access-who": " · ".join(one.name_zh for one in (department, post) if one is not None),
        "access-case": str(number or ""),
        "access-why": "；".join(look.reasons),
    }
    return {name: value for name, value in known.items() if value}


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
