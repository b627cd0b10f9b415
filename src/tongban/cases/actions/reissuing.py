"""更正后重发, 补发: the next issue under the same number, made as the first one is; in force, it replaces the one before."""

from uuid import UUID

from tongban.cases import faces, unprintable
from tongban.cases.actions.issuing import new_code, number_and_save
from tongban.cases.models import CertificateChange
from tongban.cases.step import Work, step
from tongban.engine.letters import NoGlyph
from tongban.engine.path.changes import REISSUES
from tongban.kit import clock
from tongban.kit.access import SYSTEM
from tongban.kit.ids import new_id
from tongban.records.models import Certificate


def reissue(case_id: UUID) -> None:
    """The next issue, where a change that asks for one was granted and it is not there yet. Idempotent."""
    with step(case_id, actor=SYSTEM, verb="issue") as work:
        last = Certificate.objects.filter(case=case_id).select_related("authority").order_by("-issue").first()
        granted = CertificateChange.objects.filter(certificate=last, kind__in=REISSUES, outcome="grant").first()
        if last is None or granted is None or last.status != Certificate.Status.IN_FORCE:
            return
        made = _next(work, last, granted)
        try:
            faces.check(work, made)
        except NoGlyph as missing:
            if not work.case.tasks.filter(node="=glyph", is_open=True).exists():
                unprintable.open_task(work, "glyph", work.package.service.result.name, missing)
                work.fact("certificate.stopped", field=missing.field, characters=len(missing.characters))
            return
        number_and_save(work, made)


def _next(work: Work, last: Certificate, granted: CertificateChange) -> Certificate:
    """The same holder, number and term; today's date, another code, and the corrected values."""
    data = {**last.data, **(granted.corrected or {}), "code": new_code()}
    return Certificate(
        id=new_id(), type_code=last.type_code, number=last.number, issue=last.issue + 1, citizen_id=last.citizen_id,
        organisation_id=last.organisation_id, package_version_id=last.package_version_id, authority_id=last.authority_id,
        case=last.case, data=data, issued_on=work.today, valid_to=last.valid_to,
        status=Certificate.Status.PRODUCING, created_at=clock.now(),
    )  # fmt: skip
