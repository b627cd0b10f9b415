"""Runs an officer's draft rule in a child process that ends after its seconds or its memory, whatever it does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.engine.problems import Problem, Refused
from tongban.engine.rules.failing import RuleFailed, RuleTooCostly
from tongban.engine.rules.values import Fields

_STARTUP_SECONDS = 10
"""Starting Python on a busy machine is not the draft's fault; its own seconds are counted in CPU time."""
_COSTLY = ("规则用时或用内存过多，已停止", "the rule took too much time or memory and was stopped")


def evaluate_fenced(
    document: Any,
    answers: Mapping[str, Any],
    today: date,
    *,
    schema_pointers: Fields,
    file: str = "draft.json",
    seconds: int = 2,
    memory_mb: int = 256,
) -> Any:
    """Compiles and evaluates. Raises Refused, RuleFailed or RuleTooCostly; the calling process is never at risk."""
    task = {
        "document": document,
        "answers": dict(answers),
        "today": today.isoformat(),
        "fields": {pointer: dict(schema) for pointer, schema in schema_pointers.items()},
        "file": file,
        "seconds": seconds,
        "memory_mb": memory_mb,
    }
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PATH": os.environ.get("PATH", "")}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tongban.engine.rules.fenced_child"],
            input=json.dumps(task).encode(),
            capture_output=True,
            timeout=seconds + _STARTUP_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise RuleTooCostly(*_COSTLY) from expired
    return _answer(done)


def _answer(done: subprocess.CompletedProcess[bytes]) -> Any:
    try:
        reply = json.loads(done.stdout)
    except ValueError as error:
        if done.returncode < 0 or b"MemoryError" in done.stderr:
            raise RuleTooCostly(*_COSTLY) from error
        # Neither a signal nor memory: our own fault, not the draft's, and not to be blamed on it.
        raise RuntimeError(f"the fence itself failed: {done.stderr.decode(errors='replace')[-500:]}") from error
    if "problems" in reply:
        raise Refused(Problem(**problem) for problem in reply["problems"])
    if "failed" in reply:
        raise RuleFailed(*reply["failed"])
    return reply["value"]
