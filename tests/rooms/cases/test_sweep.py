"""What time does: a case for which it fails holds up no other, and the failure is seen."""

from datetime import date
from uuid import UUID

import pytest

from tests.guards.running import undrawn
from tests.rooms.cases.playing import begun
from tongban.cases import jobs
from tongban.cases.actions import accepting
from tongban.cases.models import Case
from tongban.kit import clock

pytestmark = pytest.mark.django_db


def test_a_case_for_which_it_fails_holds_up_no_other(city: object, monkeypatch: pytest.MonkeyPatch) -> None:
    one = begun("outdoor-sign", "ordinary", start=date(2026, 3, 3)).root
    other = begun("outdoor-sign", "lapsed", start=date(2026, 3, 3)).root
    first, second = sorted(UUID(str(root)) for root in (one, other))
    really = accepting.deem_accepted

    def broken(case: UUID, **more: object) -> object:
        if case == first:
            raise ValueError("spoilt")
        return really(case, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(accepting, "deem_accepted", broken)
    with undrawn(), clock.simulated(clock.on(date(2026, 3, 20), hour=10)):
        with pytest.raises(ExceptionGroup) as told:
            jobs.sweep()
        (error,) = told.value.exceptions
        assert (str(error), error.__notes__) == ("spoilt", [f"case_id {first}"])
        assert Case.objects.get(pk=second).deemed and not Case.objects.get(pk=first).deemed
        monkeypatch.undo()
        jobs.sweep()
    assert Case.objects.get(pk=first).deemed
