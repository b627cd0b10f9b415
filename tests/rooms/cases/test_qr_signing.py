"""The QR code of a certificate: signed by the sealing process before it is drawn, for what was granted and nothing else."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from tests.guards.running import undrawn
from tests.roles import as_role
from tests.rooms.cases.playing import begun
from tests.stories.people import PACKAGES
from tongban.cases import qr_signing
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, Decision
from tongban.engine import qr
from tongban.exchange import qr_keys
from tongban.kit import clock
from tongban.records.models import Certificate, RevocationList

STEPS = PACKAGES["outdoor-sign"].stories["ordinary"].steps
DECIDED = next(n for n, step in enumerate(STEPS) if step.act == "decide") + 1
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_list")]


@pytest.fixture
def granted(city: object) -> Case:
    """A shop sign an officer has just granted; nothing is made of it yet."""
    return Case.objects.get(pk=begun("outdoor-sign", "ordinary", steps=DECIDED).root)


def made(case: Case) -> Certificate:
    with undrawn(), clock.simulated(clock.on(STEPS[DECIDED - 1].on or clock.today(), hour=12)):
        catch_up(sweeping=False)
    return Certificate.objects.get(case=case.id)


def verdict(certificate: Certificate, *, days: int = 0) -> qr.QrVerdict:
    trust = qr.trust_from(qr_keys.trust_file().read_text())
    on = certificate.issued_on + timedelta(days=days)
    return qr.judge(certificate.qr or "", trust, clock.on(on), on)


def test_the_code_of_an_issued_certificate_verifies_by_the_published_file(granted: Case) -> None:
    certificate = made(granted)
    found = verdict(certificate)
    assert (certificate.status, found.state, found.listed_at is not None) == ("in_force", "valid", True)
    assert found.claims is not None and found.claims.number == certificate.number
    assert found.claims.holder in granted.organisation.name if granted.organisation else "*" in found.claims.holder
    assert certificate.valid_to is None or verdict(certificate, days=9000).state == "expired"


def test_the_sealer_signs_as_itself_and_only_what_was_granted(granted: Case) -> None:
    with undrawn(), patch_signing():
        certificate = made(granted)
    assert certificate.qr is None and certificate.file_id is None
    said = certificate.claims or ""
    Certificate.objects.filter(pk=certificate.pk).update(issue=2)
    with pytest.raises(qr_signing.Forged), as_role("sealer"):
        qr_signing.sign_next()
    Certificate.objects.filter(pk=certificate.pk).update(issue=1, type_code="another")
    with pytest.raises(qr_signing.Forged):
        qr_signing.sign_next()
    Certificate.objects.filter(pk=certificate.pk).update(type_code=certificate.type_code)
    Decision.objects.filter(case=granted).update(outcome="refuse")
    with pytest.raises(qr_signing.Forged):
        qr_signing.sign_next()
    Decision.objects.filter(case=granted).update(outcome="grant")
    with as_role("sealer"):
        assert qr_signing.sign_next() is True
    certificate.refresh_from_db()
    assert certificate.claims == said and verdict_text(certificate).startswith(qr.PREFIX)


def test_the_list_names_what_has_ended_and_is_made_anew_only_when_asked(granted: Case) -> None:
    certificate = made(granted)
    while qr_signing.sign_next():
        pass
    serial = RevocationList.objects.get().serial
    assert qr_signing.sign_next() is False
    Certificate.objects.filter(pk=certificate.pk).update(status="revoked")
    with as_role("office"):
        qr_signing.ask_list()
    with as_role("sealer"):
        assert qr_signing.sign_next() is True
    assert RevocationList.objects.get().serial == serial + 1
    assert verdict(certificate).state == "revoked"
    assert verdict(certificate, days=3000).stale


def test_a_new_key_signs_from_now_on_and_the_older_one_stays_for_what_it_signed(granted: Case) -> None:
    certificate = made(granted)
    call_command("new_qr_key")
    while qr_signing.sign_next():
        pass
    trust = qr.trust_from(qr_keys.trust_file().read_text())
    assert len(trust.keys) == 2 and verdict(certificate).state == "valid"
    with as_role("sealer"):
        message = qr_keys.sign(b"x", b"purpose")
    assert qr.cose.opened(message, trust.keys, b"purpose")[1] == qr_keys.all_keys()[0]


def verdict_text(certificate: Certificate) -> str:
    return certificate.qr or ""


def patch_signing():  # type: ignore[no-untyped-def]
    from unittest.mock import patch

    return patch("tongban.cases.qr_signing.sign_next", lambda: False)
