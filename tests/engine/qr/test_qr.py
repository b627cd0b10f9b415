"""The QR code of a certificate: what it says, who signed it, whether it holds; read by an independent library too."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import cbor2
import cwt
import pytest
import segno
import zxingcpp
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tongban.engine import qr
from tongban.engine.qr import base45
from tongban.engine.qr.claims import LARGEST_VERSION, message_of
from tongban.engine.qr.cose import CERTIFICATE, LIST

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
KEY, PEM = qr.make_key(b"p", date(2025, 1, 1), date(2035, 1, 1), test=True)
PRIVATE = qr.open_key(PEM, b"p")
CLAIMS = qr.Claims(
    kind="food-licence", name=("食品经营许可证", "Food business licence"), number="JY29901020000011", issue=1,
    holder="晨曦市河湾区张记小面馆", authority="晨曦市河湾区市场监督管理局", issued_on=date(2026, 2, 3),
    valid_to=date(2031, 2, 2), address="https://city.example/verify/", code="ABCDE-FGHJK", test=True,
)  # fmt: skip


def coded(claims: qr.Claims = CLAIMS, purpose: bytes = CERTIFICATE) -> str:
    return qr.text_of(qr.signed(claims.to_cbor(), PRIVATE, KEY.kid, purpose))


def trust(*gone: tuple[bytes, str], made: datetime = NOW) -> qr.Trust:
    body = qr.list_bytes(7, made, made + timedelta(days=1), gone)
    return qr.trust_from(qr.trust_json(("晨曦市", "Chenxi"), [KEY], qr.signed(body, PRIVATE, KEY.kid, LIST)))


def state(text: str, by: qr.Trust | None = None, at: datetime = NOW) -> str:
    return qr.judge(text, by or trust(), at, TODAY).state


def test_a_code_says_what_was_signed_and_as_of_which_list() -> None:
    verdict = qr.judge(coded(), trust(), NOW, TODAY)
    assert (verdict.state, verdict.claims, verdict.listed_at, verdict.stale) == ("valid", CLAIMS, NOW, False)
    assert qr.judge(coded(), trust(), NOW + timedelta(days=2), TODAY).stale


def test_what_no_longer_holds_is_told_apart() -> None:
    assert state(coded(replace(CLAIMS, valid_to=date(2026, 3, 1)))) == "expired"
    assert state(coded(replace(CLAIMS, valid_to=None))) == "valid"
    for reason in qr.REASONS:
        assert state(coded(), trust((qr.mark(CLAIMS.number, 1), reason))) == reason
    assert state(coded(), trust((qr.mark(CLAIMS.number, 2), "revoked"))) == "valid"


def test_every_changed_character_is_noticed() -> None:
    text = coded()
    seen = set()
    for place in range(len(qr.PREFIX), len(text), 7):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        seen.add(state(changed))
    assert seen <= {"altered", "unreadable", "unknown-key"} and "altered" in seen


def test_another_key_and_another_time_are_not_trusted() -> None:
    other, pem = qr.make_key(b"p", date(2025, 1, 1), date(2035, 1, 1), test=True)
    stranger = qr.text_of(qr.signed(CLAIMS.to_cbor(), qr.open_key(pem, b"p"), other.kid, CERTIFICATE))
    pretender = qr.text_of(qr.signed(CLAIMS.to_cbor(), qr.open_key(pem, b"p"), KEY.kid, CERTIFICATE))
    assert (state(stranger), state(pretender)) == ("unknown-key", "altered")
    assert state(coded(replace(CLAIMS, issued_on=date(2024, 12, 31)))) == "key-time"
    with pytest.raises(ValueError):
        qr.open_key(PEM, b"another")


def test_a_signed_list_is_no_certificate_and_the_other_way_round() -> None:
    assert state(coded(purpose=LIST)) == "altered"
    foreign = qr.signed(qr.list_bytes(1, NOW, NOW, []), PRIVATE, KEY.kid, CERTIFICATE)
    with pytest.raises(qr.BadTrust):
        qr.trust_from(qr.trust_json(("", ""), [KEY], foreign))


@pytest.mark.parametrize(
    "text", ["", "TB1:", "TB2:ABC", "TB1:a", "TB1:::::", "https://example.org/", "TB1:" + "6BF" * 900]
)
def test_what_is_no_code_of_ours(text: str) -> None:
    assert state(text) == "unreadable"


@given(st.binary(max_size=60))
def test_any_bytes_are_judged_and_never_raise(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data
    assert state(qr.text_of(data)) == "unreadable"


def test_base45_of_the_standard() -> None:
    # RFC 9285, sections 4.3 and 4.4.
    assert [base45.encode(one) for one in (b"AB", b"Hello!!", b"base-45", b"ietf!")] == [
        "BB8", "%69 VD92EX0", "UJCLQE7W581", "QED8WEX0",
    ]  # fmt: skip
    for wrong in ("GGW", "A", "::", "bb8"):
        with pytest.raises(ValueError):
            base45.decode(wrong)


def test_an_independent_library_reads_the_signature() -> None:
    message = message_of(coded())
    jwk = json.loads(qr.trust_json(("", ""), [KEY], None))["keys"][0]
    key = COSEKey.from_jwk(
        {**{name: jwk[name] for name in ("kty", "crv", "x", "y")}, "alg": "ES256", "key_ops": ["verify"]}
    )
    key._kid = KEY.kid
    payload = COSE.new(verify_kid=False).decode(message, key, external_aad=CERTIFICATE)
    assert payload == CLAIMS.to_cbor() and cbor2.loads(payload)[4] == CLAIMS.number
    with pytest.raises(cwt.VerifyError):
        COSE.new().decode(message[:-1] + bytes([message[-1] ^ 1]), key, external_aad=CERTIFICATE)


def test_the_list_is_small_and_the_same_for_the_same_rows() -> None:
    gone = [(qr.mark(f"N{n}", 1), "revoked") for n in range(1000)]
    body = qr.list_bytes(1, NOW, NOW, gone)
    assert len(body) < 8 * 1000 + 40 and body == qr.list_bytes(1, NOW, NOW, reversed(gone))


def test_the_picture_scans_from_paper_or_is_refused() -> None:
    longest = replace(CLAIMS, holder="营" * 90, authority="局" * 90, name=("证" * 60, "Licence " * 9))
    assert qr.Claims.from_cbor(longest.to_cbor()).holder == "营" * 29 + "…"
    with pytest.raises(qr.TooLong):
        qr.picture("TB1:" + "A" * 900)
    assert segno.make_qr(coded(longest), error="m", boost_error=False).version == LARGEST_VERSION - 1
    assert qr.picture(coded(longest)).startswith("<svg")


@pytest.mark.parametrize(
    "text", ["https://city.example/verify/?number=JY29901020000012", "TB1:" + "A1B2 C3" * 90, "局" * 40]
)
def test_a_drawn_code_reads_back_and_is_no_larger_than_another_maker_makes_it(text: str) -> None:
    """Drawn as pixels from the path itself, with a margin of four modules, and read."""
    drawn = qr.svg(text, scale=1)
    whole = int(re.search(r'width="(\d+)"', drawn)[1])  # type: ignore[index]
    page = Image.new("L", (whole, whole), 255)
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn)
    for x, y, wide in (map(int, bar) for bar in bars):
        page.paste(0, (x, y, x + wide, y + 1))
    found = zxingcpp.read_barcode(page.resize((whole * 4, whole * 4), Image.Resampling.NEAREST))
    assert found is not None and found.text == text
    assert min(int(x) for x, _, _ in bars) == 4 and whole - 8 <= segno.make_qr(text, error="m").symbol_size(border=0)[0]


def test_what_no_code_can_hold_is_refused() -> None:
    with pytest.raises(qr.TooLong):
        qr.svg("x" * 3000)
