"""What a result shows: the fields the package names, taken from answers, the applicant, and what work brought to light."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tongban.cases import processing
from tongban.cases.models import Decision
from tongban.cases.step import Work
from tongban.directory.models import Organisation
from tongban.engine.deadlines.clock import add_months
from tongban.engine.forms import FieldProblem
from tongban.engine.package.text import Text
from tongban.engine.pointers import MISSING, get, put
from tongban.records.models import Certificate

LABELS = {
    "name": Text("姓名或名称", "Name"),
    "uscc": Text("统一社会信用代码", "Unified social credit code"),
    "issued_on": Text("成立日期", "Date of establishment"),
    "amount": Text("金额", "Amount"),
}
WHOSE = ("uscc", "citizen-id")
"""Formats that say whose the certificate is: another one is another holder."""


def field_values(work: Work) -> dict[str, Any]:
    """Name on the face → value. Pointers read the form; "=path" reads the case (docs/package-format.md)."""
    data = processing.data_of(work)
    found = {}
    for name, source in work.package.service.result.fields.items():
        value = _of_case(work, source[1:], data) if source.startswith("=") else get(work.facts, source)
        found[name] = None if value is MISSING else value
    return found


def _of_case(work: Work, path: str, data: dict[str, Any]) -> Any:
    """`applicant.name`, `organisation.uscc`, `decision.<what a task or the other system recorded>`."""
    owner, _, name = path.partition(".")
    if owner == "applicant" and work.case.citizen is not None:
        return getattr(work.case.citizen, name, MISSING)
    if owner == "organisation" and work.case.organisation is not None:
        return getattr(work.case.organisation, name, MISSING)
    if owner == "decision":
        for record in reversed(list(data["tasks"].values())):
            if isinstance(record, dict) and record.get(name) not in (None, ""):
                return record[name]
        decision = Decision.objects.filter(case=work.case).first()
        return _of_rules(decision.facts, name) if decision else MISSING
    return MISSING


def code_in_use(work: Work, said: Mapping[str, Any]) -> bool:
    """Whether this record would give the organisation that the case makes a code which another has: a registration
    founds, it never hands an existing firm to whoever applied."""
    source = work.package.service.result.fields.get("uscc", "")
    if work.package.service.result.organisation is None or not source.startswith("=decision."):
        return False
    code = said.get(source.removeprefix("=decision."))
    return bool(code) and Organisation.objects.filter(uscc=code).exists()


def _of_rules(facts: dict[str, Any], name: str) -> Any:
    """What a rule of the package gave: the rule of that name, or an output of a table with several."""
    if name in facts:
        return facts[name]
    return next((value[name] for value in facts.values() if isinstance(value, dict) and name in value), MISSING)


def of_register(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a certificate's row, without what the city itself gave it."""
    return {name: value for name, value in data.items() if name not in ("code", "number")}


def displayed(work: Work, values: dict[str, Any]) -> dict[str, Any]:
    """The values as a person reads them: codes become the labels of the form's options."""
    shown = {}
    for name, value in values.items():
        source = work.package.service.result.fields[name]
        labels = options_at(work, source)
        if isinstance(value, list):
            shown[name] = "、".join(labels.get(str(one), str(one)) for one in value)
        else:
            shown[name] = labels.get(str(value), "" if value is None else str(value))
    return shown


def options_at(work: Work, pointer: str) -> dict[str, str]:
    """Chinese labels of a field's options, empty where it has none: a certificate is issued in Chinese."""
    field = next((one for one in work.package.form.fields() if one.pointer == pointer), None)
    return {str(code): label[0] for code, label in field.options} if field else {}


def last_day(work: Work, issued_on: date) -> date | None:
    """The last day of validity: the day before the same day years or months later."""
    validity = work.package.service.result.validity
    if validity is None:
        return None
    return add_months(issued_on, validity.years * 12 + validity.months) - timedelta(days=1)


def labels(work: Work) -> dict[str, Text]:
    """What the entries of a face are called: as the form asks for them, else as the register calls them."""
    asked = {field.pointer: Text(*field.label) for field in work.package.form.fields()}
    return {
        name: asked.get(source) or LABELS.get(source.rpartition(".")[2], Text(name, name))
        for name, source in work.package.service.result.fields.items()
    }


def correctable(work: Work, certificate: Certificate) -> dict[str, Text]:
    """What can be corrected on a face: its texts by name, each with its label.

    A choice or a figure is decided, not written; whose it is, and what a register gave, is not for a correction.
    """
    asked = {field.pointer: field for field in work.package.form.fields()}
    found = {}
    for name, label in labels(work).items():
        source = work.package.service.result.fields[name]
        field = asked.get(source)
        written = (not field.options and field.format not in WHOSE) if field else source == "=decision.name"
        if written and isinstance(certificate.data.get(name), str):
            found[name] = label
    return found


def wrongly_corrected(work: Work, corrected: Mapping[str, str]) -> list[FieldProblem]:
    """What the form would refuse of the new entries, each at its own question."""
    sources = {name: work.package.service.result.fields[name] for name in corrected}
    asked = {name: source for name, source in sources.items() if source.startswith("/")}
    answers = dict(work.revision.answers)
    for name, source in asked.items():
        answers = put(answers, source, corrected[name])
    found = work.package.form.check(answers, today=work.today)
    return [one for one in found if one.pointer in asked.values()]
