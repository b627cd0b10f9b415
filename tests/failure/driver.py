"""Acts on the copied city in a process of its own: from several threads at once, or killed at a named point.

`python -m tests.failure.driver <scenario> …` prints one line of JSON. Every thread has its own database connection.
"""

import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from tests.guards.running import PACKAGES  # noqa: E402
from tongban.cases import qr_signing, sealing  # noqa: E402
from tongban.cases.actions import (  # noqa: E402
    accepting,
    correcting,
    deciding,
    drafting,
    issuing,
    submitting,
    withdrawing,
    working,
)
from tongban.cases.jobs import catch_up  # noqa: E402
from tongban.cases.models import Case, Clock, Decision, DraftMaterial, Opinion, Revision, SubmissionKey, Task  # noqa: E402
from tongban.cases.refusals import ActRefused  # noqa: E402
from tongban.catalog.queries import offer  # noqa: E402
from tongban.directory.models import Officer, Organisation  # noqa: E402
from tongban.directory.queries import actor_of_officer, posts_of  # noqa: E402
from tongban.exchange.models import SealRequest  # noqa: E402
from tongban.kit import clock, files, jobs  # noqa: E402
from tongban.kit.access import SYSTEM, Actor  # noqa: E402
from tongban.kit.ledger.models import Act  # noqa: E402
from tongban.records.actions.numbers import next_number  # noqa: E402
from tongban.records.models import Certificate, Letter, Material  # noqa: E402

SIGN, BUNDLE = "990102/outdoor-sign", "990102/open-restaurant"


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """All acts from threads of their own, let go together: "done", or the code or name of what came instead."""
    gate, results = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            act()
            results[number] = "done"
        except ActRefused as refusal:
            results[number] = refusal.code
        except Exception as error:
            results[number] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(40)
    return results


def officer(login: str) -> Actor:
    person = Officer.objects.get(login=login)
    return actor_of_officer(person, posts_of(person, clock.today())[0].post, today=clock.today())


def filing(name: str = "") -> tuple[submitting.Filing, Actor]:
    """A shop sign of the firm the package's stories are about."""
    answers = json.loads(PACKAGES["outdoor-sign"].files["stories/green-grain.json"])
    known = PACKAGES["outdoor-sign"].form.fields()
    kept = {field.pointer[1:]: answers[field.pointer[1:]] for field in known if field.pointer[1:] in answers}
    firm = Organisation.objects.get(uscc=answers["uscc"])
    citizen = firm.mandates.get(is_representative=True).citizen
    version = offer(SIGN)
    assert version is not None
    made = submitting.Filing(
        version=version, answers={**kept, "sign_text": name or kept["sign_text"]}, citizen=citizen.id,
        materials={slot: (paper(citizen.id, slot),) for slot in ("sign-picture", "sign-structure")}, organisation=firm.id,
    )  # fmt: skip
    return made, Actor(kind="citizen", id=citizen.id, on_behalf_of=firm.id)


def paper(citizen: UUID, slot: str) -> UUID:
    """One file of one slot; the same one each time, as two clicks on one page send the same."""
    found = Material.objects.filter(citizen=citizen, slot=slot).first()
    if found is not None:
        return found.id
    stored = files.store(b"%PDF-1.7 paper", media_type="application/pdf")
    return Material.objects.create(
        citizen_id=citizen, slot=slot, name=f"{slot}.pdf", file=stored, scan="clean", created_at=clock.now()
    ).id  # fmt: skip


def new_case() -> Case:
    made, actor = filing()
    return submitting.submit(made, actor=actor, key=uuid4().hex)


def reviewed() -> Case:
    """A case that waits for its decision."""
    case = new_case()
    accepting.accept(case.id, actor=officer("feixinmin"))
    task = Task.objects.get(case=case, node="review")
    working.complete(task.id, actor=officer("shangguanting"), give={"verdict": "agree"})
    return case


def decide(case: UUID) -> None:
    deciding.decide(case, actor=officer("xiahoudong"), outcome="grant")


# scenarios: several at once


def same_task() -> Any:
    case = new_case()
    accepting.accept(case.id, actor=officer("feixinmin"))
    case.refresh_from_db()
    task, actor = Task.objects.get(case=case, node="review"), officer("shangguanting")
    acts = [
        lambda version=version: working.complete(task.id, actor=actor, give={"verdict": "agree"}, version=version)
        for version in (None, case.version)
    ]
    return [at_once(*acts), Opinion.objects.filter(case=case).count(), Case.objects.get(pk=case.pk).station]


def same_key() -> Any:
    made, actor = filing()
    key = uuid4().hex
    results = at_once(*[lambda: submitting.submit(made, actor=actor, key=key)] * 8)
    case = SubmissionKey.objects.get(key=key).case
    assert case is not None
    before = Case.objects.count()
    other, _ = filing("青禾面点")
    again = at_once(lambda: submitting.submit(other, actor=actor, key=key))
    return [results, Revision.objects.filter(case=case).count(), again, Case.objects.count() - before]


