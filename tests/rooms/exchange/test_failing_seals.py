"""What cannot be sealed keeps no other waiting, is told once, and is tried again later."""

from datetime import timedelta

import pytest

from tests.rooms.cases.playing import begun
from tongban.cases import sealing
from tongban.cases.letter_writing import write
from tongban.exchange.models import SealRequest
from tongban.kit import clock, files
from tongban.kit.ledger.models import Act
from tongban.records.models import Letter


@pytest.fixture
def two(city: object) -> list[SealRequest]:
    """Two letters of a case that wait for their seals, the first of them no PDF."""
    case = begun("outdoor-sign", "ordinary").root
    drawn = Letter.objects.get(case=case, kind="receipt")
    SealRequest.objects.all().delete()
    about = drawn.about
    drawn.delete()
    first = write(case, "receipt", about)
    assert first is not None
    sound = SealRequest.objects.get(what_id=first.id)
    spare = files.store(b"no PDF at all", media_type="application/pdf")
    other = Letter.objects.create(
        case=case, kind="acceptance", number="x-1", about=about, department=first.department, data={},
        file=spare, created_at=clock.now(),
    )  # fmt: skip
    broken = SealRequest.objects.create(
        seal_id=sound.seal_id, what="letter", what_id=other.id, case=case, file=spare,
        asked_at=sound.asked_at - timedelta(hours=1),
    )  # fmt: skip
    return [broken, sound]


def states(requests: list[SealRequest]) -> list[str]:
    return [SealRequest.objects.get(pk=one.pk).state for one in requests]


@pytest.mark.django_db
def test_what_cannot_be_sealed_keeps_no_other_waiting(two: list[SealRequest]) -> None:
    assert [sealing.seal_next(), states(two)] == [True, ["asked", "asked"]]
    assert [sealing.seal_next(), states(two)] == [True, ["asked", "done"]]
    assert sealing.seal_next() is False
    with clock.simulated(clock.now() + sealing.AGAIN_AFTER + timedelta(seconds=1)):
        assert sealing.seal_next() is True
        assert sealing.seal_next() is False
    (told,) = Act.objects.filter(case=two[0].case, kind="seal.failed")
    assert told.body == {"what": "letter", "about": str(two[0].what_id)}
    assert SealRequest.objects.get(pk=two[0].pk).reason.startswith("CannotSeal: this is no PDF")
