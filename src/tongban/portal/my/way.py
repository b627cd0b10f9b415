"""How far a bundle still has to go: its matters on one line of days, what waits for what, the longest way and its day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from tongban.cases.models import Case
from tongban.cases.queries.clock_view import ClockView
from tongban.catalog.queries import implementation_of, package_of
from tongban.directory.queries import calendar_for
from tongban.engine.deadlines import Limit, Unit
from tongban.engine.package.parts import Child, Term
from tongban.engine.path.critical import Forecast, Leg, Stage, forecast
from tongban.kit import clock
from tongban.portal.my.showing import service_name
from tongban.portal.words import day, listed

Context = dict[str, Any]
Views = Mapping[UUID, Sequence[ClockView]]
CLOCK_OF = {"submit": ("receipt",), "work": ("promised", "statutory"), "decide": ("promised", "statutory"),
            "issue": ("deliver",), "deliver": ("deliver",)}  # fmt: skip
WIDTH = 600  # of the drawing, in its own units


def shown(case: Case, children: Sequence[Case], views: Views) -> Context | None:
    """What the part of the page shows; None for what is no bundle or has ended."""
    if not children or case.station == "close":
        return None
    wanted = {one.package: one for one in package_of(case.package_version_id).children}
    by_code = {one.child_code: one for one in children}
    stages = [_stage(by_code[code], wanted.get(code), views) for code in by_code]
    today, calendar = clock.today(), calendar_for(case.region_id)
    seen = forecast(stages, today, calendar)
    if not seen.legs:
        return None
    names = {code: service_name(one) for code, one in by_code.items()}
    return {
        "rows": [{**_row(stage, seen, names, today), "y": 26 * at + 7} for at, stage in enumerate(stages)],
        "path": [names[code] for code in seen.path],
        "end": day(seen.end),
        "provisional": seen.end is not None and not calendar.published(seen.end.year),
        "held": listed(names[code] for code in seen.held_by),
        "width": WIDTH,
        "height": 26 * len(stages),
        "live": reverse("way", kwargs={"case": case.id}),
    }


def _stage(case: Case, child: Child | None, views: Views) -> Stage:
    """The matter for the engine: what runs, and what limits follow it."""
    document, service = implementation_of(case.implementation_version_id), package_of(case.package_version_id).service
    promised = Term(document.promised.n, document.promised.unit) if document.promised.n else None
    decision, receipt = promised or service.limits.statutory, document.receipt or service.limits.receipt
    deliver = document.deliver or service.limits.deliver
    waits = case.station == "submit" and case.reason == "waiting"
    after = {
        "submit": (receipt, decision, deliver) if waits else (decision, deliver),
        "work": (deliver,),
        "decide": (deliver,),
    }
    due = next((view.row.due_on for view in views[case.id] if view.row.kind in CLOCK_OF.get(case.station, ())), None)
    if due is None and not promised and case.station in ("work", "decide") and case.reason == "":
        due = clock.today()  # decided on the spot: no clock runs
    return Stage(case.child_code, child.requires if child else (), done=case.station == "close", waits=waits, due=due,
                 then=tuple(Limit(one.n, Unit(one.unit)) for one in after.get(case.station, ()) if one))  # fmt: skip


def _row(stage: Stage, seen: Forecast, names: Mapping[str, str], today: date) -> Context:
    leg = next((one for one in seen.legs if one.code == stage.code), None)
    open_codes = {one.code for one in seen.legs}
    before = [names[code] for code in stage.requires if code in open_codes] if stage.waits else []
    return {
        "name": names[stage.code],
        "done": leg is None,
        "waits_for": listed(before),
        "start": day(leg.start) if leg and stage.waits else "",
        "end": day(leg.end) if leg else "",
        "on_path": stage.code in seen.path,
        **_bar(leg, seen, today),
    }


def _bar(leg: Leg | None, seen: Forecast, today: date) -> Context:
    """Where the bar stands in the drawing; nothing where the days cannot be said."""
    ends = [one.end for one in seen.legs if one.end is not None]
    if leg is None or leg.start is None or leg.end is None or not ends:
        return {}
    span = max((max(ends) - today).days, 1)
    left = (leg.start - today).days * WIDTH // span
    return {"x": left, "w": max((leg.end - leg.start).days * WIDTH // span, 4)}
