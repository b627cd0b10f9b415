"""The Chinese font where a machine has none: fetched by npm, held to the lock, and good for every letter and certificate.

`./tongban test` fetches it once into build/fonts (a machine with a Noto CJK would never meet it otherwise), so the tests
below need no network; pytest started by hand leaves out those that need the font itself, until it was fetched once.
"""

import base64
import hashlib
import io
import json
import os
import tarfile
import tomllib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.engine.letters.archive import faults
from tests.engine.letters.samples import sample
from tongban.config.command import fonts
from tongban.config.command.messages import Stop
from tongban.engine import letters
from tongban.engine.letters import KINDS
from tongban.engine.letters import fonts as engine_fonts

FETCHED = Path(os.environ.get(fonts.FETCHED) or fonts.ROOT / "build" / "fonts")
fetched = pytest.mark.skipif(not (FETCHED / "integrity").is_file(), reason="./tongban test fetches the font first")
WEIGHTS = {"NotoSerifSC-Regular", "NotoSerifSC-Bold"}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any font, and TONGBAN_FONTS pointing to nothing; the build folder of a fresh clone."""
    monkeypatch.setattr(engine_fonts, "_MACHINE", (str(tmp_path / "none"),))
    monkeypatch.setenv("TONGBAN_FONTS", str(tmp_path / "nothing"))
    monkeypatch.setenv("TONGBAN_PRIVATE", str(tmp_path))
    monkeypatch.setenv(fonts.FETCHED, "")
    engine_fonts.forget()
    return tmp_path


def package(content: bytes = b"font") -> bytes:
    """An npm package with the wanted files and one that is not wanted."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name in (*fonts.WANTED, "900Black/NotoSerifSC_900Black.ttf", "index.js"):
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


class Npm:
    """An npm that gives this archive, and counts."""

    def __init__(self, place: Path, archive: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.archive = archive
        monkeypatch.setattr(fonts, "ROOT", place)
        monkeypatch.setattr(fonts, "_archive", self.pack)
        entry = {"version": "9.9.9", "integrity": self.integrity(archive)}
        lock = {"packages": {f"node_modules/{fonts.PACKAGE}": entry}}
        (place / "package-lock.json").write_text(json.dumps(lock))

    @staticmethod
    def integrity(archive: bytes) -> str:
        return "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()

    def pack(self, version: str, where: Path) -> Path:
        assert version == "9.9.9"
        self.asked += 1
        (where / "font.tgz").write_bytes(self.archive)
        return where / "font.tgz"


def test_two_weights_and_the_licence_are_kept_once(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = Npm(bare, package(), monkeypatch)
    folder = fonts.fetch()
    names = {file.name for file in folder.iterdir()}
    assert names == {"NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf", "LICENSE_FONT", "integrity"}
    assert fonts.fetch() == folder
    assert npm.asked == 1


def test_another_archive_than_the_lock_names_is_refused(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = Npm(bare, package(), monkeypatch)
    npm.archive = package(b"forged")
    with pytest.raises(Stop, match="is not what the lock names") as refused:
        fonts.fetch()
    assert "fonts-noto-cjk" in refused.value.mend
    assert not fonts.fetched_folder().exists()


def test_without_network_the_way_out_is_named(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = bare / "bin"
    programs.mkdir()
    for name, script in (("node", "echo v22.0.0"), ("npm", "echo no route to the registry >&2; exit 1")):
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    with pytest.raises(Stop, match="no route to the registry") as refused:
        fonts.ensure()
    assert "fonts-noto-cjk" in refused.value.mend


def test_a_font_of_the_machine_is_not_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "found", lambda: "Noto Serif CJK SC (/usr/share/fonts)")
    monkeypatch.setattr(fonts, "fetch", lambda: pytest.fail("fetched"))
    assert fonts.ensure() == "Noto Serif CJK SC (/usr/share/fonts)"


@fetched
def test_letters_are_set_in_the_fetched_font(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "fetched_folder", lambda: FETCHED)
    assert fonts.found() == f"Noto Serif SC ({FETCHED})"
    used = set()
    for kind in KINDS:
        for lang in ("zh", "en"):
            made = letters.render(kind, sample(kind), fonts=letters.find(), lang=lang)
            with pikepdf.open(BytesIO(made)) as pdf:
                assert pdf.open_metadata()["pdfaid:part"] == "3"
            used |= embedded(made)
    assert used == WEIGHTS


@fetched
def test_certificate_faces_are_set_in_the_fetched_font() -> None:
    fonts_of_npm = letters.find(str(FETCHED))
    for face in sorted((fonts.ROOT / "services").glob("*/*/certificate.typ")):
        made = letters.render_face(face.read_bytes(), face_data(face), fonts_of_npm)
        assert embedded(made) == WEIGHTS, face
        assert faults(made) == [], face
        with pikepdf.open(BytesIO(made)) as pdf:
            metadata = pdf.open_metadata()
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")


def face_data(face: Path) -> dict[str, str]:
    """A value for every field that the package's result names."""
    result = tomllib.loads((face.parent / "service.toml").read_text("utf-8"))["result"]
    return {
        **dict.fromkeys(result["fields"], "安澜市河东区滨江大道66号"),
        "number": "JY29901020000012",
        "authority": "安澜市河东区市场监督管理局",
        "issued_on": "2026年3月4日",
        "qr": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>",
    }


def embedded(made: bytes) -> set[str]:
    """Names of the fonts inside a PDF, each with its own file, without the tag of the subset."""
    names = set()
    with pikepdf.open(BytesIO(made)) as pdf:
        for entry in pdf.objects:
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/FontDescriptor":
                assert any(f"/FontFile{number}" in entry for number in ("", 2, 3))
                names.add(str(entry.FontName).removeprefix("/").partition("+")[2])
    return names
