"""What one certificate costs from its grant to the sealed file: QR code signed, face drawn, file sealed and taken.

The acts and jobs of the path, with their database; `./tongban bench certificates` calls `report`.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median
from typing import Any
from unittest.mock import patch

from django.db import transaction

from world.measuring import found_city, tell

STORY = ("outdoor-sign", "ordinary")


def main(times: int) -> dict[str, float]:
    """CPU milliseconds of each part (medians), of a whole certificate, and how many a core makes in a second."""
    from tongban.cases import qr_signing, sealing
    from tongban.cases.actions import issuing

    spent: dict[str, list[float]] = {}

    def timed(name: str, act: Callable[..., Any], counts: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            before = time.process_time()
            done = act(*given, **named)
            if counts(done, *given):
                spent.setdefault(name, []).append((time.process_time() - before) * 1000)
            return done

        return run

    parts: tuple[tuple[str, Any, str, Callable[..., Any]], ...] = (
        ("number and check", issuing, "number_and_save", lambda *_: True),
        ("sign the QR code", qr_signing, "_sign_certificate", lambda done: done),
        ("draw the face", issuing, "signed", lambda *_: True),
        ("seal the file", sealing, "_seal", lambda done, request: request.what == "certificate"),
        ("take it over", issuing, "sealed", lambda *_: True),
    )
    for turn in range(times + 1):
        with ExitStack() as stack:
            for name, module, act, counts in parts if turn else ():
                stack.enter_context(patch.object(module, act, timed(name, getattr(module, act), counts)))
            with transaction.atomic():
                tell(*STORY)
                transaction.set_rollback(True)
    of_parts = {name: median(costs) for name, costs in spent.items()}
    whole = sum(of_parts.values())
    return {
        name: round(cost, 1) for name, cost in (of_parts | {"whole": whole, "a second and core": 1000 / whole}).items()
    }


def report(times: int) -> None:
    """Prints one line of JSON: what a certificate costs."""
    found_city()
    sys.stdout.write(json.dumps(main(times)) + "\n")
