"""The sealing process: takes a request, checks that a letter or certificate of that body names
that very file, seals it, says so.

It works as the role `tongban_sealer`; what follows from a sealed file is done by the worker (cases.jobs).
"""

import logging
import time
from datetime import timedelta
from typing import Any

from django.db import OperationalError, close_old_connections, transaction
from django.db.models import F, Q, QuerySet

from tongban.cases import qr_signing
from tongban.engine.letters import find as find_fonts
from tongban.engine.sealing import NoTimeStamp
from tongban.exchange import seals
from tongban.exchange.models import SealRequest
from tongban.exchange.timestamps import authority
from tongban.kit import clock, files, jobs, ledger
from tongban.kit.access import SYSTEM
from tongban.kit.prepared import prepared
from tongban.records.models import Certificate, Letter

AGAIN_AFTER = timedelta(minutes=5)
log = logging.getLogger(__name__)
_SPEAKS_FOR = {"letter": "department", "certificate": "authority"}
_NAMED: dict[str, type[Letter] | type[Certificate]] = {"letter": Letter, "certificate": Certificate}


@prepared
def _asked(failed_before: Any, kinds: Any) -> QuerySet[SealRequest]:
    free = SealRequest.objects.select_for_update(skip_locked=True, of=("self",))
    due = free.filter(Q(done_at=None) | Q(done_at__lt=failed_before), state=SealRequest.State.ASKED, what__any=kinds)
    ordered = due.order_by(F("done_at").asc(nulls_first=True), "asked_at")
    return ordered.select_related("seal__department", "file")[:1]


def seal_next(only: str | None = None) -> bool:
    """Seals one file; False when none is asked for. Two sealers never take the same request.

    `only` takes requests of one kind ("certificate") and leaves the others to the sealing process. While a time stamp
    is waited for (exchange.timestamps) nothing is sealed. What failed is tried again later, after all others.
    """
    if authority.must_wait:
        return False
    with transaction.atomic():
        request = _asked.first(clock.now() - AGAIN_AFTER, [only] if only else list(_NAMED))
        if request is None:
            return False
        named = _NAMED[request.what].objects.filter(pk=request.what_id, file=request.file)
        if not named.filter(**{_SPEAKS_FOR[request.what]: request.seal.department_id}).exists():
            request.state, request.reason = SealRequest.State.REFUSED, "no row of this body names this file"
            request.done_at = clock.now()
            request.save(update_fields=["state", "reason", "done_at"])
            ledger.act("seal.refused", actor=SYSTEM, case=request.case, request=str(request.id))
            return True
        return _seal(request)


def _seal(request: SealRequest) -> bool:
    reason = f"{request.what} {request.what_id}"
    stamper, unstamped = authority.stamper(), ""
    try:
        given = (request.seal, files.read(request.file), find_fonts())
        try:
            sealed = seals.apply(*given, reason=reason, stamper=stamper)
        except NoTimeStamp as error:
            authority.failed(error)
            if not authority.given_up:
                return False
            stamper, unstamped = None, str(error)[:200]
            sealed = seals.apply(*given, reason=reason)
    except OperationalError:
        raise
    except Exception as error:  # whatever is wrong with one file or one seal must not keep the others waiting
        return _put_off(request, error)
    if stamper is not None:
        authority.answered()
    request.sealed = files.store(sealed, media_type="application/pdf")
    request.state, request.reason, request.done_at = SealRequest.State.DONE, "", clock.now()
    request.save(update_fields=["sealed", "state", "reason", "done_at"])
    jobs.defer("case.sealed", request=request.id)
    _tell(request, stamped=stamper is not None, why_not=unstamped)
    return True


def _put_off(request: SealRequest, error: Exception) -> bool:
    """Tries this one again later; the case's history says so once, the log each time."""
    log.error("%s %s was not sealed: %s", request.what, request.what_id, error, exc_info=error)
    if request.done_at is None:
        ledger.act("seal.failed", actor=SYSTEM, case=request.case, what=request.what, about=str(request.what_id))
    request.reason, request.done_at = f"{type(error).__name__}: {error}"[:200], clock.now()
    request.save(update_fields=["reason", "done_at"])
    return True


def _tell(request: SealRequest, *, stamped: bool, why_not: str) -> None:
    about: dict[str, Any] = {"what": request.what, "about": str(request.what_id)}
    ledger.act("seal.used", actor=SYSTEM, case=request.case, seal=str(request.seal_id), stamped=stamped, **about)
    if authority.wanted and not stamped:
        reason = why_not or "the authority has not answered for too long"
        ledger.act("seal.unstamped", actor=SYSTEM, case=request.case, reason=reason, **about)


def run_forever(pause: float = 0.5) -> None:
    """The process: seals what is asked for, rests when nothing is."""
    while True:
        close_old_connections()
        try:
            busy = qr_signing.try_next() or seal_next()
        except OperationalError:
            busy = False  # the database restarts; the request is still there when it is back
        if not busy:
            time.sleep(pause)
