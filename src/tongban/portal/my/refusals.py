"""A refusal as its applicant reads it: why, what can be done against it, the letter, and how to apply again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from tongban.cases.models import Case
from tongban.cases.remedies import remedies_of
from tongban.cases.status import outcome_word
from tongban.catalog.queries import implementation_of, offer
from tongban.engine.package.text import Text
from tongban.portal.my.showing import service_name
from tongban.portal.words import day, said
from tongban.records.holding import letters_of


def shown(tree: Sequence[Case]) -> list[dict[str, Any]]:
    """One for each matter of the case that was refused or not accepted; empty where nothing was."""
    return [row for one in tree if (row := _of(one)) is not None]


def _of(case: Case) -> dict[str, Any] | None:
    decision = getattr(case, "decision", None)
    if decision is not None and decision.outcome == "refuse":
        return _row(case, "decision-refuse", decision.reasons, decision.remedies, decision.decided_at)
    if case.outcome != "not_accepted":
        return None
    note = case.ending_note or {}
    named = note.get("authority", "")
    reasons = note.get("reason", "") + (said((f"请向{named}申请。", f" Apply to {named}.")) if named else "")
    remedies = remedies_of(implementation_of(case.implementation_version_id), "refuse_acceptance")
    return _row(case, "refuse-acceptance", reasons, remedies, case.closed_at)


def _row(
    case: Case, letter: str, reasons: str, remedies: Sequence[Mapping[str, Any]], on: datetime | None
) -> dict[str, Any]:
    paper = next((one for one in letters_of([case.id]) if one.kind == letter and one.sealed_id), None)
    key = case.implementation_version.implementation.key
    region, package = key.split("/", 1)
    again = reverse("guide", kwargs={"region": region, "package": package}) if offer(key) is not None else ""
    return {
        "name": service_name(case) if case.parent_id else "",
        "accepted": letter == "decision-refuse",
        "outcome": said(outcome_word(case, "refuse")),
        "reasons": reasons,
        "on": day(on),
        "remedies": [said(_remedy(one)) for one in remedies],
        "letter": reverse("letter", kwargs={"letter": paper.id}) if paper and case.station == "close" else "",
        "again": again,
    }


def _remedy(one: Mapping[str, Any]) -> Text:
    """行政复议法 20, 行政诉讼法 46: the days count from when one knew of the decision; the letter is how one knows."""
    body, court, days, months = one["body"], one["court"], one["days"], one["months"]
    if one["first"] == "reconsideration":
        return Text(
            f"不服的，自收到决定书之日起 {days} 日内先向{body['zh']}申请行政复议；对复议决定不服的，再向{court['zh']}起诉。",
            f"If you disagree, first ask {body['en']} for reconsideration within {days} days of receiving the letter; "
            f"if you disagree with that, sue at {court['en']}.",
        )
    return Text(
        f"不服的，自收到决定书之日起 {days} 日内可以向{body['zh']}申请行政复议，也可以在 {months} 个月内向{court['zh']}提起行政诉讼。",
        f"If you disagree, you may ask {body['en']} for reconsideration within {days} days of receiving the letter, "
        f"or sue at {court['en']} within {months} months.",
    )
