"""The certificate: its fields, number, validity and face."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.engine import qr
from tongban.engine.letters import NoFonts, NoGlyph, find, render_face
from tongban.engine.letters.faces import face_problems
from tongban.engine.letters.numbering import BadPattern, pattern_pointers
from tongban.engine.package.doctor.report import Patient
from tongban.engine.problems import Problem, Refused

GIVEN = ("number", "code", "url", "issue", "authority", "issued_on_zh", "valid_until")
"""What the face of every certificate is given beside its fields (`cases.faces.plain_data`)."""
_CASE_PATH = re.compile(r"=(applicant|organisation|case|decision|authority)\.[a-z_]+(\.[a-z_]+)*")


def check(patient: Patient) -> Iterator[Problem]:
    """Fields name data of the form or of the case; number and validity can be made; the face is safe."""
    result = patient.service.result
    if result.type == "licence" and not result.certificate:
        wrong = ("结果为证照，但没有写证照类型", "the result is a licence, but it has no certificate type")
        yield patient.toml(("result",), wrong, ("写上 certificate", "write certificate"))
    for name, source in result.fields.items():
        known = bool(_CASE_PATH.fullmatch(source)) if source.startswith("=") else patient.has_fact(source)
        if not known:
            wrong = (
                f"证照项 {name} 指向的“{source}”不存在",
                f"the certificate field {name} points to {source!r}, which does not exist",
            )
            mend = (
                "改为表单中的指针，或 =applicant.name 一类",
                "use a pointer into the form, or =applicant.name and the like",
            )
            yield patient.toml(("result", "fields", name), wrong, mend)
    if result.organisation:
        for part in ("name", "address", "organisation_kind"):
            pointer = getattr(result.organisation, part)
            if not patient.has_fact(pointer):
                wrong = (f"指向的“{pointer}”不在表单中", f"{pointer!r} is not in the form")
                yield patient.toml(
                    ("result", "organisation", part), wrong, ("改为表单中的指针", "use a pointer into the form")
                )
    yield from _number(patient)
    if result.validity and bool(result.validity.years) == bool(result.validity.months):
        wrong = ("有效期应写年数或月数之一", "the validity is years or months, exactly one")
        yield patient.toml(("result", "validity"), wrong, ("只写其中一个", "write one of them"))
    if result.renew_window and result.renew_window.from_workdays <= result.renew_window.to_workdays:
        wrong = ("延续申请期的起点应早于终点", "the renewal window begins after it ends")
        yield patient.toml(
            ("result", "renew_window"),
            wrong,
            ("from_workdays 应大于 to_workdays", "from_workdays must be more than to_workdays"),
        )
    yield from _face(patient)


def _face(patient: Patient) -> Iterator[Problem]:
    """It reaches nowhere outside itself, and can be drawn from what a certificate of this package knows."""
    face = patient.package.face
    if face is None:
        return
    unsafe = list(face_problems(face, "certificate.typ"))
    yield from unsafe
    if unsafe:
        return
    drawn = qr.svg("https://city.example/")
    sample = dict.fromkeys((*patient.service.result.fields, *GIVEN), "100") | {
        "qr": drawn, "qr_link": drawn, "issued_on": "2026-03-02", "valid_to": "2031-03-01", "test": True,
    }  # fmt: skip
    try:
        render_face(face, sample, find())
    except Refused as refused:
        yield from refused.problems
    except (NoFonts, NoGlyph):  # of this machine, not of the package
        return


def _number(patient: Patient) -> Iterator[Problem]:
    result = patient.service.result
    if result.certificate and not result.number:
        wrong = ("证照没有编号规则", "the certificate has no number pattern")
        yield patient.toml(
            ("result",), wrong, ('例如 number = "X{region6}{seq6}"', 'such as number = "X{region6}{seq6}"')
        )
    try:
        pointers = pattern_pointers(result.number)
    except BadPattern as error:
        yield patient.toml(("result", "number"), (error.zh, error.en), (error.mend_zh, error.mend_en))
        return
    for pointer in pointers:
        if not patient.has_fact(pointer):
            wrong = (f"编号规则中的“{pointer}”不在表单中", f"{pointer!r} in the number pattern is not in the form")
            yield patient.toml(("result", "number"), wrong, ("改为表单中的指针", "use a pointer into the form"))
