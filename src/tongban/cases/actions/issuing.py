"""制证: the certificate is numbered, its QR code signed, then it is drawn and sealed; then it is in force and can be delivered.

A case makes one certificate however often the job runs. A character no font has stops the issue with a task.
"""

import secrets
from uuid import UUID

from tongban.cases import bundles, clocks, faces, qr_signing, results, tasks, unprintable
from tongban.cases.models import CertificateChange, Decision
from tongban.cases.rights import require_task
from tongban.cases.step import Work, step
from tongban.engine import letters as drawing
from tongban.engine.letters import NoGlyph
from tongban.exchange.seals import ask_seal
from tongban.kit import clock, files, jobs
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ids import new_id
from tongban.kit.ledger.models import Act
from tongban.kit.vault import blind_index
from tongban.records.actions.numbers import next_number
from tongban.records.models import Certificate

_CODE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def code_index(code: str) -> bytes:
    """Blind index of a verification code; spaces, hyphens and letter case do not matter."""
    return blind_index("certificate.code", "".join(code.split()).replace("-", "").upper())


def issue(case_id: UUID) -> None:
    """Station issue: the certificate is numbered and waits for the signature of its QR code. Idempotent."""
    with step(case_id, actor=SYSTEM, verb="issue") as work:
        if work.case.station != "issue":
            return
        work.require(_is_granted(work), "no-decision")
        made = Certificate.objects.filter(case=work.case.id).first()
        if made is not None:
            if made.qr and not made.file_id:
                jobs.defer("certificate.signed", case=case_id, certificate=made.id)
            return
        certificate = _new(work)
        try:
            faces.check(work, certificate)
        except NoGlyph as missing:
            _stop_for_glyph(work, missing)
            return
        number_and_save(work, certificate)


def signed(case_id: UUID, certificate_id: UUID) -> None:
    """Its QR code is signed: the face is drawn and goes to the sealing process. Idempotent."""
    with step(case_id, actor=SYSTEM, verb="issue") as work:
        certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id, case=case_id)
        if certificate.status != Certificate.Status.PRODUCING or certificate.file_id or not certificate.qr:
            return
        try:
            pdf = faces.draw(work, certificate)
        except NoGlyph as missing:
            _stop_for_glyph(work, missing)
            return
        certificate.file = files.store(pdf, media_type="application/pdf")
        certificate.save(update_fields=["file"])
        ask_seal(work.case.authority, "certificate", certificate.id, work.case.id, certificate.file)
        work.fact("certificate.drawn", certificate=str(certificate.id), number=certificate.number)


def _is_granted(work: Work) -> bool:
    """Whether an officer's decision grants it: the station alone, which other roles can write too, proves nothing."""
    return Decision.objects.filter(case=work.case, outcome="grant").exists()


def _stop_for_glyph(work: Work, missing: NoGlyph) -> None:
    """Nothing is issued with a hole in a name: somebody installs a font, or says how the papers write it."""
    if not work.case.tasks.filter(node="=glyph", is_open=True).exists():
        unprintable.open_task(work, "glyph", work.package.service.result.name, missing)
        if work.case.station == "issue":
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
        data = results.displayed(work, _kept(work))
        unprintable.keep(work, task, stopped.body["field"], instead, data)
        tasks.close(work, task)
        work.fact("certificate.retried")
        jobs.defer("case.issue" if work.case.station == "issue" else "certificate.reissue", case=case_id)


def _kept(work: Work) -> dict[str, object]:
    """What the register says: of a first issue as it was granted, of a later one with what a granted change corrected."""
    last = Certificate.objects.filter(case=work.case.id).order_by("-issue").first()
    if last is None:
        return results.field_values(work)
    change = CertificateChange.objects.filter(certificate=last, outcome="grant").order_by("id").last()
    return results.of_register({**last.data, **((change.corrected if change else None) or {})})


def _new(work: Work) -> Certificate:
    """The row of the first issue, not yet numbered and not yet saved."""
    raw = results.field_values(work)
    return Certificate(
        id=new_id(), type_code=work.package.service.result.certificate, citizen_id=work.case.citizen_id,
        organisation_id=work.case.organisation_id, package_version_id=work.case.package_version_id,
        authority=work.case.authority, case=work.case.id, data={**raw, "code": new_code()}, issued_on=work.today,
        valid_to=results.last_day(work, work.today), status=Certificate.Status.PRODUCING, created_at=clock.now(),
    )  # fmt: skip


def new_code() -> str:
    """A verification code as it is printed: ABCDE-FGHJK."""
    code = "".join(secrets.choice(_CODE) for _ in range(10))
    return f"{code[:5]}-{code[5:]}"


def number_and_save(work: Work, certificate: Certificate) -> None:
    """Numbered (where it is the first issue), with its claims: the sealing process signs it, then it is drawn."""
    number = certificate.number or _number(work, certificate.data)
    certificate.number, certificate.data = number, {**certificate.data, "number": number}
    certificate.code_index = code_index(certificate.data["code"])
    certificate.claims = faces.claims_of(work, certificate).to_cbor().hex()
    certificate.save(force_insert=True)
    work.fact("certificate.numbered", certificate=str(certificate.id), number=number)


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


def sealed(case_id: UUID, certificate_id: UUID, file_id: UUID) -> None:
    """The sealed file is here: the certificate is in force, the result waits to be delivered. Idempotent."""
    with step(case_id, actor=SYSTEM, verb="sealed") as work:
        certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
        if certificate.status != Certificate.Status.PRODUCING:
            return
        certificate.sealed_id, certificate.status = file_id, Certificate.Status.IN_FORCE
        certificate.save(update_fields=["sealed", "status"])
        if certificate.issue > 1:
            replace_earlier(work, certificate)
            return
        work.move("deliver")
        due = next((row.due_on for row in clocks.running(work) if row.kind == "deliver"), None)
        tasks.open_legal_task(work, "deliver", due=due)
        work.fact("certificate.issued", certificate=str(certificate.id), number=certificate.number)
        jobs.defer("case.notice", case=work.case.id, event="ready", about=certificate.id)
        bundles.tell_parent(work)


def replace_earlier(work: Work, certificate: Certificate) -> None:
    """A new issue is in force: the one before is replaced, which the revocation list will say."""
    earlier = Certificate.objects.filter(number=certificate.number, issue__lt=certificate.issue, status="in_force")
    earlier.update(status=Certificate.Status.REPLACED)
    qr_signing.ask_list()
    work.fact(
        "certificate.reissued", certificate=str(certificate.id), number=certificate.number, issue=certificate.issue
    )
    jobs.defer("case.notice", case=work.case.id, event="reissued", about=certificate.id)
