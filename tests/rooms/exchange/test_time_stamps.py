"""Time stamps: PAdES B-T with an authority, B-B without; one that fails loses no seal and is never claimed."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.engine.letters.samples import sample
from tests.rooms.exchange import tsa
from tongban.cases import sealing as process
from tongban.cases.letter_writing import write
from tongban.engine import letters, sealing
from tongban.engine.sealing.stamping import loaded
from tongban.exchange import timestamps
from tongban.exchange.models import SealRequest
from tongban.kit import files
from tongban.kit.ledger.models import Act
from tongban.records.models import Letter
from tongban.records.verifying import judged, said

NAME = "安澜市河东区市场监督管理局"
SPOILT = ("nonsense", "error", "refused", "other bytes", "old answer", "broken signature")


@pytest.fixture(scope="module")
def seal() -> sealing.AuthoritySeal:
    return sealing.make_authority_seal(NAME, b"s", ca=sealing.make_test_authority(b"r"), ca_password=b"r")


@pytest.fixture(scope="module")
def letter() -> bytes:
    return letters.render("decision-refuse", sample("decision-refuse"), fonts=letters.find())


@pytest.fixture
def authority(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tsa.Authority]:
    """One that answers, asked by a sealing process that has just begun."""
    monkeypatch.setattr(process, "authority", timestamps.TimeAuthority())
    with tsa.running() as found:
        settings.TSA_URL = found.url
        yield found


def put(pdf: bytes, seal: sealing.AuthoritySeal, trust: tuple[bytes, ...] = ()) -> bytes:
    by = sealing.signer(seal.key_pem, b"s", seal.cert_pem, seal.ca_pem)
    picture = sealing.draw_test_seal(NAME, letters.find())
    stamper = sealing.CheckedStamper(timestamps.ask, trust)
    return sealing.seal(pdf, by, appearance=picture, reason="不予决定书", name=NAME, stamper=stamper)


def by_pyhanko(pdf: bytes, root: bytes) -> Any:
    one = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[-1]
    assert one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    trusted = [ValidationContext(trust_roots=loaded([pem]), allow_fetching=False) for pem in (root, tsa.root())]
    return asyncio.run(async_validate_pdf_signature(one, *trusted))


def test_with_an_authority_the_seal_is_pades_b_t(
    authority: tsa.Authority, letter: bytes, seal: sealing.AuthoritySeal, tmp_path: Path
) -> None:
    sealed = put(letter, seal, (tsa.root(),))
    assert authority.asked == 1
    status = by_pyhanko(sealed, seal.ca_pem)
    assert status.bottom_line and status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == tsa.STAMPED_AT
    verdict = sealing.verify(sealed, [seal.ca_pem], time=[tsa.root()])
    assert (verdict.valid, verdict.stamped, verdict.signed_at) == (True, True, tsa.STAMPED_AT)
    file, trust = tmp_path / "sealed.pdf", tmp_path / "roots.pem"
    file.write_bytes(sealed)
    trust.write_bytes(seal.ca_pem)
    assert "as the file says" in said(judged(sealed, trust))
    (tmp_path / "time.pem").write_bytes(tsa.root())
    assert "as the file says" not in said(judged(sealed, trust))
    if shutil.which("pdfsig"):
        told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid." in told and "ETSI.CAdES.detached" in told


def test_a_stamp_of_somebody_unknown_proves_no_time(
    authority: tsa.Authority, letter: bytes, seal: sealing.AuthoritySeal
) -> None:
    other = sealing.make_test_authority(b"x").cert_pem
    with pytest.raises(sealing.NoTimeStamp, match="we do not trust"):
        put(letter, seal, (other,))
    verdict = sealing.verify(put(letter, seal), [seal.ca_pem], time=[other])
    assert (verdict.valid, verdict.stamped) == (True, False)


@pytest.mark.parametrize("mood", SPOILT)
def test_an_answer_that_is_no_stamp_is_refused(
    authority: tsa.Authority, letter: bytes, seal: sealing.AuthoritySeal, mood: str
) -> None:
    authority.mood = mood
    with pytest.raises(sealing.NoTimeStamp):
        put(letter, seal)
    assert authority.asked == 1


def test_a_dripping_answer_and_a_closed_door_take_no_longer_than_the_limit(
    authority: tsa.Authority, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamps, "LIMIT", 0.5)
    authority.mood = "dripping"
    stamper = sealing.CheckedStamper(timestamps.ask)
    for url, why in ((authority.url, "no answer within 0.5 s"), ("http://127.0.0.1:9/", "refused")):
        settings.TSA_URL, begun = url, monotonic()
        with pytest.raises(sealing.NoTimeStamp, match=why):
            asyncio.run(stamper.async_timestamp(bytes(32), "sha256"))
        assert monotonic() - begun < 2


@pytest.fixture
def asked(city: object) -> SealRequest:
    """A letter of a case, really drawn and waiting for its seal."""
    from tests.rooms.cases.playing import begun

    case = begun("outdoor-sign", "ordinary").root
    drawn = Letter.objects.get(case=case, kind="receipt")
    SealRequest.objects.filter(case=case).delete()
    drawn.delete()
    letter = write(case, "receipt", drawn.about)
    assert letter is not None
    return SealRequest.objects.get(what_id=letter.id, state="asked")


def facts(request: SealRequest, kind: str) -> list[dict[str, Any]]:
    rows = Act.objects.filter(case=request.case, kind=kind)
    return [row.body for row in rows if row.body["about"] == str(request.what_id)]


@pytest.mark.django_db
def test_the_sealing_process_stamps(authority: tsa.Authority, asked: SealRequest) -> None:
    assert process.seal_next() is True
    asked.refresh_from_db()
    assert asked.sealed is not None
    assert by_pyhanko(files.read(asked.sealed), asked.seal.root_pem.encode()).timestamp_validity is not None
    assert [one["stamped"] for one in facts(asked, "seal.used")] == [True]
    assert facts(asked, "seal.unstamped") == []


@pytest.mark.django_db
def test_no_address_no_stamp(settings: Any, asked: SealRequest) -> None:
    assert settings.TSA_URL == ""
    assert process.seal_next() is True
    asked.refresh_from_db()
    assert asked.sealed is not None
    status = by_pyhanko(files.read(asked.sealed), asked.seal.root_pem.encode())
    assert status.intact and status.timestamp_validity is None
    assert [one["stamped"] for one in facts(asked, "seal.used")] == [False]
    assert facts(asked, "seal.unstamped") == []


@pytest.mark.django_db
def test_while_the_authority_fails_papers_wait_and_are_stamped_when_it_is_back(
    authority: tsa.Authority, asked: SealRequest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    authority.mood = "error"
    assert process.seal_next() is False and process.seal_next() is False
    assert authority.asked == 1, "it rests before it asks again"
    assert "no time stamp for 0 s" in caplog.text and "503" in caplog.text
    asked.refresh_from_db()
    assert (asked.state, facts(asked, "seal.used")) == ("asked", [])
    authority.mood = "good"
    later = monotonic() + timestamps.REST
    monkeypatch.setattr(timestamps, "monotonic", lambda: later)
    assert process.seal_next() is True
    assert [one["stamped"] for one in facts(asked, "seal.used")] == [True]
    assert "answers again" in caplog.text


@pytest.mark.django_db
def test_after_their_patience_papers_go_out_without_a_stamp_and_the_case_says_so(
    authority: tsa.Authority, asked: SealRequest, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    authority.mood = "nonsense"
    assert process.seal_next() is False
    later = monotonic() + settings.TSA_PATIENCE
    monkeypatch.setattr(timestamps, "monotonic", lambda: later)
    assert process.seal_next() is True
    assert authority.asked == 2, "asked a last time"
    asked.refresh_from_db()
    assert asked.state == "done" and asked.sealed is not None
    assert by_pyhanko(files.read(asked.sealed), asked.seal.root_pem.encode()).timestamp_validity is None
    assert [one["stamped"] for one in facts(asked, "seal.used")] == [False]
    (told,) = facts(asked, "seal.unstamped")
    assert (told["what"], told["about"]) == ("letter", str(asked.what_id)) and told["reason"]
    SealRequest.objects.filter(pk=asked.pk).update(state="asked", done_at=None)
    assert process.seal_next() is True
    assert authority.asked == 2, "while it rests, the next paper goes at once"
