"""Files: by content, by size, made safe, scanned, served so that no browser runs them."""

import socketserver
import struct
import threading
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.portal.browsers import jpeg
from tests.portal.filling_in import answer_questions, begin, fill_pages, story_answers, upload
from tongban.kit import files
from tongban.records.models import Material
from tongban.records.pdf_checking import pdf_problem

KEY = "990102/open-restaurant"

pytestmark = pytest.mark.django_db


def pdf(catalog: bytes = b"", trailer: bytes = b"") -> bytes:
    """A one-page PDF with more in its catalogue or trailer, and a right cross-reference table."""
    parts = [b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n" + table
    return out + b"trailer<</Size 4/Root 1 0 R" + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % start


@pytest.fixture
def draft(browser):
    address = begin(browser, KEY)
    answer_questions(browser, address, {"registered": False, "floor_area": 36, "signboard": False, "online": False})
    browser.post(f"{address}matters/")
    fill_pages(browser, address, KEY, story_answers(KEY, "small-shop.json"))
    return address


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.pdf", "这个文件是空的"),
        (b"MZ" + bytes(200), "图.jpg", "不是可以接收的文件类型"),
        (b"<html><script>alert(1)</script></html>", "图.png", "不是可以接收的文件类型"),
        (b"GIF89a" + bytes(100), "图.gif", "不是可以接收的文件类型"),
        (jpeg()[:200], "半张.jpg", "图片打不开"),
        (pdf(trailer=b"/Encrypt 9 0 R"), "密.pdf", "设有密码"),
        (pdf(catalog=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "动.pdf", "脚本、附件或可执行动作"),
        (pdf(catalog=b"/OpenAction<</S/#4cau#6e#63h/F(x)>>"), "动.pdf", "脚本、附件或可执行动作"),
        (pdf()[:-20], "断.pdf", "不完整或已损坏"),
        (jpeg() + bytes(11 * 1024 * 1024), "大.jpg", "文件超过 10 MB"),
        (bytes(13 * 1024 * 1024), "很大.jpg", "文件超过 10 MB"),
    ],
)
def test_a_bad_file_is_refused_beside_its_slot(browser, draft, content, name, said):
    answer = upload(browser, draft, "layout", content, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'href="#materials-layout"' in answer.content.decode()
    assert browser.get(f"{draft}materials/").context["slots"][0]["files"] == []
    assert not Material.objects.filter(slot="layout").exists()


def test_no_file_chosen(browser, draft):
    assert "请先选择文件" in browser.post(f"{draft}materials/layout/").content.decode()


def test_a_slot_that_is_not_asked_does_not_exist(browser, draft):
    assert upload(browser, draft, "fire-plan").status_code == 404


def test_a_picture_is_written_anew_upright_and_without_its_metadata(browser, draft):
    picture, exif, out = Image.new("RGB", (60, 20), "red"), Image.Exif(), BytesIO()
    exif[0x0112], exif[0x010E] = 6, "SECRET PLACE"
    picture.save(out, "JPEG", exif=exif, comment=b"SECRET NOTE")
    assert upload(browser, draft, "layout", out.getvalue() + b"<?php evil", "../../厨房\u202e.png").status_code == 302
    row = Material.objects.get(slot="layout")
    kept = files.read(row.file)
    assert row.name == "厨房.jpg"
    assert b"SECRET" not in kept
    assert b"evil" not in kept
    assert Image.open(BytesIO(kept)).size == (20, 60)
    assert row.scan == "unscanned"


def test_a_picture_that_unpacks_to_too_much_is_refused(browser, draft):
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60000, 60000, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    assert "尺寸过大" in upload(browser, draft, "layout", bomb, "大.png").content.decode()


def test_packed_objects_of_a_pdf_are_looked_into_within_a_bound():
    def packed(plain: bytes, filters: bytes = b"/FlateDecode") -> bytes:
        body = zlib.compress(plain)
        head = b"5 0 obj<</Type/ObjStm/N 1/First 4/Filter" + filters + b"/Length %d>>stream\n" % len(body)
        return pdf().replace(b"xref\n0 4", head + body + b"\nendstream endobj\nxref\n0 4")

    assert pdf_problem(pdf()) is None
    assert pdf_problem(packed(b"9 0 <</S/JavaScript/JS 8 0 R>>")) == "pdf-active"
    assert pdf_problem(packed(bytes(30_000_000))) == "pdf-broken"
    assert pdf_problem(packed(b"9 0 <<>>", b"[/FlateDecode/FlateDecode]")) == "pdf-broken"


def test_the_original_is_served_as_an_attachment_to_its_owner_only(browser, draft, city):
    upload(browser, draft, "layout", pdf(), "布局图.pdf")
    url = browser.get(f"{draft}materials/").context["slots"]
    url = next(slot["files"][0]["url"] for slot in url if slot["files"])
    answer = browser.get(url)
    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%B8%83")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    browser.force_login(city.citizens["meng"], backend="tongban.portal.accounts.backend.CitizenBackend")
    assert browser.get(url).status_code == 404
    browser.logout()
    assert browser.get(url)["Location"].startswith("/accounts/login/")


def test_a_file_is_taken_out_again(browser, draft):
    upload(browser, draft, "layout")
    slot = next(one for one in browser.get(f"{draft}materials/").context["slots"] if one["files"])
    assert browser.post(slot["files"][0]["remove"]).status_code == 302
    assert not any(one["files"] for one in browser.get(f"{draft}materials/").context["slots"])


@pytest.fixture
def clamd(monkeypatch):
    """A scanner that speaks clamd's INSTREAM and finds the word EICAR."""

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack(">I", self.rfile.read(4))[0]:
                content += self.rfile.read(size)
            self.wfile.write(b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("TONGBAN_CLAMD", f"127.0.0.1:{server.server_address[1]}")
        yield
        server.shutdown()


def test_a_clean_file_is_marked_so(browser, draft, clamd):
    assert upload(browser, draft, "layout", pdf(), "图.pdf").status_code == 302
    assert Material.objects.get(slot="layout").scan == "clean"


def test_an_infected_file_is_set_aside_where_no_page_reaches_it(browser, draft, clamd):
    answer = upload(browser, draft, "layout", pdf(catalog=b"/Note(EICAR)"), "毒.pdf")
    assert "文件已隔离" in answer.content.decode()
    row = Material.objects.get(slot="layout")
    assert row.scan == "quarantined"
    assert browser.get(f"/files/materials/{row.id}/x.pdf").status_code == 404
    assert not any(one["files"] for one in browser.get(f"{draft}materials/").context["slots"])


def test_a_scanner_that_does_not_answer_lets_nothing_in(browser, draft, monkeypatch):
    monkeypatch.setenv("TONGBAN_CLAMD", "127.0.0.1:1")
    answer = browser.post(f"{draft}materials/layout/", {"materials-layout": SimpleUploadedFile("图.pdf", pdf())})
    assert "安全检查暂时不可用" in answer.content.decode()
    assert not Material.objects.filter(slot="layout").exists()


def a_file(name="图.jpg", content=None):
    return SimpleUploadedFile(name, content or jpeg())


def slots_of(browser, draft):
    return {
        one["id"]: [file["name"] for file in one["files"]] for one in browser.get(f"{draft}materials/").context["slots"]
    }


def test_a_file_that_was_only_chosen_is_kept_whichever_button_is_pressed(browser, draft):
    slots = browser.get(f"{draft}materials/").context["slots"]
    required = [one["id"] for one in slots if one["required"] and not one["held"]]
    optional = next(one["id"] for one in slots if not one["required"])
    for slot in required[1:]:
        upload(browser, draft, slot)
    first = browser.post(f"{draft}materials/", {f"materials-{optional}": a_file("可不交.jpg")})
    assert first.status_code == 422  # one is still missing
    assert slots_of(browser, draft)[optional] == ["可不交.jpg"]
    last = browser.post(f"{draft}materials/", {f"materials-{required[0]}": a_file("最后.jpg")})
    assert last["Location"] == f"{draft}check/"
    assert slots_of(browser, draft)[required[0]] == ["最后.jpg"]


def test_the_button_of_one_slot_takes_what_was_chosen_for_another(browser, draft):
    browser.post(
        f"{draft}materials/layout/",
        {"materials-layout": a_file("甲.jpg"), "materials-safety-rules": a_file("乙.jpg")},
    )
    found = slots_of(browser, draft)
    assert found["layout"] == ["甲.jpg"] and found["safety-rules"] == ["乙.jpg"]


def test_a_bad_file_that_was_only_chosen_is_told_and_keeps_no_good_one_out(browser, draft):
    files = {"materials-layout": a_file("图.jpg", b"MZ not a picture"), "materials-safety-rules": a_file("乙.jpg")}
    answer = browser.post(f"{draft}materials/", {**files, "later": "1"})
    assert answer.status_code == 422
    assert answer.context["problems"][0]["name"] == "materials-layout"
    assert "不是可以接收的文件类型" in answer.content.decode()
    assert slots_of(browser, draft)["safety-rules"] == ["乙.jpg"]


def test_all_files_belong_to_the_one_form_that_takes_files(browser, draft):
    page = browser.get(f"{draft}materials/").content.decode()
    assert page.count('<form method="post" id="materials" enctype="multipart/form-data"') == 1
    assert page.count('type="file"') == page.count('form="materials" id=') > 2