def parent_and_child() -> Any:
    """The applicant withdraws the bundle while the desk accepts its first child and its news is taken in."""
    answers = json.loads(PACKAGES["open-restaurant"].files["stories/small-shop.json"])
    scenario = {"registered": False, "floor_area": 36, "signboard": False, "online": False}
    citizen = filing()[1].id
    assert citizen is not None
    found = []
    for _ in range(4):
        version = offer(BUNDLE)
        assert version is not None
        made = submitting.Filing(
            version=version, answers={**answers, "scenario": scenario}, citizen=citizen, organisation=None,
            materials={slot: (paper(citizen, slot),) for slot in ("premises-proof", "layout", "safety-rules")},
        )  # fmt: skip
        actor = Actor(kind="citizen", id=citizen)
        parent = submitting.submit(made, actor=actor, key=uuid4().hex)
        child = Case.objects.get(parent=parent, child_code="business-registration")
        results = at_once(
            lambda parent=parent, actor=actor: withdrawing.withdraw(parent.id, actor=actor),
            lambda child=child: accepting.accept(child.id, actor=officer("feixinmin")),
            lambda parent=parent: _look_again(parent.id),
        )
        stations = sorted(Case.objects.filter(parent=parent).values_list("station", "outcome"))
        parent.refresh_from_db()
        found.append([results, stations, parent.outcome])
    return found


def _look_again(parent: UUID) -> None:
    from tongban.cases.actions.bundling import look_again

    look_again(parent)


def silence_and_desk() -> Any:
    found = []
    for _ in range(4):
        case = new_case()
        long_ago = clock.today() - timedelta(days=60)
        Clock.objects.filter(case=case, kind="receipt").update(started_on=long_ago, due_on=long_ago)
        results = at_once(
            lambda case=case: accepting.accept(case.id, actor=officer("feixinmin")),
            lambda case=case: accepting.deem_accepted(case.id, actor=SYSTEM),
        )
        facts = Act.objects.filter(case=case.id, kind="case.accepted").count()
        clocks = Clock.objects.filter(case=case, kind="statutory").count()
        case.refresh_from_db()
        found.append([results, facts, clocks, case.deemed])
    return found


def two_decide() -> Any:
    """Two officers with the right, one grants and one refuses."""
    found = []
    for _ in range(4):
        case = reviewed()
        one = officer("xiahoudong")
        other = replace(officer("ganlaifu"), department=one.department, roles=one.roles)
        results = at_once(
            lambda case=case, one=one: deciding.decide(case.id, actor=one, outcome="grant"),
            lambda case=case, other=other: deciding.decide(
                case.id, actor=other, outcome="refuse", reasons="遮挡通道。"
            ),
        )
        outcomes = list(Decision.objects.filter(case=case).values_list("outcome", flat=True))
        found.append([results, outcomes, Act.objects.filter(case=case.id, kind="case.decided").count()])
    return found


def decide_and_withdraw() -> Any:
    found = []
    for _ in range(4):
        case = reviewed()
        applicant = filing()[1]
        results = at_once(
            lambda case=case: decide(case.id),
            lambda case=case, applicant=applicant: withdrawing.withdraw(case.id, actor=applicant),
        )
        case.refresh_from_db()
        found.append([results, Decision.objects.filter(case=case).count(), case.station, case.outcome])
    return found


def told() -> Case:
    """A case that waits for the answer to its correction."""
    case = new_case()
    items = [{"slot": "sign-structure", "text": "请补充固定方式。"}]
    correcting.request_correction(case.id, actor=officer("feixinmin"), items=items)
    return case


def answer(case: Case) -> None:
    made, applicant = filing()
    correcting.answer_correction(
        case.id, actor=applicant, answers=made.answers, materials=made.materials, explanation="固定方式不变"
    )


def answer_and(other: str) -> Any:
    """The answer to a correction, and at the same moment its withdrawal or its acceptance as it stands."""
    found = []
    for _ in range(4):
        case = told()
        applicant = filing()[1]
        acts = {
            "withdraw": lambda case=case, applicant=applicant: withdrawing.withdraw(case.id, actor=applicant),
            "accept": lambda case=case: accepting.accept(case.id, actor=officer("feixinmin")),
        }
        results = at_once(lambda case=case: answer(case), acts[other])
        case.refresh_from_db()
        running = sorted(Clock.objects.filter(case=case, stopped_on=None).values_list("kind", flat=True))
        open_corrections = case.corrections.filter(answered_on=None).count()
        found.append([results, case.revisions.count(), [case.station, case.reason], running, open_corrections])
    return found


