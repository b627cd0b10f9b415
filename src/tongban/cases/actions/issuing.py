"""制证: the certificate is numbered, drawn and given to the sealing process; sealed, it is in force and can be delivered.

A case makes one certificate however often the job runs. A character no font has stops the issue with a task.
"""

import secrets
from uuid import UUID

import segno
from django.conf import settings

from tongban.cases import bundles, clocks, results, tasks, unprintable
from tongban.cases.models import Decision
from tongban.cases.rights import require_task
from tongban.cases.step import Work, step
from tongban.engine import letters as drawing
from tongban.engine.letters import FontSet, NoGlyph
from tongban.exchange.seals import ask_seal, is_test_seal
from tongban.kit import clock, files, jobs
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ledger.models import Act
from tongban.kit.vault import blind_index
from tongban.records.actions.numbers import next_number
from tongban.records.models import Certificate

_CODE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def code_index(code: str) -> bytes:
    """Blind index of a verification code; spaces, hyphens and letter case do not matter."""
    return blind_index("certificate.code", "".join(code.split()).replace("-", "").upper())


def issue(case_id: UUID) -> None:
    """Station issue: draws the certificate and asks for its seal. Idempotent."""
    with step(case_id, actor=SYSTEM, verb="issue") as work:
        if work.case.station != "issue" or Certificate.objects.filter(case=work.case.id).exists():
            return
        work.require(_is_granted(work), "no-decision")
        try:
            certificate = _draw(work)
        except NoGlyph as missing:
            _stop_for_glyph(work, missing)
            return
        assert certificate.file is not None
        ask_seal(work.case.authority, "certificate", certificate.id, work.case.id, certificate.file)
        work.fact("certificate.drawn", certificate=str(certificate.id), number=certificate.number)


def _is_granted(work: Work) -> bool:
    """Whether an officer's decision grants it: the station alone, which other roles can write too, proves nothing."""
    return Decision.objects.filter(case=work.case, outcome="grant").exists()


def _stop_for_glyph(work: Work, missing: NoGlyph) -> None:
    """Nothing is issued with a hole in a name: somebody installs a font, or says how the papers write it."""
    if not work.case.tasks.filter(node="=glyph", is_open=True).exists():
        unprintable.open_task(work, "glyph", work.package.service.result.name, missing)
        work.move("issue", "glyph")
        work.fact("certificate.stopped", field=missing.field, characters=len(missing.characters))


def retry(case_id: UUID, *, actor: Actor, instead: str = "", version: int | None = None) -> None:
    """Once more, by whom the missing-character task lies with: the font has come, or `instead` is printed in its place."""
    with step(case_id, actor=actor, verb="issue", version=version) as work:
        task = work.case.tasks.filter(node="=glyph", is_open=True).first()
        work.require(task is not None, "wrong-station")
        assert task is not None
        require_task(work, task)
        stopped = Act.objects.filter(kind="certificate.stopped", case=case_id).order_by("at", "id").last()
        assert stopped is not None
        unprintable.keep(work, task, stopped.body["field"], instead)
        tasks.close(work, task)
        work.fact("certificate.retried")
        jobs.defer("case.issue", case=case_id)


def fonts() -> FontSet:
    """The fonts of this machine (TONGBAN_FONTS names another folder)."""
    return drawing.find()


def _draw(work: Work) -> Certificate:
    result = work.package.service.result
    issued_on = work.today
    raw = results.field_values(work)
    number = _number(work, raw)
    code = "".join(secrets.choice(_CODE) for _ in range(10))
    code = f"{code[:5]}-{code[5:]}"
    valid_to = results.last_day(work, issued_on)
    url = f"{settings.PUBLIC_URL}/verify/?number={number}&code={code}"
    data = {
        **results.displayed(work, raw),
        "number": number, "code": code, "url": url, "qr": _qr(url),
        "authority": work.case.authority.name_zh, "issued_on": issued_on.isoformat(),
        "valid_to": valid_to.isoformat() if valid_to else "", "test": is_test_seal(work.case.authority),
        "issued_on_zh": _zh(issued_on), "valid_until": _zh(valid_to) if valid_to else "长期",
    }  # fmt: skip
    assert work.package.face is not None
    pdf = drawing.render_face(work.package.face, unprintable.as_written(work, "glyph", data), fonts(), at=clock.now())
    file = files.store(pdf, media_type="application/pdf")
    return Certificate.objects.create(
        type_code=result.certificate, number=number, code_index=code_index(code), citizen_id=work.case.citizen_id,
        organisation_id=work.case.organisation_id, package_version_id=work.case.package_version_id,
        authority=work.case.authority, case=work.case.id, data={**raw, "code": code, "number": number},
        issued_on=issued_on, valid_to=valid_to, status=Certificate.Status.PRODUCING, file=file, created_at=clock.now(),
    )  # fmt: skip


def _number(work: Work, raw: dict[str, object]) -> str:
    """The number of the result: by the package's pattern, or the one another system gave."""
    given = work.package.service.result
    region = work.case.region_id[:6]
    # A pattern that shows no year counts on for ever: the same number twice would be another person's licence.
    period = f":{work.today.year}" if "{year}" in given.number or "{date}" in given.number else ""
    seq = next_number(f"certificate:{given.certificate}:{region}{period}")
    return drawing.number(
        given.number,
        region6=region,
        seq=seq,
        year=work.today.year,
        values=work.facts,
        on=work.today,
        authority=work.case.authority.number,
    )


def _qr(url: str) -> str:
    return segno.make(url, error="m").svg_inline(scale=4, border=2)


def _zh(day: object) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"  # type: ignore[attr-defined]


def sealed(case_id: UUID, certificate_id: UUID, file_id: UUID) -> None:
    """The sealed file is here: the certificate is in force, the result waits to be delivered. Idempotent."""
    with step(case_id, actor=SYSTEM, verb="sealed") as work:
        certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
        if certificate.status != Certificate.Status.PRODUCING:
            return
        certificate.sealed_id, certificate.status = file_id, Certificate.Status.IN_FORCE
        certificate.save(update_fields=["sealed", "status"])
        work.move("deliver")
        due = next((row.due_on for row in clocks.running(work) if row.kind == "deliver"), None)
        tasks.open_legal_task(work, "deliver", due=due)
        work.fact("certificate.issued", certificate=str(certificate.id), number=certificate.number)
        jobs.defer("case.notice", case=work.case.id, event="ready", about=certificate.id)
        bundles.tell_parent(work)
