"""A sealed file is judged by itself: genuine, altered by one byte, or no file of this city at all."""

from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.browsers import PublicClient
from tests.stories.people import PACKAGES, people_of
from tongban.exchange.models import SealRoot
from tongban.exchange.seals import publish_root
from tongban.kit import files
from tongban.kit.models import Installation
from tongban.portal import looking_up
from tongban.records import judging
from tongban.records.models import Certificate
from tongban.ui.context import forget_city
from world.running import StoryRun


@pytest.fixture
def sealed(city: object) -> bytes:
    """The certificate a story ends with, and the root published where the page looks for it."""
    publish_root(SealRoot.objects.get().certificate_pem.encode())
    assert (Path(settings.DATA) / "trust" / "roots.pem").is_file()
    story = PACKAGES["outdoor-sign"].stories["ordinary"]
    StoryRun(PACKAGES["outdoor-sign"], story, people_of(story)).run()
    certificate = Certificate.objects.exclude(sealed=None).get()
    assert certificate.sealed is not None
    return files.read(certificate.sealed)


def ask(content: bytes) -> str:
    file = SimpleUploadedFile("certificate.pdf", content, content_type="application/pdf")
    answer = PublicClient().post("/verify/file/", {"file": file})
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.django_db
def test_genuine_altered_and_foreign_files_are_told_apart(sealed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = ask(sealed)
    assert "verdict-warn" in demo and "测试印章，不具法律效力" in demo and "真实有效" not in demo
    _made_real()
    assert "测试印章，不具法律效力" in ask(sealed), "a test seal stays one in a real city"
    with monkeypatch.context() as licensed:
        licensed.setattr(looking_up, "judged_apart", lambda *given: replace(judging.judged_apart(*given), test=False))
        real = ask(sealed)
    assert "verdict-good" in real and "真实有效" in real and "测试印章" not in real
    middle = len(sealed) // 3
    altered = sealed[:middle] + bytes([sealed[middle] ^ 1]) + sealed[middle + 1 :]
    assert "不能确认" in ask(altered)
    assert "真实有效" not in ask(altered)
    assert "不能确认" in ask(b"not a PDF at all")


def _made_real() -> None:
    """As if this were no demo city."""
    Installation.objects.update(demo=False)
    forget_city()


@pytest.mark.django_db
def test_no_file_is_said_beside_the_field(city: object) -> None:
    answer = PublicClient().post("/verify/file/", {})
    assert answer.status_code == 422
    assert "请选择要验证的 PDF 文件" in answer.content.decode()


def bomb(levels: int = 60) -> bytes:
    """A tree of form fields that names each branch twice: 2 to the power of `levels` walks in a few kilobytes."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"<< /Fields [5 0 R] >>",
        *(b"<< /T (a%d) /Kids [%d 0 R %d 0 R] >>" % (n, 6 + n, 6 + n) for n in range(levels)),
        b"<< /T (z) >>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + tail


@pytest.mark.django_db
def test_a_file_made_to_keep_the_site_busy_is_not_judged(city: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "SECONDS", 1)
    begun = monotonic()
    page = ask(bomb())
    assert monotonic() - begun < judging.SECONDS + 20
    assert "没有验证" in page and "不能确认" in page and "真实有效" not in page


@pytest.mark.django_db
def test_too_many_too_large_and_two_at_once(city: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "WAIT", 0.01)
    client = PublicClient()
    large = SimpleUploadedFile("a.pdf", b"x" * (looking_up.MOST_BYTES + 1))
    assert client.post("/verify/file/", {"file": large}).status_code == 422
    with judging._one_at_a_time:
        busy = client.post("/verify/file/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-")})
    assert busy.status_code == 503 and "正在验证别的文件" in busy.content.decode()
    monkeypatch.setattr(looking_up.cases, "throttle", refuse)
    many = client.post("/verify/file/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-")})
    assert many.status_code == 429 and "查询次数过多" in many.content.decode()


def refuse(origin: str, number: str) -> None:
    raise looking_up.TooManyLookUps


@pytest.mark.django_db
def test_the_command_says_that_it_is_a_test_seal(
    sealed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(sealed)
    assert judging.verify_file(file, Path(settings.DATA) / "trust" / "roots.pem") == 0
    assert "测试印章，不具法律效力 / a test seal, without legal force" in capsys.readouterr().out
