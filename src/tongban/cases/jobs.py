"""What runs after an act: letters, certificates, other systems, news to a parent, and what time itself does."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from tongban.cases import letter_writing, notices, qr_signing, sealing
from tongban.cases.actions import (
    accepting,
    bundling,
    correcting,
    handing_over,
    issuing,
    noticing,
    pausing,
    purging,
    reissuing,
    unprinted,
    working,
)
from tongban.cases.models import Case, Clock, Correction, Pause, Timer
from tongban.cases.notices import desk
from tongban.engine.letters import NoGlyph
from tongban.engine.package.notices import BY_LETTER
from tongban.exchange.models import SealRequest
from tongban.kit import clock, jobs, ledger
from tongban.kit.access import SYSTEM
from tongban.kit.ledger.models import Act
from tongban.records.models import Letter

BATCH = 200
REMINDED = timedelta(days=5)


@jobs.job("case.letter")
def letter(case: str, kind: str, about: str, on: str = "") -> None:
    """One statutory letter about one row, of the day of the act (`on`). A character without a font stops it with a task."""
    day = date.fromisoformat(on) if on else clock.today()
    if kind in BY_LETTER:
        notices.tell(UUID(case), BY_LETTER[kind], UUID(about))
    if kind == "withdrawal":
        desk.note_case(UUID(case), "withdrawn")
    try:
        letter_writing.write(UUID(case), kind, UUID(about), day)
    except NoGlyph as missing:
        unprinted.stop_letter(UUID(case), kind, UUID(about), day, missing)


@jobs.job("case.notice")
def notice(case: str, event: str, about: str) -> None:
    """An event that goes with no letter."""
    notices.tell(UUID(case), event, UUID(about))


@jobs.job("case.desk")
def desk_news(case: str, what: str) -> None:
    """The applicant did something that no letter goes with: the officers of the case are told."""
    desk.note_case(UUID(case), what)


@jobs.job("case.notice-again")
def notice_again(notice: str) -> None:
    """An officer wants it sent once more."""
    noticing.carry_again(UUID(notice))


@jobs.job("case.issue")
def issue(case: str) -> None:
    """The certificate of a granted case."""
    issuing.issue(UUID(case))


@jobs.job("certificate.signed")
def signed(case: str, certificate: str) -> None:
    """The QR code of a certificate is signed: it can be drawn."""
    issuing.signed(UUID(case), UUID(certificate))


@jobs.job("certificate.reissue")
def reissue(case: str) -> None:
    """The next issue of a certificate that is corrected or replaced."""
    reissuing.reissue(UUID(case))


@jobs.job("case.service")
def service(case: str, token: str) -> None:
    """A service or send task of the process."""
    handing_over.run(UUID(case), UUID(token))


@jobs.job("case.answered")
def answered(case: str, handover: str) -> None:
    """The other system has answered."""
    working.answered(UUID(case), UUID(handover))


@jobs.job("bundle.news")
def bundle_news(parent: str) -> None:
    """A child of this bundle has moved."""
    bundling.look_again(UUID(parent))


@jobs.job("case.sealed")
def take_sealed(request: str) -> None:
    """What the sealing process has finished enters the letter or the case. Idempotent."""
    done = SealRequest.objects.filter(pk=request, state=SealRequest.State.DONE, taken=False).first()
    if done is None or done.sealed_id is None:
        return
    if done.what == "certificate":
        issuing.sealed(done.case, done.what_id, done.sealed_id)
    else:
        Letter.objects.filter(pk=done.what_id, sealed__isnull=True).update(sealed_id=done.sealed_id)
    SealRequest.objects.filter(pk=done.pk).update(taken=True)


@jobs.periodic("cases.sweep", "* * * * *")
def sweep() -> None:
    """Silence, lapse, timers and old drafts: each found by date, each its own transaction, so a late run is harmless.

    What fails for one case holds up no other; it fails the run afterwards, so that it is seen.
    """
    today = clock.today()
    failures: list[Exception] = []
    silent = Clock.objects.filter(kind="receipt", stopped_on__isnull=True, due_on__lt=today)
    failures += _each(silent, "case_id", partial(accepting.deem_accepted, actor=SYSTEM))
    lapsed = Correction.objects.filter(answered_on__isnull=True, lapses_on__lt=today)
    failures += _each(lapsed, "case_id", partial(correcting.lapse, actor=SYSTEM))
    long = Pause.objects.filter(ended_on__isnull=True, overdue_on__isnull=True, until__lt=today)
    failures += _each(long, "case_id", partial(pausing.note_overdue, actor=SYSTEM))
    failures += _each(Timer.objects.filter(due_at__lte=clock.now()), "id", working.fire_timer)
    purging.warn()
    purging.purge()
    desk.note_tasks()
    open_bundles = Case.objects.filter(Exists(Case.objects.filter(parent=OuterRef("pk")))).exclude(station="close")
    failures += _each(open_bundles, "id", bundling.look_again)
    if failures:
        raise ExceptionGroup("what time does could not be done for some cases", failures)


def _each(rows: QuerySet[Any], column: str, act: Callable[[UUID], object]) -> list[Exception]:
    """Does it for every row; what failed, each with the row it failed for."""
    failures: list[Exception] = []
    for one in _in_pages(rows, column):
        try:
            act(one)
        except OperationalError:
            raise
        except Exception as error:
            error.add_note(f"{column} {one}")
            failures.append(error)
    return failures


def _in_pages(rows: QuerySet[Any], column: str) -> Iterator[UUID]:
    """The values of a column, read page by page: what stays due (silence that accepts nothing) holds up no other."""
    last = UUID(int=0)
    while page := list(
        rows.filter(**{f"{column}__gt": last}).order_by(column).values_list(column, flat=True)[:BATCH]
    ):  # fmt: skip
        yield from page
        last = page[-1]


@jobs.periodic("cases.forget", "41 3 * * *")
def forget() -> None:
    """Nightly: files that no draft and no case holds, and news that nobody needs any more."""
    purging.forget_unused_materials()
    desk.forget_old()


@jobs.periodic("cases.lights", "11 * * * *")
def lights() -> None:
    """Hourly: clocks that turned yellow or red, and corrections and papers owed of which little time is left."""
    today = clock.today()
    desk.note_lights(today)
    near = Correction.objects.filter(answered_on=None, lapses_on__gte=today, lapses_on__lte=today + REMINDED)
    for case_id, about in near.values_list("case_id", "id"):
        notices.tell(case_id, "correction-ending", about)
    owing = Clock.objects.filter(
        kind="supplement", stopped_on=None, due_on__gte=today, due_on__lte=today + REMINDED, case__closed_at=None
    )
    for case_id, about in owing.values_list("case_id", "id"):
        notices.tell(case_id, "supplement-ending", about)


@jobs.periodic("cases.revocations", "23 * * * *")
def revocations() -> None:
    """Hourly: a new revocation list before the one there is grows old."""
    qr_signing.refresh_list()


@jobs.periodic("cases.calendars", "*/5 * * * *")
def follow_calendars() -> None:
    """A year that was loaded, or a day that was corrected, moves every open clock: one fact for each that moved."""
    told = Act.objects.filter(kind__startswith="calendar.").order_by("-recorded_at").first()
    done = Act.objects.filter(kind="clocks.recomputed").order_by("-recorded_at").first()
    if told is None or (done is not None and done.recorded_at > told.recorded_at):
        return
    for case_id in (
        Clock.objects.filter(stopped_on__isnull=True).values_list("case_id", flat=True).distinct().iterator()
    ):
        pausing.recompute_open(case_id, actor=SYSTEM)
    with transaction.atomic():
        ledger.act("clocks.recomputed", actor=SYSTEM, because=str(told.id))


def catch_up(*, hold: tuple[str, ...] = (), sweeping: bool = True, seal_only: str | None = None) -> None:
    """Everything that waits, here and now: for tests, stories and building the demo city."""
    done = 1
    while done:
        done = jobs.run_waiting(hold=hold)
        while qr_signing.sign_next() or sealing.seal_next(seal_only):
            done += 1
        if sweeping:
            sweep()
            done += jobs.run_waiting(hold=hold)
