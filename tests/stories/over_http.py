"""A story over HTTP: citizens and officers use the pages of their sites, other systems the signed inbox.

What must be true is read from the same pages and, for codes no page shows, from the office API. Only who acts is looked
up in the tables. Letters are written and files sealed as in the city, but nothing is drawn (`undrawn`), unless the story
is about what cannot be drawn.
"""

import json
from functools import cached_property
from typing import Any
from uuid import UUID

from tests.portal.filling_in import answer_questions, begin, fill_pages, posted, step_of, upload
from tests.stories.sites import CitizenBrowser, OfficerBrowser, SiteBrowser, site
from tongban.api.office_bearer import token_for
from tongban.cases.models import Case, Decision, Task
from tongban.cases.refusals import REFUSALS, ActRefused
from tongban.catalog.queries import offer, package_of
from tongban.directory.models import Officer, Post
from tongban.directory.queries import officers_in
from tongban.engine.deadlines import Light
from tongban.engine.letters.kinds import title_of
from tongban.engine.package import Package
from tongban.engine.package.kinds import shipped_kinds
from tongban.engine.package.parts import Step, Then
from tongban.engine.path.clocks import OF_THE_LAW
from tongban.exchange import handovers
from tongban.exchange.standins import registration
from tongban.kit import clock
from tongban.kit.access import Actor
from tongban.workbench import words
from world.running import StoryRun, acting

CODES = {text.zh: code for code, text in REFUSALS.items()}
FIELDS = {
    "refuse_acceptance": ("ground", "reason", "authority"),
    "suspend": ("kind", "workdays", "reason"),
    "resume": ("result",),
    "extend": ("n", "reason"),
    "decide": ("outcome", "reasons"),
    "deliver": ("mode", "proof"),
    "terminate": ("reason",),
    "propose_end": ("ground", "reason"),
    "decide_change": ("outcome", "reasons"),
}


