"""What a matter costs, by the rule of its package: said before it is sent, and kept with the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.cases.filling import Filling
from tongban.cases.models import Case, Decision
from tongban.catalog.queries import implementation_of, package_of
from tongban.engine.package import Package, Text
from tongban.engine.package.implementation import Implementation
from tongban.engine.path.bundles import child_answers
from tongban.engine.path.filing import facts_of
from tongban.engine.rules.failing import RuleFailed
from tongban.kit import clock


@dataclass(frozen=True)
class Price:
    """The fee of one matter in fen; None while an answer it needs is not known."""

    name: Text
    fen: int | None


def prices(form: Filling) -> tuple[Price, ...]:
    """What the matters of this draft cost, those that are free left out; `name` is what the fee is called there."""
    today = clock.today()
    own = [(form.package, form.draft.answers, form.implementation)]
    children = [
        (one.package, child_answers(one.child, one.package, form.draft.answers), one.implementation)
        for one in form.matters
    ]
    return tuple(
        Price(implementation.fees[0].name if implementation.fees else package.service.name,
              _fen(package, answers, implementation, today))
        for package, answers, implementation in (*own, *children)
        if package.service.fee is not None
    )  # fmt: skip


def price_of(case: Case) -> Price | None:
    """What the case costs: as decided, before that as its answers stand. None where the matter is free."""
    package, implementation = (
        package_of(case.package_version_id),
        implementation_of(case.implementation_version_id),
    )
    if package.service.fee is None or case.current is None:
        return None
    name = implementation.fees[0].name if implementation.fees else package.service.name
    decision = Decision.objects.filter(case=case).only("facts").first()
    if decision is not None:
        return Price(name, decision.facts.get(package.service.fee.rule))
    return Price(name, _fen(package, case.current.answers, implementation, clock.today()))


def _fen(package: Package, answers: Mapping[str, Any], implementation: Implementation, today: date) -> int | None:
    assert package.service.fee is not None
    try:
        found = package.rules[package.service.fee.rule].evaluate(facts_of(answers, implementation), today=today)
    except RuleFailed:
        return None
    return int(found)
