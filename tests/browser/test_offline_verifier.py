"""The verifier page from disk, without a network, says what the command says; and it runs under the policy it is served with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno

from tests.browser.running import RunningCity
from tests.engine.qr.test_qr import CLAIMS, KEY, PRIVATE, coded
from tongban.engine import qr
from tongban.engine.qr.cose import LIST
from tongban.portal.offline.views import filled
from tongban.records.qr_judging import NoCode, code_in

pytestmark = pytest.mark.browser
NOW = datetime.now(UTC)
TODAY = (NOW + timedelta(hours=8)).date()
LIVING = replace(CLAIMS, issued_on=TODAY, valid_to=TODAY)


def trust_file(made: datetime = NOW) -> str:
    gone = [(qr.mark(f"N-{reason}", 1), reason) for reason in qr.REASONS]
    body = qr.list_bytes(1, made, made + timedelta(days=1), gone)
    return qr.trust_json(("晨曦市", "Chenxi"), [KEY], qr.signed(body, PRIVATE, KEY.kid, LIST))


@pytest.fixture
def page(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """The page opened from disk on a machine without a network, in English."""
    file = tmp_path / "verify.html"
    file.write_text(filled(trust_file()), encoding="utf-8")
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 900})
    made = context.new_page()
    made.goto(file.as_uri())
    made.click("#language")
    yield made
    context.close()


def state(page: Any, text: str) -> str:
    page.evaluate("delete document.getElementById('verdict').dataset.state")
    page.fill("#text", text)
    page.click("button[type=submit]")
    page.wait_for_selector("#verdict[data-state]")
    return str(page.get_attribute("#verdict", "data-state"))


def codes() -> dict[str, str]:
    stranger, pem = qr.make_key(b"p", KEY.valid_from, KEY.valid_to, test=True)
    by_stranger = qr.signed(LIVING.to_cbor(), qr.open_key(pem, b"p"), stranger.kid, b"tongban:certificate:1")
    good = coded(LIVING)
    return {
        good: "valid",
        f"  {good}\n": "valid",
        coded(replace(LIVING, valid_to=None)): "valid",
        coded(replace(LIVING, holder="营" * 90, authority="局" * 90)): "valid",
        coded(replace(LIVING, valid_to=TODAY - timedelta(days=1))): "expired",
        coded(replace(LIVING, issued_on=KEY.valid_to + timedelta(days=1))): "key-time",
        **{coded(replace(LIVING, number=f"N-{reason}")): reason for reason in qr.REASONS},
        coded(replace(LIVING, number="N-revoked", issue=2)): "valid",
        coded(LIVING, purpose=LIST): "altered",
        qr.text_of(by_stranger): "unknown-key",
        "TB1:": "unreadable",
        "TB1:abc": "unreadable",
        "https://city.example/": "unreadable",
        qr.text_of(b"\xa1\x01\x02"): "unreadable",
    }


def test_page_and_command_say_the_same(page: Any) -> None:
    trust = qr.trust_from(trust_file())
    for text, expected in codes().items():
        assert qr.judge(text, trust, NOW, TODAY).state == expected
        assert state(page, text) == expected, text
    assert state(page, coded(LIVING)) == "valid"
    shown = page.inner_text("#verdict")
    assert "A test seal" in shown and LIVING.number in shown and "As of the revocation list" in shown
    assert page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth") == 0


def test_another_trust_file_is_loaded_and_an_old_list_is_called_old(page: Any, tmp_path: Path) -> None:
    old, broken = tmp_path / "qr.json", tmp_path / "broken.json"
    old.write_text(trust_file(NOW - timedelta(days=9)), encoding="utf-8")
    page.set_input_files("#file", str(old))
    assert state(page, coded(LIVING)) == "valid"
    assert "out of date" in page.inner_text("#verdict")
    broken.write_text(trust_file().replace('"revoked": "', '"revoked": "AA'), encoding="utf-8")
    page.set_input_files("#file", str(broken))
    page.wait_for_function("document.getElementById('carried').innerText.includes('cannot be used')")


def test_the_command_reads_a_picture(tmp_path: Path) -> None:
    text, picture = coded(LIVING), tmp_path / "code.png"
    segno.make_qr(text, error="m").save(str(picture), scale=4)
    assert code_in(picture) == text
    segno.make_qr("https://city.example/").save(str(picture), scale=4)
    with pytest.raises(NoCode):
        code_in(picture)


def test_served_it_runs_under_its_own_policy_and_carries_the_keys(running_city: RunningCity, chromium: Any) -> None:
    context = chromium.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{running_city.public}/verify/offline/")
    page.wait_for_function("document.getElementById('carried').innerText.includes('公钥 1 把')")
    assert said == []
    trust = qr.trust_from(context.request.get(f"{running_city.public}/verify/revoked/").text())
    assert len(trust.keys) == 1 and trust.revoked is not None and not trust.revoked.is_stale(datetime.now(UTC))
    context.close()
