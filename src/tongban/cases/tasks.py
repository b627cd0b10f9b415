"""Tasks: those of the process, and the legal acts of the path (node "=accept" and the like), in one list."""

from datetime import date
from typing import Any
from uuid import UUID

from tongban.cases import clocks
from tongban.cases.models import Task
from tongban.cases.step import Work
from tongban.directory.models import Department
from tongban.directory.queries import department_by_code, officers_in
from tongban.engine.deadlines import Clock, Limit, Unit
from tongban.engine.package.text import Text
from tongban.engine.process import Node
from tongban.kit import clock, rows

DESK_LETTERS = ("receipt", "acceptance", "refuse-acceptance", "correction")
"""Letters of the accepting body; the others are the authority's."""
LEGAL_ACTS: dict[str, Text] = {
    "accept": Text("受理审查", "Accept or refuse acceptance"),
    "decide": Text("作出决定", "Decide"),
    "resume": Text("特别程序已超过告知的天数，请恢复办理", "The special procedure lasts longer than told: resume"),
    "deliver": Text("送达", "Deliver"),
    "after-check": Text("事后核查", "Check the promise kept"),
    "change": Text("决定证照变动", "Decide a change of a certificate"),
    "glyph": Text("处理缺字", "Deal with a missing character"),
}


AT_DESK = frozenset({"accept", "deliver", *(f"letter:{kind}" for kind in DESK_LETTERS)})


def open_legal_task(
    work: Work, act: str, *, due: date | None = None, role: str | None = None, name: Text | None = None
) -> Task:
    """A task of the path itself, with the post the package names for it."""
    name = name or LEGAL_ACTS[act]
    at_desk = act in AT_DESK
    due = due if due is not None else clocks.decision_due(work) if act == "decide" else None
    task = Task(
        case=work.case, node=f"={act}", name_zh=name.zh, name_en=name.en,
        department_id=work.case.accepting_body_id if at_desk else work.case.authority_id,
        role=role or _role(work, act), opened_at=clock.now(), due_on=due, sort_on=due or work.today,
    )  # fmt: skip
    rows.add(task)
    return task


def _role(work: Work, act: str) -> str:
    """A letter that stopped lies with who accepts or decides: every department that writes one has them."""
    if act.startswith("letter:"):
        act = "accept" if act in AT_DESK else "decide"
    if act == "change":
        act = "decide"
    roles = work.package.service.roles
    defaults = {"accept": "counter", "decide": "decider", "deliver": "counter", "glyph": "issuer", "resume": "reviewer"}
    return roles.get(act) or defaults[act]


def open_process_task(work: Work, node: Node, token: UUID, item: object = None) -> Task:
    """A task of the process: department, role, number of officers and internal limit come from the diagram.

    One of several instances lies with the department whose code is its `item`.
    """
    attributes = node.attributes
    due = None
    workdays = work.implementation.internal.get(node.id) or int(attributes.get("workdays", 0))
    if workdays:
        limit = Limit(workdays, Unit.WORKDAY)
        due = Clock(start=work.today, limit=limit, calendar=work.calendar).due().day
    due = due or clocks.decision_due(work)
    return Task.objects.create(
        case=work.case, token=token, node=node.id, name_zh=node.name or node.id,
        name_en=node.name_en or node.name or node.id,
        department_id=department_by_code(str(item)).id if item else _department(work, attributes.get("department", ""), attributes.get("role", "reviewer")),
        role=attributes.get("role", "reviewer"), officers_needed=int(attributes.get("officers", "1")),
        opened_at=clock.now(), due_on=due, sort_on=due or work.today,
    )  # fmt: skip


def _department(work: Work, key: str, role: str) -> UUID:
    if key in ("", "authority"):
        return work.case.authority_id
    owner, _, name = key.partition(":")
    if (
        owner == "answer"
    ):  # a department that the applicant, or the ledger, names; where nobody could do it: the authority
        named = Department.objects.valid_on(work.today).filter(code=str(work.facts.get(name, ""))).first()
        return named.id if named and officers_in(named.id, role, work.today) else work.case.authority_id
    if owner == "rule":  # the name of a role, so that the same rule serves every place
        name = str(work.package.rules[name].evaluate(work.facts, today=work.today))
        if name == "authority":
            return work.case.authority_id
    if name in work.implementation.roles:
        return department_by_code(work.implementation.roles[name]).id
    raise LookupError(f"the implementation names no department for the role {name!r} of {key!r}")


def close(work: Work, task: Task) -> None:
    """The task is over."""
    task.is_open, task.closed_at = False, clock.now()
    task.save(update_fields=["is_open", "closed_at", "officers"])


def close_legal(work: Work, *acts: str) -> None:
    """Closes open tasks of the path."""
    close_all(work, node__in=[f"={act}" for act in acts])


def close_all(work: Work, **which: Any) -> None:
    """Open tasks of the case, or those of them that are meant, are over."""
    work.case.tasks.filter(is_open=True, **which).update(is_open=False, closed_at=clock.now())
