"""Remedies named in a decision (行政许可法 38; 行政复议法 2023 art. 20, 23, 24): data of the implementation, kept with it."""

from typing import Any

from tongban.engine.package.implementation import Implementation


def remedies_of(implementation: Implementation, decision: str) -> list[dict[str, Any]]:
    """What can be done against a decision: `refuse`, `refuse_acceptance`, `not_acting`; the general one otherwise."""
    remedy = implementation.remedy_for(decision)
    if remedy is None:
        return []
    return [
        {
            "body": {"zh": remedy.body.zh, "en": remedy.body.en},
            "court": {"zh": remedy.court.zh, "en": remedy.court.en},
            "days": remedy.days,
            "months": remedy.months,
            "first": remedy.first,
        }
    ]
