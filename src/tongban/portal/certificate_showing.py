"""What anybody may know of a certificate who holds its number and code: what it is, whose (masked), whether it holds."""

from typing import Any

from tongban.cases.queries.certificates import Standing, standing
from tongban.catalog.queries import package_of
from tongban.engine.package.text import Text
from tongban.kit import clock
from tongban.portal.accounts.showing import masked_name
from tongban.portal.words import day, name_of, said
from tongban.records.models import Certificate

STATES = {
    "in_force": (Text("有效", "In force"), "good"),
    "expired": (Text("已过有效期", "Expired"), "bad"),
    "producing": (Text("制作中，尚未生效", "Being made, not yet in force"), "warn"),
    "replaced": (Text("已被新证替换", "Replaced by a newer one"), "bad"),
    "revoked": (Text("已撤销", "Revoked"), "bad"),
    "forfeited": (Text("已吊销", "Revoked as a penalty"), "bad"),
    "retracted": (Text("许可已撤回", "Grant withdrawn by the authority"), "bad"),
    "deregistered": (Text("已注销", "Cancelled"), "bad"),
}


VERDICTS = {
    "good": ("这份证照是真的，现在有效。", "This certificate is genuine and in force."),
    "warn": ("这份证照还没有生效。", "This certificate is not yet in force."),
    "bad": ("这份证照是真的，但现在已经无效。", "This certificate is genuine, but no longer in force."),
}


def superseded(standing: Standing | None) -> str:
    """By which issue, and of what day; nothing where there is no newer one."""
    if standing is None or standing.newer is None or standing.newer_on is None:
        return ""
    on = day(standing.newer_on)
    return said((f"已被 {on} 签发的第 {standing.newer} 期替换。", f"Superseded by issue {standing.newer} of {on}."))


def file_state(standing: Standing | None) -> dict[str, str] | None:
    """Of a shown file that is a certificate of ours: whether it still holds."""
    if standing is None or standing.status not in STATES:
        return None
    text, colour = STATES[standing.status]
    return {"state": said(text), "colour": colour, "superseded": superseded(standing)}


def certificate(row: Certificate) -> dict[str, Any]:
    """State, kind, holder, dates, authority."""
    expired = row.valid_to is not None and row.valid_to < clock.today()
    state = "expired" if row.status == "in_force" and expired else str(row.status)
    text, colour = STATES[state]
    return {
        "name": said(package_of(row.package_version_id).service.result.name),
        "numbers": [(said(("编号", "Number")), row.number)],
        "issue": row.issue if row.issue > 1 else None,
        "superseded": superseded(standing(certificate=row.id)) if state == "replaced" else "",
        "verdict": said(VERDICTS[colour]),
        "state": said(text),
        "colour": colour,
        "holder": _holder(row),
        "issued": day(row.issued_on),
        "valid_to": day(row.valid_to) or said(("长期", "No end")),
        "authority": name_of(row.authority),
    }


def _holder(row: Certificate) -> str:
    """An organisation's name is public; a person's is masked."""
    if row.organisation is not None:
        return row.organisation.name
    return masked_name(row.citizen.name or "") if row.citizen else ""
