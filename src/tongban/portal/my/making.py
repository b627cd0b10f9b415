"""What of a case is being written and sealed right now: it takes from a second to a minute, and the page says so."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse

from tongban.cases.models import Case
from tongban.catalog.queries import package_of
from tongban.engine.letters.kinds import title_of
from tongban.kit import clock
from tongban.portal.words import listed, said
from tongban.records.holding import certificates_of, letters_of

LONG = timedelta(minutes=10)


def shown(case: Case, tree: Sequence[Case]) -> dict[str, Any] | None:
    """Names of what is being made, whether it takes long, and where a page asks for it anew; None when all is there."""
    ids = [one.id for one in tree]
    written = list(letters_of(ids))
    letters = [one for one in written if not one.sealed_id]
    results = [one for one in certificates_of(ids) if not one.sealed_id]
    names = [said(title_of(one.kind, one.data)) for one in letters]
    names += [said(package_of(one.package_version_id).service.result.name) for one in results]
    since = [*(one.created_at for one in letters), *(one.created_at for one in results)]
    if _receipt_is_due(case, {one.kind for one in written}):
        names.append(said(title_of("receipt", {})))
        since.append(case.submitted_at)
    if not names:
        return None
    return {
        "names": listed(dict.fromkeys(names)),
        "long": clock.now() - min(since) > LONG,
        "live": reverse("making", kwargs={"case": case.id}),
    }


def _receipt_is_due(case: Case, written: set[str]) -> bool:
    """Just sent, and its receipt is not even written."""
    return case.parent_id is None and "receipt" not in written and clock.now() - case.submitted_at < LONG