class HttpRun(StoryRun):
    """One story under way. Refusals come back as ActRefused with the code of the sentence that the page shows."""

    @cached_property
    def browser(self) -> CitizenBrowser:
        """The applicant's."""
        return CitizenBrowser(self.citizen, self.organisation)

    @cached_property
    def seats(self) -> dict[tuple[Any, Any], OfficerBrowser]:
        """Where the officers of the story sit, signed in: by officer and post."""
        return {}

    # the citizen's site

    def submit(self) -> None:
        key = f"{self.version.implementation.region_id}/{self.package.code}"
        browser, draft = self.browser, begin(self.browser, key)
        if "/questions/" in step_of(browser, draft):
            answered = answer_questions(browser, draft, dict(self.story.scenario))
            assert answered.status_code == 302, shown(answered)
        if "/matters/" in step_of(browser, draft):
            chosen = "yes" if self.story.commitment else "no"
            answered = browser.post(f"{draft}matters/", {"commitment": chosen})
            assert answered.status_code == 302, shown(answered)
        fill_pages(browser, draft, key, dict(self.story.answers))
        for slot in self.story.materials:
            assert upload(browser, draft, slot).status_code == 302, slot
        answered = browser.post(f"{draft}materials/")
        if answered.status_code != 302:
            raise ActRefused("materials")
        sent = browser.post(f"{draft}submit/")
        assert sent.status_code == 302, shown(sent)
        self.root = UUID(sent["Location"].split("/")[3])
        assert str(self.page(None)["case"]["number"]) in browser.get(sent["Location"]).content.decode()

    def page(self, child: str | None) -> Any:
        """What the applicant's page of the case, or of one of its matters, shows."""
        answer = self.browser.get(f"/my/cases/{self.id_of(child)}/")
        assert answer.status_code == 200, shown(answer)
        return answer.context

    def id_of(self, child: str | None) -> UUID:
        """The id of a matter, from the list on the page of the bundle."""
        if child is None:
            return self.root
        found = self.children_shown.get(self.name_of(child))
        assert found is not None, f"the page shows no {child}"
        return found

    @cached_property
    def children_shown(self) -> dict[str, UUID]:
        """Name → id of the matters the applicant's page lists; what belongs to a case is fixed when it is filed."""
        rows = self.browser.get(f"/my/cases/{self.root}/").context["children"]
        return {row["name"]: UUID(row["url"].split("/")[3]) for row in rows}

    def name_of(self, child: str) -> str:
        """As a guide names the matter."""
        return self.package_of(child).service.name.zh

    def do_answer_correction(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        browser = self.browser
        draft = self.followed(browser.post(f"/my/cases/{case.id}/correct/"))["Location"]
        slots = browser.get(f"{draft}materials/").context["slots"]
        for slot in slots:
            if slot["name"].removeprefix("materials-") in give.get("without", []):
                for file in slot["files"]:
                    self.followed(browser.post(file["remove"]))
        for slot_id in give.get("materials", []):
            self.followed(upload(browser, draft, slot_id))
        if give.get("answers"):
            self._answer_again(draft, give["answers"])
        self.followed(browser.post(f"{draft}submit/", {"explanation": "材料以现场为准"}))

    def _answer_again(self, draft: str, changed: dict[str, Any]) -> None:
        form = self.package.form
        answers = {**self.story.answers, **changed}
        for page in form.pages:
            if any(field.key in changed for field in page.fields):
                self.browser.post(f"{draft}page/{page.id}/", posted(page.fields, answers))

    def do_withdraw(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        self.followed(self.browser.post(f"/my/cases/{case.id}/withdraw/", give))

    def do_rate(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        answer = self.browser.post(f"/my/cases/{case.id}/rate/", give)
        if answer.status_code == 422:  # the page asks for one of the five grades
            raise ActRefused("grade")
        self.followed(answer)

    def do_ask_change(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        corrected = {f"to-{name}": text for name, text in give.get("corrected", {}).items()}
        address = f"/my/certificates/{self.certificate(case).id}/change/?kind={give['kind']}"
        self.followed(self.browser.post(address, {"reason": give.get("reason", ""), **corrected}))

    def do_state_case(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        address = f"/my/changes/{self.change(case).id}/statement/"
        self.followed(self.browser.post(address, {"statement": give["text"]}))

    def do_propose_end(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        given = {"ground": f"{give['kind']}:{give['ground']}", "reason": give.get("reason", "")}
        self.act(case, "propose_end", self.officer(case.authority_id, "reviewer"), given)

    def do_decide_change(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        self.act(case, "decide_change", self.of_case(case, "decide"), give)

    def do_deliver(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        is_parent = case.child_code == "" and self.package.is_bundle
        for one in list(Case.objects.filter(parent=case, station="deliver")) if is_parent else [case]:
            if give.get("mode") == "download":
                self._collect(one)
            else:
                self.act(one, "deliver", self.of_case(one, "deliver"), {"proof": "签收", **give})

    def _collect(self, case: Case) -> None:
        """The first download is the delivery; it is a button beside the certificate, or beside the decision."""
        context = self.browser.get(f"/my/cases/{case.id}/").context
        papers = [one["url"] for one in (*context["certificates"], *context["letters"]) if one.get("collect")]
        assert len(papers) == 1, f"the page offers {papers} to download and sign for"
        answer = self.browser.post(papers[0])
        assert answer.content.startswith(b"%PDF-"), shown(answer)

    @staticmethod
    def followed(answer: Any) -> Any:
        """The answer of a step that went well; else ActRefused with the code of what the page says."""
        if answer.status_code == 404:
            raise ActRefused("not-yours")  # another person's case does not exist
        if answer.status_code == 302:
            return answer
        said = [answer.context.get("reason", "")]
        said += [one.get("problem", {}).get("zh", "") for one in answer.context.get("problems") or ()]
        codes = [CODES[text] for text in map(str, said) if text in CODES]
        if not codes and answer.status_code == 422:  # the check page: the problems stand beside their answers
            materials = any("materials" in str(one) for one in answer.context.get("problems") or ())
            codes = ["materials" if materials else "answers"]
        assert codes and answer.status_code in (403, 409, 422), shown(answer)
        raise ActRefused(codes[0])

    # the office site

    def seat(self, actor: Actor) -> OfficerBrowser:
        """Where this officer sits, signed in."""
        key = (actor.id, actor.post)
        self.seats[key] = self.seats.get(key) or OfficerBrowser(actor)
        return self.seats[key]

    def act(self, case: Case, verb: str, actor: Actor, give: dict[str, Any], button: str = "") -> None:
        """Presses the button of an act, as the page stands now."""
        browser = self.seat(actor)
        page = browser.get(f"/cases/{case.id}/")
        if page.status_code == 404:
            self.followed(browser.post(f"/cases/{case.id}/acts/{button or verb}/", {"version": 0}))
        names = FIELDS.get(verb, ())
        data = {f"{verb}-{name}": give[name] for name in names if name in give} or dict(give)
        address = f"/cases/{case.id}/acts/{button or verb}/"
        self.followed(browser.post(address, {**data, "version": page.context["head"]["version"]}))

    def do_accept(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        self.act(case, "accept", self.of_case(case, "accept"), give)

    def do_prereview(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        items = self._items("note", give.get("defects") or [])
        self.act(case, "prereview", self.of_case(case, "prereview"), items, button="note" if items else "prereview")

    def do_request_correction(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        data = self._items("request_correction", give["items"])
        data["request_correction-override"] = give.get("override_reason", "")
        self.act(case, "request_correction", self.of_case(case, "request_correction"), data)

    @staticmethod
    def _items(verb: str, items: list[dict[str, str]]) -> dict[str, str]:
        data = {}
        for number, item in enumerate(items):
            what = next((f"{kind}:{item[kind]}" for kind in ("slot", "pointer") if kind in item), "")
            data |= {f"{verb}-{number}-what": what, f"{verb}-{number}-text": item["text"]}
            data |= {f"{verb}-{number}-child": item["child"]} if "child" in item else {}
        return data

    def _plain(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        self.act(case, step.act, self.of_case(case, step.act), give)

    do_refuse_acceptance = do_decide = do_terminate = do_suspend = do_resume = _plain

    def do_extend(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        self.act(case, "extend", self.officer(case.authority_id, give.pop("role", "head")), give)

    def do_complete(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        node = "=after-check" if step.task in ("after-check", "after_check") else str(step.task)
        rows = Task.objects.filter(case=case, node=node)
        row = rows.filter(is_open=True).first() or rows.order_by("-opened_at", "-id").first()
        assert row is not None, f"no task {step.task} in {case.case_no}"
        actor, alone = self.officer(row.department_id, row.role), give.pop("alone", False)
        absent = give.pop("absent", False)
        others = [one for one in officers_in(row.department_id, row.role, clock.today()) if one.id != actor.id]
        others = others[: row.officers_needed - 1]
        for one in others if row.is_open and not (alone or absent) else ():
            joining = self.seat(acting(one, row.department_id, row.role))
            self.followed(joining.post(f"/cases/{case.id}/take/", {"task": str(row.id)}))
        browser = self.seat(actor)
        page = browser.get(f"/cases/{case.id}/", {"task": str(row.id)})
        if page.status_code == 404:
            self.followed(browser.post(f"/cases/{case.id}/complete/", {"task": str(row.id), "version": 0}))
        if row.is_open:
            assert str(row.id) in {str(one["id"]) for one in page.context["open_tasks"]}, f"no {node} on the page"
        data = {"task": str(row.id), "version": page.context["head"]["version"], **self._record(case, node, give)}
        if not alone:
            data["complete-officers"] = [str(one.id) for one in others]
        self.followed(browser.post(f"/cases/{case.id}/complete/", data))

    def _record(self, case: Case, node: str, give: dict[str, Any]) -> dict[str, Any]:
        """The fields of the task's own form, or verdict and reason."""
        package = package_of(case.package_version_id)
        found = package.net.nodes.get(node) if package.net is not None else None
        name = found.attributes.get("form") if found is not None else None
        if name is None:
            return {f"complete-{key}": value for key, value in give.items()}
        form = package.task_forms[name]
        return {key: value for page in form.pages for key, value in posted(page.fields, give).items()}

    def do_reply(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        """The other system's signed answer at the office's inbox."""
        asked = next((one for one in registration.received() if one.payload["case_no"] == case.case_no), None)
        assert asked is not None, "nothing was handed over"
        body = json.dumps({"foreign_number": asked.receipt, **give, "id": str(asked.message_id)}).encode()
        answer = SiteBrowser("office").post(f"/exchange/{asked.system}/", body, content_type="application/json",
                              headers={"X-Signature": handovers.sign(asked.system, body)})  # fmt: skip
        assert answer.status_code == 200, shown(answer)

    # what must be true

    def check(self, then: Then, place: str) -> None:
        if then.in_case is False:
            assert self.name_of(str(then.child)) not in self.children_shown, place
            return
        place = f"{place}: {then.child or 'case'}"
        page = self.page(then.child)
        line = self.line_of(then.child)
        for name in ("station", "reason", "outcome"):
            wanted = getattr(then, name)
            assert wanted is None or line[name] == wanted, f"{place} {name} is {line[name]!r}, not {wanted!r}"
        assert page["case"]["status"] == line["status"]["zh"] == self._label(then.child, line), place
        if then.due is not None or then.lights is not None:
            self._check_clock(then, place)
        if then.letter is not None:
            titles = {one["name"] for one in page["letters"]}
            replies = shipped_kinds().kinds[self.package_of(then.child).service.kind].reply
            called, _ = title_of(then.letter, {"reply": replies and then.letter.startswith("decision-")})
            assert called in titles, f"{place}: the page has {titles}, not {then.letter}"
        if then.certificate is not None:
            has = any(one["url"] and not one["state"] for one in page["certificates"])
            assert has == then.certificate, f"{place} certificate {has}"

    def _check_clock(self, then: Then, place: str) -> None:
        """The box of the clock of the law that counts now, on the office's page."""
        case_id = self.id_of(then.child)
        office = self.seat(self.reader(case_id)).get(f"/cases/{case_id}/").context
        running = {one["name"]: one for one in office["clocks"] if not one["stopped"]}
        names = [words.called(words.CLOCKS, kind) for kind in OF_THE_LAW]
        box = next((running[name] for name in names if name in running), {"due": None, "state": None})
        assert then.due is None or box["due"] == words.day(then.due), f"{place} due {box['due']}, not {then.due}"
        assert then.lights is None or box["state"] == words.light(Light(then.lights))["colour"], (
            f"{place} {box['state']}"
        )

    def line_of(self, child: str | None) -> Any:
        """The case as the office API gives it to somebody of the authority."""
        case_id = self.id_of(child)
        actor = self.reader(case_id)
        with site("office"):
            token = token_for(Officer.objects.with_secrets().get(pk=actor.id), Post.objects.get(pk=actor.post).code)
        answer = self.seat(actor).get(f"/api/v1/cases/{case_id}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, shown(answer)
        return answer.json()

    def reader(self, case_id: UUID) -> Actor:
        """An officer who may see the case."""
        case = Case.objects.get(pk=case_id)
        for role in ("decider", "reviewer", "counter", "head"):
            if officers_in(case.authority_id, role, clock.today()):
                return self.sitting(case.authority_id, role)
        raise AssertionError(f"nobody reads {case.case_no}")

    def sitting(self, department: UUID, role: str) -> Actor:
        """The right officer, whoever a step names."""
        return StoryRun.officer(self, department, role)

    def _label(self, child: str | None, line: Any) -> str:
        """What services/kinds.toml calls this state; a decision by the word of the package."""
        service = self.package_of(child).service
        kind = shipped_kinds().kinds[service.kind]
        if line["station"] == "close":
            word = service.outcomes.get({"granted": "grant", "refused": "refuse"}.get(line["outcome"], ""))
            return f"{kind.status('close').zh}：{word.zh}" if word else kind.status("close", line["outcome"]).zh
        label = kind.status("waiting" if line["reason"] == "waiting" else line["station"], line["reason"]).zh
        if line["station"] != "deliver":
            return label
        return f"{service.outcomes[Decision.objects.get(case=self.id_of(child)).outcome].zh}，{label}"

    def package_of(self, child: str | None) -> Package:
        """The package of the case, or of one of its matters."""
        if child is None:
            return self.package
        version = offer(f"{self.version.implementation.region_id}/{child}")
        assert version is not None and version.package_version_id is not None, child
        return package_of(version.package_version_id)


def shown(answer: Any) -> str:
    """What went wrong, for the failure of a test."""
    return f"{answer.status_code}: {answer.content.decode(errors='replace')[:3000]}"
