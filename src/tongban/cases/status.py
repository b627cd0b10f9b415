"""What a case's state is called: a label of (kind, station, reason), from services/kinds.toml."""

from tongban.cases.models import Case
from tongban.catalog.queries import package_of
from tongban.engine.package.kinds import shipped_kinds
from tongban.engine.package.text import Text


def status_of(case: Case) -> Text:
    """The label people read, in both languages."""
    kind = shipped_kinds().kinds[package_of(case.package_version_id).service.kind]
    if case.station == "close":
        return kind.status("close", case.outcome)
    if case.reason == "waiting":
        return kind.status("waiting")
    return kind.status(case.station, case.reason)
