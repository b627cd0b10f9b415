"""What the letters about a change of a certificate say: what is intended, and what was decided."""

from typing import Any
from uuid import UUID

from tongban.cases import results
from tongban.cases.models import CertificateChange
from tongban.cases.remedies import remedies_of
from tongban.cases.step import Work
from tongban.engine.package.text import Text
from tongban.engine.path.changes import BASES, GROUNDS, NAMES, REISSUES

Data = dict[str, Any]
NEW_ISSUE = Text("新一期证照生效后，原证照同时作废。", "When the new issue is in force, the earlier one is void.")
ENDED = Text(
    "自本决定作出之日起，该证照不再有效。", "From the day of this decision the certificate is no longer in force."
)


def _pair(text: Text) -> Data:
    return {"zh": text.zh, "en": text.en}


def _common(work: Work, row: CertificateChange) -> Data:
    return {
        "what": _pair(NAMES[row.kind]),
        "certificate": _pair(work.package.service.result.name),
        "certificate_no": row.certificate.number,
        "basis": _pair(BASES[row.kind]),
    }


def notice(work: Work, about: UUID) -> Data:
    """拟作处理事先告知书."""
    row = CertificateChange.objects.select_related("certificate").get(pk=about)
    assert row.answer_until is not None
    reasons = [_pair(GROUNDS[row.kind][row.ground]), row.reason]
    return {**_common(work, row), "reasons": reasons, "answer_until": row.answer_until.isoformat()}


def decision(work: Work, about: UUID) -> Data:
    """证照变动决定书."""
    row = CertificateChange.objects.select_related("certificate").get(pk=about)
    ground = [_pair(GROUNDS[row.kind][row.ground])] if row.ground and row.outcome == "grant" else []
    again = row.kind in REISSUES
    labels = results.labels(work)
    corrected = row.corrected if row.outcome == "grant" and row.corrected else {}
    return {
        **_common(work, row),
        "outcome": row.outcome,
        "reasons": [*ground, *([row.reasons] if row.reasons else [])],
        "corrected": [
            {"zh": f"{labels[name].zh}：“{row.certificate.data[name]}”更正为“{text}”",
             "en": f"{labels[name].en}: “{row.certificate.data[name]}” becomes “{text}”"}
            for name, text in corrected.items()
        ],
        "effect": _pair(NEW_ISSUE if again else ENDED) if row.outcome == "grant" else "",
        "remedies": [] if again and row.outcome == "grant" else remedies_of(work.implementation, "refuse"),
    }  # fmt: skip
