"""Runs a story by calling the actions the faces call, as the people the story needs, at the days it names."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tongban.cases import clocks
from tongban.cases.actions import (
    accepting,
    changing,
    correcting,
    deciding,
    delivering,
    pausing,
    submitting,
    supplementing,
    withdrawing,
    working,
)
from tongban.cases.jobs import catch_up
from tongban.cases.models import Case, CertificateChange, Clock, Task
from tongban.cases.refusals import ActRefused
from tongban.cases.rights import roles_for
from tongban.cases.step import Work
from tongban.catalog.queries import offer, offers_of
from tongban.directory.models import Citizen, Officer, Organisation
from tongban.directory.queries import actor_of_officer, officers_in, posts_of
from tongban.engine.package import Package
from tongban.engine.package.compiling import Story, with_uploads
from tongban.engine.package.parts import Step, Then
from tongban.exchange.models import Handover
from tongban.exchange.standins import registration
from tongban.kit import clock, files
from tongban.kit.access import SYSTEM, Actor
from tongban.kit.ledger.models import Act
from tongban.records.models import Certificate, Letter, Material
from world.papers import paper

HELD = ("case.issue",)  # a story says itself when its certificate is made


class StoryRun:
    """One story under way. `case` is the case it is about, the parent in a bundle."""

    def __init__(self, package: Package, story: Story, people: Mapping[str, Any]) -> None:
        self.package, self.story = package, story
        version = offer(story.implementation) if story.implementation else offers_of(package.code).first()
        assert version is not None, f"no implementation {story.implementation or package.code}"
        self.version = version
        self.citizen: Citizen = people["citizen"]
        self.organisation: Organisation | None = people.get("organisation")
        self.others = 0
        self.key = f"story:{story.name}"
        self.seal_only: str | None = None

    def begin(self) -> None:
        """The application is handed in, at the time the clock shows."""
        self.submit()
        catch_up(hold=HELD, sweeping=False, seal_only=self.seal_only)

    def run(self) -> None:
        """Every step in order; the first that is not as written fails with its place."""
        with clock.simulated(clock.on(self.story.start)):
            self.begin()
        for number, step in enumerate(self.story.steps, 1):
            place = (
                f"{self.package.code}/{self.story.name} step {number} ({step.act} {step.child or ''} {step.task or ''})"
            )
            with clock.simulated(clock.on(step.on or self.story.start, hour=10)):
                catch_up(hold=HELD)  # what time itself has done since the last step
                try:
                    self.take(step)
                except ActRefused as refusal:
                    assert step.refused == refusal.code, f"{place}: refused: {refusal.code} {refusal.problems}"
                    continue
                assert step.refused is None, f"{place}: should have been refused: {step.refused}"
                for then in step.then:
                    self.check(then, place)

    # who acts

    @property
    def applicant(self) -> Actor:
        return Actor(
            kind="citizen", id=self.citizen.id, on_behalf_of=self.organisation.id if self.organisation else None
        )

    def officer(self, department: UUID, role: str, *, fresh: bool = False) -> Actor:
        """Somebody who holds the role today; with `fresh`, nobody who has given an opinion."""
        found = officers_in(department, role, clock.today())
        assert found, f"nobody is {role} in {department}"
        return acting(found[self.others % len(found)], department, role)

    def of_case(self, case: Case, verb: str) -> Actor:
        """An officer who may use the verb on the case."""
        work = Work(case, SYSTEM)
        roles = roles_for(work, verb)
        departments = [case.accepting_body_id, case.authority_id]
        for department in departments if verb in ("accept", "prereview", "request_correction", "refuse_acceptance",
                                                  "deliver") else departments[1:]:  # fmt: skip
            for role in sorted(roles):
                if officers_in(department, role, clock.today()):
                    return self.officer(department, role)
        raise AssertionError(f"nobody may {verb} {case.case_no}")

    # steps

    def submit(self) -> None:
        own = with_uploads(self.story, self.package.form, lambda pointer: str(self.material(pointer)))
        answers = {**own.answers, **({"scenario": dict(self.story.scenario)} if self.story.scenario else {})}
        filing = submitting.Filing(
            version=self.version, answers=answers, materials={slot: (self.material(slot),) for slot in self.slots},
            citizen=self.citizen.id, organisation=self.organisation.id if self.organisation else None,
            by_commitment=self.story.commitment,
        )  # fmt: skip
        try:
            self.root = submitting.submit(filing, actor=self.applicant, key=self.key).id
        except ActRefused as refusal:
            raise AssertionError(f"not submitted: {refusal.code} {refusal.problems}") from refusal

    @property
    def slots(self) -> list[str]:
        """The material slots that get a file; files that answer a question stand in the answers."""
        return [slot for slot in self.story.materials if not slot.startswith("/")]

    def material(self, slot: str) -> UUID:
        stored = files.store(paper(slot), media_type="application/pdf")
        return Material.objects.create(
            citizen=self.citizen,
            organisation=self.organisation,
            slot=slot,
            name=f"{slot}.pdf",
            file=stored,
            scan="clean",
            created_at=clock.now(),
        ).id

    def case(self, child: str | None) -> Case:
        row = Case.objects.select_related("current", "authority", "accepting_body", "organisation", "citizen")
        return row.get(parent=self.root, child_code=child) if child else row.get(pk=self.root)

    def take(self, step: Step) -> None:
        getattr(self, f"do_{step.act}")(step, self.case(step.child), dict(step.give))
        catch_up(
            hold=() if step.act in ("issue", "wait", "deliver") else HELD, sweeping=False, seal_only=self.seal_only
        )

    def do_wait(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        catch_up(hold=HELD, seal_only=self.seal_only)

    do_issue = do_wait

    def do_prereview(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        accepting.prereview(case.id, actor=self.of_case(case, "prereview"), defects=give.get("defects"))

    def do_accept(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        accepting.accept(case.id, actor=self.of_case(case, "accept"), **give)

    def do_refuse_acceptance(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        accepting.refuse_acceptance(case.id, actor=self.of_case(case, "refuse_acceptance"), **give)

    def do_request_correction(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        actor = self.of_case(case, "request_correction")
        correcting.request_correction(case.id, actor=actor, **give)

    def do_answer_correction(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        assert case.current is not None
        answers = {**case.current.answers, **give.get("answers", {})}
        wanted = {*self.slots, *give.get("materials", [])} - set(give.get("without", []))
        slots = {slot: (self.material(slot),) for slot in wanted}
        correcting.answer_correction(
            case.id, actor=self.applicant, answers=answers, materials=slots, explanation="材料以现场为准，没有改动。"
        )

    def do_supplement(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        slots = {slot: (self.material(slot),) for slot in give.get("materials", [])}
        supplementing.supplement(case.id, actor=self.applicant, materials=slots)

    def do_complete(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        node = "=after-check" if step.task in ("after-check", "after_check") else step.task
        task = Task.objects.filter(case=case, node=node).order_by("-opened_at", "-id").first()
        assert task is not None, f"no task {step.task} in {case.case_no}"
        actor = self.officer(task.department_id, task.role)
        alone, absent = give.pop("alone", False), give.pop("absent", False)
        team = [] if alone else officers_in(task.department_id, task.role, clock.today())[: task.officers_needed]
        for one in team if task.is_open and not absent else ():
            if one.id != actor.id:
                working.take(task.id, actor=acting(one, task.department_id, task.role))
        working.complete(task.id, actor=actor, give=give, officers=[one.id for one in team])

    def do_reply(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        handover = Handover.objects.filter(case=case.id).order_by("-created_at").first()
        assert handover is not None
        registration.answer(handover.id, said=give)

    def do_decide(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        deciding.decide(case.id, actor=self.of_case(case, "decide"), **give)

    def do_deliver(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        ready = list(Case.objects.filter(parent=case, station="deliver")) or [case]
        for one in ready:
            if give.get("mode") == "download":
                assert delivering.collect(one.id, actor=self.applicant)
            else:
                delivering.deliver(one.id, actor=self.of_case(one, "deliver"), **{"proof": "签收", **give})

    def do_withdraw(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        withdrawing.withdraw(case.id, actor=self.applicant, **give)

    def do_terminate(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        withdrawing.terminate(case.id, actor=self.of_case(case, "terminate"), **give)

    def do_suspend(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        pausing.suspend(case.id, actor=self.of_case(case, "suspend"), **give)

    def do_resume(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        pausing.resume(case.id, actor=self.of_case(case, "resume"), **give)

    def do_extend(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        pausing.extend(case.id, actor=self.officer(case.authority_id, give.pop("role", "head")), **give)

    def do_rate(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        delivering.rate(case.id, actor=self.applicant, **give)

    # its certificate, afterwards

    def certificate(self, case: Case) -> Certificate:
        """The last issue."""
        return Certificate.objects.filter(case=case.id).order_by("-issue")[:1].get()

    def change(self, case: Case) -> CertificateChange:
        """The last change that was asked for or proposed."""
        return case.changes.order_by("-asked_at", "-id")[:1].get()

    def do_ask_change(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        changing.ask_change(self.certificate(case).id, actor=self.applicant, **give)

    def do_propose_end(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        changing.propose_end(self.certificate(case).id, actor=self.officer(case.authority_id, "reviewer"), **give)

    def do_state_case(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        changing.state_case(self.change(case).id, actor=self.applicant, **give)

    def do_decide_change(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        changing.decide_change(self.change(case).id, actor=self.of_case(case, "decide"), **give)

    # what must be true

    def check(self, then: Then, place: str) -> None:
        """Everything the story says, and nothing else."""
        if then.in_case is False:
            assert not Case.objects.filter(parent=self.root, child_code=then.child).exists(), place
            return
        case = self.case(then.child)
        seen = {"station": case.station, "reason": case.reason, "outcome": case.outcome}
        for name, value in seen.items():
            wanted = getattr(then, name)
            assert wanted is None or value == wanted, (
                f"{place}: {then.child or 'case'} {name} is {value!r}, not {wanted!r}"
            )
        if then.due is not None:
            assert self.due(case) == then.due, f"{place}: {then.child or 'case'} due {self.due(case)}, not {then.due}"
        if then.letter is not None:
            kinds = set(Letter.objects.filter(case=case.id).values_list("kind", flat=True))
            assert then.letter in kinds, f"{place}: {then.child or 'case'} has letters {kinds}, not {then.letter}"
        if then.certificate is not None:
            has = Certificate.objects.filter(case=case.id, status="in_force").exists()
            assert has == then.certificate, f"{place}: {then.child or 'case'} certificate {has}"
        if then.lights is not None:
            row = self.clock_row(case)
            assert row is not None and clocks.light(Work(case, SYSTEM), row, clock.today()) == then.lights, place

    def clock_row(self, case: Case) -> Clock | None:
        """The clock of the law that counts now: a package knows no local promise."""
        rows = {row.kind: row for row in case.clocks.filter(stopped_on__isnull=True)}
        return next((rows[kind] for kind in ("statutory", "receipt", "deliver", "joint") if kind in rows), None)

    def due(self, case: Case) -> date | None:
        row = self.clock_row(case)
        return row.due_on if row else None


def acting(officer: Officer, department: UUID, role: str) -> Actor:
    """The officer in the post that holds the role there today."""
    held = next(
        p for p in posts_of(officer, clock.today()) if p.post.department_id == department and role in p.post.roles
    )
    return actor_of_officer(officer, held.post, today=clock.today())


def facts_of(case: UUID) -> list[str]:
    """The kinds of the acts of a case, in order."""
    return list(Act.objects.filter(case=case).order_by("at", "id").values_list("kind", flat=True))
