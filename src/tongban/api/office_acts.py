"""Officers' acts for machines: each one action of cases, thin. What may be done is asked there, under the lock."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from tongban.api import office_shapes as shapes
from tongban.api import showing
from tongban.api.bearer import caller
from tongban.api.errors import Refusal
from tongban.api.office_bearer import LASTS, OfficerBearer, token_for
from tongban.api.shapes import Refused, Token
from tongban.cases.actions import accepting, correcting, deciding, delivering, pausing, withdrawing, working
from tongban.cases.models import Task
from tongban.cases.queries import cases
from tongban.cases.queries.inbox import open_tasks
from tongban.cases.queries.possible import own_tasks, possible
from tongban.cases.step import Work
from tongban.directory.actions.officer_sign_in import SignInRefused, sign_in
from tongban.kit.access import Actor

router = Router(tags=["office"], auth=OfficerBearer())
REFUSED = {401: Refused, 403: Refused, 404: Refused, 409: Refused, 422: Refused}
ACTS: dict[str, tuple[Callable[..., Any], type[shapes.Versioned]]] = {
    "prereview": (accepting.prereview, shapes.Prereview),
    "accept": (accepting.accept, shapes.Accept),
    "refuse-acceptance": (accepting.refuse_acceptance, shapes.NotAccepted),
    "request-correction": (correcting.request_correction, shapes.AskForCorrection),
    "suspend": (pausing.suspend, shapes.Suspend),
    "resume": (pausing.resume, shapes.Resume),
    "extend": (pausing.extend, shapes.Extend),
    "decide": (deciding.decide, shapes.Decide),
    "deliver": (delivering.deliver, shapes.Deliver),
    "terminate": (withdrawing.terminate, shapes.Terminate),
}

SUMMARIES = {
    "prereview": "预审 Pre-review", "accept": "受理 Accept", "refuse-acceptance": "不予受理 Refuse acceptance",
    "request-correction": "告知补正 Request a correction", "suspend": "特别程序 Suspend", "resume": "恢复办理 Resume",
    "extend": "延期 Extend", "decide": "决定 Decide", "deliver": "送达 Deliver", "terminate": "终止 Terminate",
}  # fmt: skip


@router.post(
    "/token",
    response={200: Token, 400: Refused, 401: Refused, 403: Refused, 429: Refused},
    auth=None,
    summary="取得令牌 Get a token",
)
def token(request: HttpRequest, given: shapes.SignIn) -> dict[str, Any]:
    """Sign-in name, password and one-time code, as on the page; failures lock alike. Administrators get none."""
    try:
        officer = sign_in(
            login=given.login,
            password=given.password,
            code=given.code,
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except SignInRefused:
        raise Refusal("credentials") from None
    return {"access_token": token_for(officer, given.post), "expires_in": LASTS}


@router.get("/tasks", response={200: shapes.Tasks, 401: Refused}, summary="岗位待办 Open tasks of the post")
def tasks(request: HttpRequest, after: str = "") -> dict[str, Any]:
    """Soonest due first. `next`, if not empty, is the `after` of the following page."""
    inbox = open_tasks(caller(request), after=after)
    return {"items": [_task(one) for one in inbox.tasks], "next": inbox.next}


@router.post("/tasks/{task}/take", response={200: shapes.OfficeCase, **REFUSED}, summary="领取任务 Take a task")
def take(request: HttpRequest, task: UUID) -> dict[str, Any]:
    """Colleagues see who has it."""
    row = _visible_task(caller(request), task)
    working.take(task, actor=caller(request))
    return _case(caller(request), row.case_id)


@router.post("/tasks/{task}/complete", response={200: shapes.OfficeCase, **REFUSED}, summary="完成任务 Complete a task")
def complete(request: HttpRequest, task: UUID, given: shapes.Complete) -> dict[str, Any]:
    """The task's own form, or verdict (agree, disagree) and reason."""
    row = _visible_task(caller(request), task)
    working.complete(task, actor=caller(request), **given.dict())
    return _case(caller(request), row.case_id)


@router.get("/cases/{case}", response={200: shapes.OfficeCase, 401: Refused, 404: Refused}, summary="一个办件 One case")
def one_case(request: HttpRequest, case: UUID) -> dict[str, Any]:
    """Its state and what this post may do with it now. Nothing that was answered: that is read on the page."""
    return _case(caller(request), case)


def _add(name: str, act: Callable[..., Any], shape: type[shapes.Versioned]) -> None:
    def endpoint(request: HttpRequest, case: UUID, given: shape) -> dict[str, Any]:  # type: ignore[valid-type]
        actor = caller(request)
        cases.one(actor, case)
        act(case, actor=actor, **given.dict())  # type: ignore[attr-defined]
        return _case(actor, case)

    endpoint.__name__ = name.replace("-", "_")
    endpoint.__doc__ = act.__doc__
    router.post(f"/cases/{{case}}/{name}", response={200: shapes.OfficeCase, **REFUSED}, summary=SUMMARIES[name])(
        endpoint
    )


for _name, (_act, _shape) in ACTS.items():
    _add(_name, _act, _shape)


def _visible_task(actor: Actor, task: UUID) -> Task:
    """The task, if its case exists for the actor. Raises NotAllowed."""
    row = Task.objects.filter(pk=task).first()
    cases.one(actor, row.case_id if row else task)
    assert row is not None
    return row


def _task(task: Task) -> dict[str, Any]:
    return {
        "id": task.id, "case": task.case_id, "number": task.case.case_no, "node": task.node,
        "name": {"zh": task.name_zh, "en": task.name_en}, "officers": task.officers,
        "officers_needed": task.officers_needed, "opened_at": task.opened_at, "due_on": task.due_on,
    }  # fmt: skip


def _case(actor: Actor, case_id: UUID) -> dict[str, Any]:
    case = cases.one(actor, case_id)
    children = cases.children(case) if case.parent_id is None else ()
    open_ones = list(Task.objects.filter(case=case, is_open=True).select_related("case"))
    work = Work(case, actor)
    return {
        **showing.case_line(case), "id": case.id, "version": case.version,
        "possible": sorted(possible(work, children, open_ones)),
        "tasks": [_task(one) for one in own_tasks(work, open_ones)],
        "children": [showing.case_line(one) for one in children],
    }  # fmt: skip
