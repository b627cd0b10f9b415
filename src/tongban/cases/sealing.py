"""The sealing process: takes a request, checks that a letter or certificate names that very file, seals it, says so.

It works as the role `tongban_sealer`; what follows from a sealed file is done by the worker (cases.jobs).
"""

import time

from django.db import OperationalError, close_old_connections, transaction

from tongban.engine.letters import find as find_fonts
from tongban.exchange import seals
from tongban.exchange.models import SealRequest
from tongban.kit import clock, files, jobs, ledger
from tongban.kit.access import SYSTEM
from tongban.records.models import Certificate, Letter

_NAMED: dict[str, type[Letter] | type[Certificate]] = {"letter": Letter, "certificate": Certificate}


def seal_next(only: str | None = None) -> bool:
    """Seals one file; False when none is asked for. Two sealers never take the same request.

    `only` takes requests of one kind ("certificate") and leaves the others to the sealing process.
    """
    with transaction.atomic():
        request = (
            SealRequest.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=SealRequest.State.ASKED, **({"what": only} if only else {}))
            .select_related("seal__department", "file")
            .order_by("asked_at")
            .first()
        )
        if request is None:
            return False
        if not _NAMED[request.what].objects.filter(pk=request.what_id, file=request.file).exists():
            request.state, request.reason = SealRequest.State.REFUSED, "no row names this file"
            request.done_at = clock.now()
            request.save()
            ledger.act("seal.refused", actor=SYSTEM, case=request.case, request=str(request.id))
            return True
        _seal(request)
        return True


def _seal(request: SealRequest) -> None:
    reason = f"{request.what} {request.what_id}"
    sealed = seals.apply(request.seal, files.read(request.file), find_fonts(), reason=reason)
    request.sealed = files.store(sealed, media_type="application/pdf")
    request.state, request.done_at = SealRequest.State.DONE, clock.now()
    request.save()
    jobs.defer("case.sealed", request=request.id)
    ledger.act(
        "seal.used",
        actor=SYSTEM,
        case=request.case,
        seal=str(request.seal_id),
        what=request.what,
        about=str(request.what_id),
    )


def run_forever(pause: float = 0.5) -> None:
    """The process: seals what is asked for, rests when nothing is."""
    while True:
        close_old_connections()
        try:
            busy = seal_next()
        except OperationalError:
            busy = False  # the database restarts; the request is still there when it is back
        if not busy:
            time.sleep(pause)