def two_clicks_answer() -> Any:
    """One draft of a correction, sent twice."""
    case = told()
    applicant = filing()[1]
    draft = drafting.start_correction(case, actor=applicant)
    results = at_once(*[lambda: drafting.submit_draft(draft.id, actor=applicant, explanation="固定方式不变")] * 2)
    return [results, case.revisions.count()]


def two_clicks_submit() -> Any:
    """One draft with its files, sent twice: what the first click hands in and deletes is not read by the second."""
    found = []
    for _ in range(4):
        made, applicant = filing()
        draft = drafting.start(made.version, actor=applicant)
        draft.answers = dict(made.answers)
        draft.save(update_fields=["answers"])
        for slot, (one,) in made.materials.items():
            DraftMaterial.objects.create(draft=draft, slot=slot, material_id=one)
        before = Case.objects.count()
        click = partial(drafting.submit_draft, draft.id, actor=applicant)
        results = at_once(click, click)
        found.append([results, Case.objects.count() - before])
    return found


def numbers() -> Any:
    """Eight threads draw twenty each; every fourth act is rolled back and gives its number back."""
    key, kept = f"failure:{uuid4().hex}", []

    def draw() -> None:
        for turn in range(20):
            try:
                with transaction.atomic():
                    number = next_number(key)
                    if turn % 4 == 3:
                        raise LookupError
                kept.append(number)
            except LookupError:
                continue

    return [at_once(*[draw] * 8), sorted(kept)]


# scenarios: killed, and looked at afterwards


def die(*given: Any, **named: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function does its work, and then the process dies."""

    def run(*given: Any, **named: Any) -> None:
        function(*given, **named)
        die()

    return run


def submit_killed(point: str, key: str) -> Any:
    made, actor = filing()
    if point == "inside":
        with patch.object(submitting, "begin_receipt", after(submitting.begin_receipt)):
            submitting.submit(made, actor=actor, key=key)
    submitting.submit(made, actor=actor, key=key)
    die()


def submit_again(key: str) -> Any:
    made, actor = filing()
    case = submitting.submit(made, actor=actor, key=key)
    catch_up(sweeping=False)
    letters = list(Letter.objects.filter(case=case.id).values_list("kind", flat=True))
    same = Revision.objects.filter(case=case).count()
    return [SubmissionKey.objects.filter(key=key).count(), same, letters, len(case.case_no)]


def prepare() -> Any:
    return str(reviewed().id)


def decide_killed(point: str, case: str) -> Any:
    if point == "inside":
        with patch.object(deciding, "_follow", after(deciding._follow)):
            decide(UUID(case))
    decide(UUID(case))
    die()


def decide_again(case: str) -> Any:
    try:
        decide(UUID(case))
        said = "done"
    except ActRefused as refusal:
        said = refusal.code
    return [said, Decision.objects.filter(case=case).count(), Case.objects.get(pk=case).station]


def worker_killed(point: str) -> Any:
    """The real worker, which dies at the point: inside the transaction of the job, or after it before the queue knows."""
    targets = {
        "issue:numbered": (issuing, "number_and_save"),
        "issue:drawn": (issuing, "ask_seal"),
        "issue:committed": (issuing, "issue"),
        "letter:written": (sys.modules["tongban.cases.letter_writing"], "ask_seal"),
        "letter:committed": (sys.modules["tongban.cases.letter_writing"], "write"),
        "sealed:committed": (issuing, "sealed"),
    }
    owner, name = targets[point]
    if point == "issue:drawn":
        for case in Case.objects.filter(station="issue"):
            issuing.issue(case.id)
        while qr_signing.sign_next():
            pass
    with patch.object(owner, name, after(getattr(owner, name))):
        jobs.work()


def sealer_killed() -> Any:
    from tongban.exchange import seals

    with patch.object(seals, "apply", after(seals.apply)):
        while not sealing.seal_next():
            pass


def stalled() -> Any:
    """What the queue holds as under way, before and after the minute in which its worker gave no sign."""
    with connection.cursor() as cursor:
        jobs.retry_stalled()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        alive = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
        jobs.retry_stalled()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        return [alive, cursor.fetchone()[0]]


def finish(case: str) -> Any:
    """Everything that waits is done; what the case has in the end."""
    with connection.cursor() as cursor:  # a job that failed waits before its next attempt; a test does not
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        cursor.execute("SELECT DISTINCT task_name FROM procrastinate_jobs WHERE args ? 'timestamp'")
        by_the_clock = tuple(name for (name,) in cursor.fetchall())
    catch_up(sweeping=False, hold=by_the_clock)
    kinds = Counter(Letter.objects.filter(case=case).values_list("kind", flat=True))
    open_seals = SealRequest.objects.exclude(state=SealRequest.State.DONE).count()
    certificates = list(Certificate.objects.filter(case=case).values_list("status", flat=True))
    unsealed = Letter.objects.filter(case=case, sealed=None).count()
    return [dict(kinds), certificates, open_seals + unsealed, Case.objects.get(pk=case).station]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False) + "\n")
