"""The walls between the rooms: imports by contract, foreign keys by direction, and no missing migration."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
RANK = {"kit": 0, "directory": 1, "catalog": 2, "records": 3, "exchange": 3, "cases": 4, "oversight": 5}


def test_import_contracts() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()",
         "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=ROOT / "src", capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert ", 0 broken" in run.stdout


def test_foreign_keys_point_down() -> None:
    """To a table of the same room, or of a lower one that does not learn of it (related_name="+")."""
    wrong = []
    ours = [one for one in apps.get_models() if one.__module__.startswith("tongban.")]
    assert len(ours) > 50
    for model in ours:
        own = model._meta.app_label
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete):
                continue
            other = field.related_model._meta.app_label
            if other == own:
                continue
            if RANK.get(other, 99) >= RANK[own]:
                wrong.append(f"{own}.{model.__name__}.{field.name} points up or sideways to {other}")
            if field.remote_field.related_name != "+":
                wrong.append(f'{own}.{model.__name__}.{field.name}: related_name is not "+"')
    assert wrong == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO(), verbosity=0)
