"""Drafts run in a child: right answers come back, costly ones are stopped, and the parent never suffers."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.rules.test_rule import FEE, FIELDS, TODAY, expression
from tongban.engine.problems import Refused
from tongban.engine.rules import RuleFailed, RuleTooCostly, evaluate_fenced


def fenced(document, answers, **more):
    return evaluate_fenced(document, answers, TODAY, schema_pointers=FIELDS, **more)


def test_values_failures_and_refusals_come_back():
    assert fenced(FEE, {"area": 301}) == 45150
    with pytest.raises(RuleFailed, match="no value for /area"):
        fenced(FEE, {})
    with pytest.raises(Refused) as caught:
        fenced(expression("now()"), {})
    assert [(p.file, p.where) for p in caught.value.problems] == [("draft.json", "/expression")]


def test_a_rule_that_never_ends_is_stopped():
    # Quadratic in the list: some hundred million steps.
    draft = expression("len(filter(members, some(members, # == -1)))", "/members")
    assert fenced(draft, {"members": list(range(20))}, seconds=1) == 0
    begun = time.monotonic()
    with pytest.raises(RuleTooCostly):
        fenced(draft, {"members": list(range(20_000))}, seconds=1)
    assert time.monotonic() - begun < 11


def test_a_rule_that_takes_too_much_memory_is_stopped():
    draft = expression("len(map(members, map(members, #)))", "/members")
    assert fenced(draft, {"members": list(range(10))}, seconds=8, memory_mb=64) == 10
    with pytest.raises(RuleTooCostly):
        fenced(draft, {"members": list(range(4000))}, seconds=8, memory_mb=64)


def test_a_broken_fence_is_not_blamed_on_the_draft(monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(RuntimeError, match="the fence itself failed"):
        fenced(FEE, {"area": 3})


def test_zen_is_imported_in_one_place_only():
    root = Path(__file__).parents[3] / "src"
    imports = re.compile(r"^\s*(import|from)\s+zen\b", re.MULTILINE)
    users = [path.name for path in root.rglob("*.py") if imports.search(path.read_text("utf-8"))]
    assert users == ["zen_bridge.py"]


def test_the_child_speaks_json_only():
    task = {"document": FEE, "answers": {"area": 3}, "today": "2026-03-27", "fields": FIELDS, "file": "f"}
    task |= {"seconds": 5, "memory_mb": 256}
    done = subprocess.run(
        [sys.executable, "-m", "tongban.engine.rules.fenced_child"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PYTHONPATH": ":".join(p for p in sys.path if p)},
    )
    assert json.loads(done.stdout) == {"value": 0}
    assert done.stderr == ""
