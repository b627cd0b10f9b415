"""Seals: sealed, verified by ourselves and by poppler, refused when one byte is altered."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.engine.letters.archive import faults
from tests.engine.letters.samples import sample
from tongban.engine import letters, sealing

NAME = "安澜市河东区市场监督管理局"
AT = datetime(2026, 3, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> sealing.AuthoritySeal:
    root = sealing.make_test_authority(b"root")
    return sealing.make_authority_seal(NAME, b"seal", ca=root, ca_password=b"root")


@pytest.fixture(scope="module")
def letter() -> bytes:
    return letters.render("decision-refuse", sample("decision-refuse"), fonts=letters.find(), at=AT)


def put(pdf: bytes, authority: sealing.AuthoritySeal) -> bytes:
    by = sealing.signer(authority.key_pem, b"seal", authority.cert_pem, authority.ca_pem)
    picture = sealing.draw_test_seal(NAME, letters.find())
    return sealing.seal(pdf, by, appearance=picture, reason="不予决定书", name=NAME)


@pytest.fixture(scope="module")
def sealed(letter: bytes, authority: sealing.AuthoritySeal) -> bytes:
    return put(letter, authority)


def test_a_sealed_letter_is_valid(letter: bytes, sealed: bytes, authority: sealing.AuthoritySeal) -> None:
    verdict = sealing.verify(sealed, [authority.ca_pem])
    assert sealed.startswith(letter)
    assert (verdict.valid, verdict.trusted, verdict.covers_whole_file, verdict.altered) == (True, True, True, False)
    assert (verdict.signer, verdict.test, verdict.seals, verdict.stamped) == (f"{NAME}（测试）", True, 1, False)
    assert verdict.signed_at is not None


def test_every_altered_byte_is_seen(sealed: bytes, letter: bytes, authority: sealing.AuthoritySeal) -> None:
    for position in (len(letter) // 3, len(letter) // 2, len(letter) - 200, len(letter) + 3000):
        changed = bytearray(sealed)
        changed[position] ^= 1
        assert not sealing.verify(bytes(changed), [authority.ca_pem]).valid


def test_what_was_added_after_is_seen(sealed: bytes, authority: sealing.AuthoritySeal) -> None:
    with pikepdf.open(BytesIO(sealed)) as pdf:
        pdf.docinfo["/Title"] = "changed"
        out = BytesIO()
        pdf.save(out)
    for changed in (out.getvalue(), sealed + b"\n% more\n", sealed[:-10]):
        assert not sealing.verify(changed, [authority.ca_pem]).valid


def test_a_stranger_is_not_trusted(sealed: bytes) -> None:
    other = sealing.make_test_authority(b"x")
    for trust in ([other.cert_pem], []):
        verdict = sealing.verify(sealed, trust)
        assert (verdict.valid, verdict.altered, verdict.trusted) == (False, False, False)


@pytest.mark.parametrize("pdf", [b"", b"no", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00" * 3000])
def test_what_is_no_pdf_gets_a_verdict(pdf: bytes, authority: sealing.AuthoritySeal) -> None:
    assert not sealing.verify(pdf, [authority.ca_pem]).valid
    with pytest.raises(sealing.CannotSeal):
        put(pdf, authority)


def test_no_seal_is_said(letter: bytes, authority: sealing.AuthoritySeal) -> None:
    verdict = sealing.verify(letter, [authority.ca_pem])
    assert (verdict.valid, verdict.sealed, verdict.en) == (False, False, "the file bears no seal")


def test_the_field_speaks_and_pdf_a_stays(letter: bytes, sealed: bytes) -> None:
    with pikepdf.open(BytesIO(sealed)) as pdf, pikepdf.open(BytesIO(letter)) as before:
        field = pdf.Root.AcroForm.Fields[0]
        assert str(field.TU) == f"{NAME} 印章 / seal"
        assert pdf.pdf_version == "1.7"
        assert "/Version" not in pdf.Root
        assert pdf.open_metadata()["pdfaid:part"] == "3"
        place = next(a.Rect for a in before.pages[-1].Annots if str(a.A.URI) == "tongban:seal")
        middle = [(float(place[i]) + float(place[i + 2])) / 2 for i in (0, 1)]
        drawn = [(float(field.Rect[i]) + float(field.Rect[i + 2])) / 2 for i in (0, 1)]
        assert drawn == pytest.approx(middle, abs=1)
    assert faults(sealed) == faults(letter) == []


def test_without_a_place_the_seal_stands_at_the_lower_right(authority: sealing.AuthoritySeal) -> None:
    blank = pikepdf.new()
    blank.add_blank_page(page_size=(842, 595))
    out = BytesIO()
    blank.save(out)
    with pikepdf.open(BytesIO(put(out.getvalue(), authority))) as pdf:
        left, bottom, right, top = (float(value) for value in pdf.Root.AcroForm.Fields[0].Rect)
    assert (right, bottom) == (pytest.approx(786), pytest.approx(56))
    assert right - left == pytest.approx(top - bottom)


def test_a_second_seal_keeps_the_first(sealed: bytes, authority: sealing.AuthoritySeal) -> None:
    twice = put(sealed, authority)
    assert sealing.verify(twice, [authority.ca_pem]).seals == 2
    assert sealing.verify(twice, [authority.ca_pem]).valid


def test_keys_that_do_not_fit_are_refused(authority: sealing.AuthoritySeal) -> None:
    other = sealing.make_test_authority(b"seal")
    with pytest.raises(sealing.CannotSeal, match="does not belong"):
        sealing.signer(other.key_pem, b"seal", authority.cert_pem, authority.ca_pem)
    with pytest.raises(sealing.CannotSeal, match="password"):
        sealing.signer(authority.key_pem, b"wrong", authority.cert_pem, authority.ca_pem)
    with pytest.raises(ValueError, match="without a password"):
        sealing.make_test_authority(b"")


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_poppler_agrees(sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    changed = bytearray(sealed)
    changed[len(sealed) // 3] ^= 1
    file.write_bytes(bytes(changed))
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." not in said
