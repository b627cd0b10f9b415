"""Names of the packages a mandate covers, as this city offers them."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.catalog.queries import offered
from tongban.directory.queries.mandates import EVERYTHING


def choices() -> list[tuple[str, str]]:
    """(package code, name) of what is offered today, each once, by name."""
    english = (get_language() or "").startswith("en")
    rows = offered().select_related("implementation__entry")
    found = {
        row.implementation.package_id: row.implementation.entry.name_en if english else row.implementation.entry.name_zh
        for row in rows
        if row.implementation.package_id is not None
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def named(codes: list[str]) -> list[str]:
    """The names of these packages; one no longer offered shows its code."""
    if EVERYTHING in codes:
        return [_("所有事项")]
    names = dict(choices())
    return [names.get(code, code) for code in codes]
