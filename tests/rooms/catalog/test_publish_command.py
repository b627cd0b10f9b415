"""Publishing by command: the same bytes again change nothing, and a bad package is refused with its place."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tongban.catalog.models import PackageVersion

FOLDER = next((Path(__file__).resolve().parents[3] / "services").glob("*/*/service.toml")).parent


@pytest.mark.django_db
def test_publishing_the_same_folder_again_changes_nothing(city: object, capsys: pytest.CaptureFixture[str]) -> None:
    before = PackageVersion.objects.count()
    call_command("publish", str(FOLDER))
    assert PackageVersion.objects.count() == before
    assert capsys.readouterr().out == f"{FOLDER}: 1\n"


@pytest.mark.django_db
def test_a_bad_package_is_refused_with_file_and_line(city: object, tmp_path: Path) -> None:
    before = PackageVersion.objects.count()
    for file in FOLDER.rglob("*"):
        if file.is_file():
            copy = tmp_path / FOLDER.name / file.relative_to(FOLDER)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    toml = tmp_path / FOLDER.name / "service.toml"
    toml.write_text("nonsense = true\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"service\.toml:1: .*nonsense"):
        call_command("publish", str(tmp_path / FOLDER.name))
    assert PackageVersion.objects.count() == before


@pytest.mark.django_db
def test_who_publishes_a_package_only_is_told_what_still_runs_the_earlier_one(
    city: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing changes for citizens before the implementation is published too."""
    folder = tmp_path / "outdoor-sign"
    shutil.copytree(FOLDER.parents[1] / "permit/outdoor-sign", folder)
    guide = folder / "guide.zh.md"
    guide.write_text(guide.read_text(encoding="utf-8") + "\n可以先电话咨询。\n", encoding="utf-8")
    call_command("publish", str(folder))
    told = capsys.readouterr().out
    assert told.startswith(f"{folder}: 2\n")
    assert "  990102/outdoor-sign 仍用第 1 版" in told and "still uses version 1" in told
