"""The sealing process: takes a request, checks that a letter or certificate names that very file, seals it, says so.

It works as the role `tongban_sealer`; what follows from a sealed file is done by the worker (cases.jobs).
"""

import time
from uuid import UUID

from django.db import transaction

from tongban.engine.sealing import seal as apply_seal
from tongban.exchange.models import SealRequest
from tongban.exchange.seals import open_key
from tongban.kit import clock, files, ledger
from tongban.kit.access import SYSTEM
from tongban.records.models import Certificate, Letter

_NAMED = {"letter": Letter, "certificate": Certificate}
_keys: dict[UUID, bytes] = {}


def seal_next() -> bool:
    """Seals one file; False when none is asked for. Two sealers never take the same request."""
    with transaction.atomic():
        request = (
            SealRequest.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=SealRequest.State.ASKED)
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
    key = _keys.get(request.seal_id) or _keys.setdefault(request.seal_id, open_key(request.seal))
    sealed = apply_seal(
        files.read(request.file), key, request.seal.certificate_pem.encode(),
        name=request.seal.department.name_zh, test=request.seal.is_test, at=clock.now(),
    )  # fmt: skip
    request.sealed = files.store(sealed, media_type="application/pdf")
    request.state, request.done_at = SealRequest.State.DONE, clock.now()
    request.save()
    ledger.act("seal.used", actor=SYSTEM, case=request.case, seal=str(request.seal_id), what=request.what,
               about=str(request.what_id))  # fmt: skip


def run_forever(pause: float = 0.5) -> None:
    """The process: seals what is asked for, rests when nothing is."""
    while True:
        if not seal_next():
            time.sleep(pause)
