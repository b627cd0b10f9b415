"""The style sheets are built from the lock, small, free of other hosts, and built once."""

import gzip
import os
import re
from pathlib import Path

import pytest

from tongban.ui.assets import build, node


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if node.machine() is None:
        pytest.skip("no Node on this machine; the front door installs one")
    out = tmp_path_factory.mktemp("assets")
    build.build(out, say=lambda _: None)
    return out


def test_everything_is_there(built: Path) -> None:
    assert {file.name for file in built.iterdir()} == {*build.outputs(), ".stamp"}


@pytest.mark.parametrize("name", ["public.css", "office.css"])
def test_a_style_sheet_is_small_and_stays_at_home(built: Path, name: str) -> None:
    css = (built / name).read_text(encoding="utf-8")
    assert len(gzip.compress(css.encode())) <= 15_000
    assert not re.search(r"url\((?!\"?data:)|@import|https?://|GDS Transport", css)
    assert "prefers-color-scheme:dark" in css.replace(" ", "") and "@media print" in css and ".elder" in css


def test_the_script_is_small(built: Path) -> None:
    assert (built / "page.js").stat().st_size < 4096


def test_nothing_is_done_twice(built: Path, tmp_path: Path) -> None:
    said: list[str] = []
    build.build(built, say=said.append, cache=tmp_path / "cache-that-is-not-made")
    assert said == [] and not (tmp_path / "cache-that-is-not-made").exists()


def test_a_lost_file_is_put_back_from_what_was_made(built: Path) -> None:
    said: list[str] = []
    (built / "office.css").unlink()
    build.build(built, say=said.append)
    assert (built / "office.css").is_file() and said == []


def test_a_broken_source_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: Path) -> None:
    styles = tmp_path / "styles"
    styles.mkdir()
    for name in build.ENTRIES:
        (styles / f"{name}.scss").write_text("a { color: $missing }")
    monkeypatch.setattr(build, "STYLES", styles)
    with pytest.raises(build.BuildFailed, match=r"Undefined variable[\s\S]*public.scss"):
        build.build(tmp_path / "out", say=lambda _: None, cache=build.cache_folder(built))
    assert not (tmp_path / "out").exists()


def test_a_checkout_that_cannot_be_written_builds_beside_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TONGBAN_PRIVATE", raising=False)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert build.cache_folder(tmp_path / "assets") == tmp_path / "build-assets"


def test_an_old_node_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, words in (("node", "v12.22.9"), ("npm", "6.0.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {words}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert node.machine() is None


def test_without_node_and_without_packages_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty.lock"
    empty.write_text("")
    monkeypatch.setattr(node, "LOCK", empty)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(node.NoNode, match="apt-get install nodejs npm"):
        node.find(tmp_path / "node", lambda _: None)


def test_the_locks_name_no_host() -> None:
    for name in ("package-lock.json", ".npmrc", "requirements-node.lock"):
        assert "://" not in (build.ROOT / name).read_text(encoding="utf-8")
