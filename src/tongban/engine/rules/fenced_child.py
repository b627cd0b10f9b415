"""The child's side of the fence: limits first, then the draft. Reads one JSON task, writes one JSON reply."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from datetime import date
from typing import Any

from tongban.engine.problems import Refused
from tongban.engine.rules.failing import RuleFailed
from tongban.engine.rules.rule import Rule


def run(task: dict[str, Any]) -> dict[str, Any]:
    """The reply: {"value"}, {"failed": [zh, en, where]} or {"problems": […]}."""
    try:
        rule = Rule.compile(task["document"], file=task["file"], schema_pointers=task["fields"])
        return {"value": rule.evaluate(task["answers"], today=date.fromisoformat(task["today"]))}
    except Refused as refused:
        return {"problems": [asdict(problem) for problem in refused.problems]}
    except RuleFailed as failed:
        return {"failed": [failed.zh, failed.en, failed.where]}


def limit(seconds: int, memory_mb: int) -> None:
    """CPU seconds and address space beyond what is in use now; no files, no children, no core dump."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_AS, (mapped + memory_mb * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    task = json.loads(sys.stdin.buffer.read())
    limit(task["seconds"], task["memory_mb"])
    sys.stdout.write(json.dumps(run(task)))


if __name__ == "__main__":
    main()
