"""One contract for all who carry messages, each tried against a real server of its own that checks what it is given:
signature, template, TLS. The gateways of Aliyun and Tencent themselves were not reached; their published examples of a
signature are."""

import hashlib
import hmac
import json
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tongban.exchange.messages import aliyun, reports, tencent
from tongban.exchange.messages.gateways import Gateway, MailboxStandIn, NotDelivered, Parcel, Rejected
from tongban.exchange.messages.http_text import HttpTextGateway, Shape
from tongban.exchange.messages.smtp import SmtpGateway

KEY, SECRET = "akid", "s3cret/+ key"
TEMPLATES = {"accepted": {"zh": {"code": "SMS_1", "values": ["matter", "deadline"]}}}
PARCEL = Parcel(
    id="0190f0aa-0000-7000-8000-000000000001", to="13900000001", text="【通办】您的“店招”申请已受理。", subject="已受理",
    kind="accepted", values={"matter": "店招", "deadline": "，期限为3月9日", "person": "张女士"},
)  # fmt: skip


@dataclass
class Server:
    """What a gateway got, by the id of the message, and what it shall answer next: ok, busy, rejects."""

    mood: str = "ok"
    got: dict[str, tuple[str, str]] = field(default_factory=dict)  # id → to, what was said
    calls: int = 0
    wrong: list[str] = field(default_factory=list)


Made = Callable[[], tuple[Gateway, Server]]


def http(checks: Callable[[Any, Server], tuple[int, Any]]) -> Iterator[tuple[str, Server]]:
    """A server on this machine; `checks` reads one request and says what it answers."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.calls += 1
            status, answer = checks(self, server)
            said = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *ignored: Any) -> None:
            """Quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
    yield f"127.0.0.1:{listening.server_port}", server
    listening.shutdown()
    listening.server_close()


@pytest.fixture
def generic() -> Iterator[tuple[Gateway, Server]]:
    """A gateway that wants its own body, and says code 0."""

    def checks(call: Any, server: Server) -> tuple[int, Any]:
        if call.headers["Authorization"] != f"Bearer {SECRET}":
            return 401, {}
        if server.mood != "ok":
            return (503, {}) if server.mood == "busy" else (422, {})
        given = json.loads(call.body)
        assert call.headers["Idempotency-Key"] == given["ref"]
        server.got[given["ref"]] = given["mobile"], given["content"]
        return 200, {"code": 0, "data": {"sn": f"n-{given['ref'][-4:]}"}}

    shape = Shape('{"mobile": "{to}", "content": "{text}", "ref": "{id}"}', receipt="data/sn", success="code=0")
    for where, server in http(checks):
        yield HttpTextGateway(f"http://{where}/send", SECRET, shape), server


