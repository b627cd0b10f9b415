"""The good packages, as files, and ways to spoil one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tongban.engine.package import Package, folder_files, read

GOOD = Path(__file__).parent / "good"
Files = dict[str, bytes]


def good(code: str = "stall-permit") -> Files:
    """The files of a good package."""
    return folder_files(GOOD / code)


def noise() -> Files:
    """The second child: the first under another code."""
    return spoilt(good(), "service.toml", 'code = "stall-permit"', 'code = "noise-permit"')


def siblings(code: str) -> Package | None:
    """What the bundle may name."""
    found: Mapping[str, Files] = {"stall-permit": good(), "noise-permit": noise()}
    return read(found[code]) if code in found else None


def spoilt(files: Files, file: str, old: str, new: str) -> Files:
    """The files with one text replaced; the text must be there, or the test would prove nothing."""
    content = files[file].decode()
    assert old in content, f"{old!r} is not in {file}"
    return {**files, file: content.replace(old, new, 1).encode()}
