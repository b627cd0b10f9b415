"""A story whose officers work over the office API; everything else as over HTTP."""

from typing import Any

from tests.stories.over_http import HttpRun, shown
from tests.stories.sites import site
from tongban.api.office_bearer import token_for
from tongban.cases.models import Case, Task
from tongban.directory.models import Officer, Post
from tongban.directory.queries import officers_in
from tongban.engine.package.parts import Step
from tongban.kit import clock
from tongban.kit.access import Actor
from world.running import acting


class ApiRun(HttpRun):
    """One story under way."""

    def call(self, actor: Actor, path: str, body: dict[str, Any]) -> Any:
        """An act of an officer over the API; ActRefused as the pages raise it is not looked for."""
        with site("office"):
            token = token_for(Officer.objects.with_secrets().get(pk=actor.id), Post.objects.get(pk=actor.post).code)
        answer = self.seat(actor).post(
            f"/api/v1{path}", body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 200, shown(answer)
        return answer.json()

    def act(self, case: Case, verb: str, actor: Actor, give: dict[str, Any], button: str = "") -> None:
        if button or verb == "request_correction":
            super().act(case, verb, actor, give, button)
        else:
            self.call(actor, f"/cases/{case.id}/{verb.replace('_', '-')}", {"version": case.version, **give})

    def do_complete(self, step: Step, case: Case, give: dict[str, Any]) -> None:
        task = Task.objects.filter(case=case, node=str(step.task), is_open=True).get()
        actor = self.officer(task.department_id, task.role)
        team = [one for one in officers_in(task.department_id, task.role, clock.today()) if one.id != actor.id]
        team = team[: task.officers_needed - 1]
        for one in team:
            self.call(acting(one, task.department_id, task.role), f"/tasks/{task.id}/take", {})
        officers = [str(one.id) for one in (*team, actor)] if team else []
        version = Case.objects.get(pk=case.id).version
        self.call(actor, f"/tasks/{task.id}/complete", {"version": version, "give": give, "officers": officers})