@pytest.fixture
def ali(settings: Any) -> Iterator[tuple[Gateway, Server]]:
    """Checks ACS3-HMAC-SHA256 from what arrived, written here a second time."""
    settings.SMS_TEMPLATES = TEMPLATES

    def checks(call: Any, server: Server) -> tuple[int, Any]:
        names = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"
        listed = "".join(f"{name}:{call.headers[name]}\n" for name in names.split(";"))
        digest = hashlib.sha256(call.body).hexdigest()
        request = f"POST\n/\n{urlsplit(call.path).query}\n{listed}\n{names}\n{digest}"
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
        wanted = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        at = datetime.strptime(call.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        signed = f"ACS3-HMAC-SHA256 Credential={KEY},SignedHeaders={names},Signature={wanted}"
        if call.headers["Authorization"] != signed or abs(datetime.now(UTC) - at) > timedelta(minutes=15):
            return 400, {"Code": "SignatureDoesNotMatch"}
        if server.mood != "ok":
            return 200, {"Code": "isv.BUSINESS_LIMIT_CONTROL" if server.mood == "busy" else "isv.MOBILE_NUMBER_ILLEGAL"}
        given = dict(parse_qsl(urlsplit(call.path).query))
        assert (given["SignName"], given["TemplateCode"]) == ("安澜通办", "SMS_1")
        server.got[given["OutId"]] = given["PhoneNumbers"], given["TemplateParam"]
        return 200, {"Code": "OK", "BizId": "900619746936498440^0", "RequestId": "1"}

    for where, server in http(checks):
        yield aliyun.AliyunGateway(f"aliyun+http://{KEY}:s3cret%2F%2B%20key@{where}?sign=安澜通办"), server


@pytest.fixture
def tencents(settings: Any) -> Iterator[tuple[Gateway, Server]]:
    """Checks TC3-HMAC-SHA256 from what arrived, written here a second time."""
    settings.SMS_TEMPLATES = TEMPLATES

    def checks(call: Any, server: Server) -> tuple[int, Any]:
        at = call.headers["X-TC-Timestamp"]
        day = datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%d")
        head = f"content-type:{call.headers['Content-Type']}\nhost:{call.headers['Host']}\nx-tc-action:sendsms\n"
        names = "content-type;host;x-tc-action"
        request = f"POST\n/\n\n{head}\n{names}\n{hashlib.sha256(call.body).hexdigest()}"
        to_sign = f"TC3-HMAC-SHA256\n{at}\n{day}/sms/tc3_request\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = f"TC3{SECRET}".encode()
        for part in (day, "sms", "tc3_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        wanted = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
        signed = f"TC3-HMAC-SHA256 Credential={KEY}/{day}/sms/tc3_request, SignedHeaders={names}, Signature={wanted}"
        if call.headers["Authorization"] != signed or (call.headers["X-TC-Action"], call.headers["X-TC-Version"]) != (
            "SendSms", "2021-01-11"
        ):  # fmt: skip
            return 200, {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure"}}}
        if server.mood != "ok":
            codes = {"busy": "LimitExceeded.PhoneNumberDailyLimit", "rejects": "FailedOperation.PhoneNumberInBlacklist"}
            return 200, {"Response": {"SendStatusSet": [{"Code": codes[server.mood], "SerialNo": ""}]}}
        given = json.loads(call.body)
        assert (given["SmsSdkAppId"], given["SignName"], given["TemplateId"]) == ("1400006666", "安澜通办", "SMS_1")
        (number,) = given["PhoneNumberSet"]
        server.got[given["SessionContext"]] = number.removeprefix("+86"), json.dumps(given["TemplateParamSet"])
        return 200, {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "5000:1045710669157053657849499619"}]}}

    for where, server in http(checks):
        made = tencent.TencentGateway(
            f"tencent+http://{KEY}:s3cret%2F%2B%20key@{where}?app=1400006666&sign=安澜通办&region=ap-guangzhou"
        )
        yield made, server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of this machine, in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("smtp") / "both.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def smtp(certificate: Path) -> Iterator[tuple[Gateway, Server]]:
    """A mail server that takes nothing without STARTTLS and a password."""
    server = Server()

    class Handler:
        async def handle_RCPT(self, smtpd: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
            server.calls += 1
            if server.mood != "ok":
                return "451 later" if server.mood == "busy" else "550 no such user"
            envelope.rcpt_tos.append(address)
            return "250 ok"

        async def handle_DATA(self, smtpd: Any, session: Any, envelope: Any) -> str:
            from email import message_from_bytes, policy

            letter = message_from_bytes(envelope.content, policy=policy.default)
            mark = str(letter["Message-ID"]).strip("<>").partition("@")[0]
            server.got[mark] = envelope.rcpt_tos[0], f"{letter['Subject']} {letter.get_content()}"
            return "250 ok"

    def who(smtpd: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (KEY.encode(), SECRET.encode())
        return AuthResult(success=right, handled=False)  # else nobody answers the client

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Controller(Handler(), "127.0.0.1", port, tls_context=context, require_starttls=True, authenticator=who,
                         auth_required=True)  # fmt: skip
    running.start()
    where = f"smtp://{KEY}:s3cret%2F%2B%20key@localhost:{port}"
    yield SmtpGateway(f"{where}?ca={certificate}", "no-reply@city.example"), server
    running.stop()


class Stand:
    """The stand-in, seen as the servers are: what it took is in its receipts."""

    name = "mailbox"

    def __init__(self, server: Server) -> None:
        self.server = server

    def deliver(self, parcel: Parcel) -> str:
        if self.server.mood == "busy":
            raise NotDelivered("the stand-in is never busy: the contract is about the port")
        given = MailboxStandIn().deliver(parcel if self.server.mood == "ok" else Parcel("1", "", ""))
        self.server.got[parcel.id] = parcel.to, parcel.text
        return given


@pytest.fixture(params=["generic", "ali", "tencents", "smtp", "stand"])
def carrier(request: pytest.FixtureRequest) -> tuple[Gateway, Server]:
    """Each of them."""
    if request.param == "stand":
        server = Server()
        return Stand(server), server
    made: tuple[Gateway, Server] = request.getfixturevalue(request.param)
    return made


def test_it_carries_one_message_and_gives_a_receipt(carrier: tuple[Gateway, Server]) -> None:
    gateway, server = carrier
    assert 1 <= len(gateway.deliver(PARCEL)) <= 80
    assert list(server.got) == [PARCEL.id]
    to, said = server.got[PARCEL.id]
    assert to == PARCEL.to
    assert "店招" in (said if "\\u" not in said else said.encode().decode("unicode_escape"))
    assert "张女士" not in said  # a template of the gateway gets the values it names, and no others


def test_the_same_message_again_is_the_same_message(carrier: tuple[Gateway, Server]) -> None:
    gateway, server = carrier
    gateway.deliver(PARCEL)
    gateway.deliver(PARCEL)
    assert list(server.got) == [PARCEL.id]


def test_who_is_busy_is_asked_again_and_a_wrong_number_is_not(carrier: tuple[Gateway, Server]) -> None:
    gateway, server = carrier
    server.mood = "busy"
    with pytest.raises(NotDelivered):
        gateway.deliver(PARCEL)
    server.mood = "rejects"
    with pytest.raises(Rejected):
        gateway.deliver(PARCEL)
    assert server.got == {}


@pytest.mark.parametrize("name", ["generic", "ali", "tencents", "smtp"])
def test_a_wrong_secret_is_nobodys_wrong_number(name: str, request: pytest.FixtureRequest, monkeypatch: Any) -> None:
    gateway, server = request.getfixturevalue(name)
    if name == "smtp":
        monkeypatch.setattr(
            gateway, "where", gateway.where._replace(netloc=gateway.where.netloc.replace("s3cret", "x"))
        )
    else:
        monkeypatch.setattr(gateway, "token" if name == "generic" else "secret", "another")
    with pytest.raises(NotDelivered, match="SMTPAuthenticationError" if name == "smtp" else None):
        gateway.deliver(PARCEL)
    assert server.got == {}


@pytest.mark.parametrize("name", ["ali", "tencents"])
def test_without_a_template_of_the_gateway_the_message_waits(name: str, request: Any, settings: Any) -> None:
    gateway, server = request.getfixturevalue(name)
    settings.SMS_TEMPLATES = {}
    with pytest.raises(NotDelivered, match="accepted"):
        gateway.deliver(PARCEL)
    assert server.calls == 0


def test_mail_goes_to_nobody_whose_certificate_is_not_trusted(smtp: tuple[SmtpGateway, Server]) -> None:
    gateway, server = smtp
    gateway.options.clear()
    with pytest.raises(NotDelivered, match="SSL"):
        gateway.deliver(PARCEL)
    assert server.calls == 0


def test_what_a_text_says_ends_no_string_of_the_body(generic: tuple[Gateway, Server]) -> None:
    gateway, server = generic
    gateway.deliver(Parcel(id="a1b2", to="139", text='"}, {to} \\'))
    assert server.got["a1b2"] == ("139", '"}, {to} \\')


def test_nobody_there() -> None:
    with pytest.raises(NotDelivered):
        HttpTextGateway("http://127.0.0.1:9/", SECRET).deliver(PARCEL)


def test_the_published_example_of_aliyun() -> None:
    """From the public page on the signature of version 3."""
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    headers = aliyun.signed(
        "RunInstances", "2014-05-26", query, host="ecs.cn-shanghai.aliyuncs.com", now="2023-10-26T10:22:32Z",
        nonce="3156853299f313e23d1673dc12e1703d", key="YourAccessKeyId", secret="YourAccessKeySecret",
    )  # fmt: skip
    assert headers["Authorization"].endswith("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_the_published_example_of_tencent() -> None:
    """From the public page on the signature of version 3."""
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    headers = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}
    given = {"key": "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "secret": "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"}
    said = tencent.signed(body, headers, service="cvm", at=1551113065, **given)
    assert said.endswith("Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")


@pytest.mark.parametrize(
    ("gateway", "row", "said"),
    [
        ("aliyun", {"biz_id": "9^0", "success": True, "err_code": "DELIVERED"}, reports.Report("9^0", True, "DELIVERED")),
        ("aliyun", {"biz_id": "9^0", "success": False, "err_code": "PHONE_OFF"}, reports.Report("9^0", False, "PHONE_OFF")),
        ("tencent", {"sid": "5:1", "report_status": "SUCCESS", "errmsg": "DELIVRD"}, reports.Report("5:1", True, "DELIVRD")),
        ("tencent", {"sid": "5:1", "report_status": "FAIL", "errmsg": "MK:0"}, reports.Report("5:1", False, "MK:0")),
        ("http", {"receipt": "n", "state": "failed", "reason": "off"}, reports.Report("n", False, "off")),
    ],
)  # fmt: skip
def test_reports_of_each_gateway(gateway: str, row: dict[str, Any], said: reports.Report) -> None:
    assert reports.read(gateway, json.dumps([row]).encode()) == [said]


@pytest.mark.parametrize("body", [b"", b"[1]", b"[{}]", b"null"])
def test_a_report_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        reports.read("aliyun", body)
