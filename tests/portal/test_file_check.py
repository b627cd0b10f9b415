"""A sealed file is judged by itself: genuine, altered by one byte, or no file of this city at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.browsers import PublicClient
from tests.stories.people import PACKAGES, people_of
from tongban.exchange.models import SealRoot
from tongban.exchange.seals import publish_root
from tongban.kit import files
from tongban.kit.models import Installation
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
def test_genuine_altered_and_foreign_files_are_told_apart(sealed: bytes) -> None:
    demo = ask(sealed)
    assert "verdict-warn" in demo and "测试印章，不具法律效力" in demo and "真实有效" not in demo
    _made_real()
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


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    forget_city()
    yield
    forget_city()


@pytest.mark.django_db
def test_no_file_is_said_beside_the_field(city: object) -> None:
    answer = PublicClient().post("/verify/file/", {})
    assert answer.status_code == 422
    assert "请选择要验证的 PDF 文件" in answer.content.decode()
