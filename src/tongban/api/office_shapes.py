"""What officers' systems send. `version` is the case's as last seen: if somebody was faster, the act is refused."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.api.shapes import CaseLine, Received, Said


class SignIn(Received):
    login: str = Field(max_length=40)
    password: str = Field(max_length=128)
    code: str = Field(max_length=10, description="six digits of the authenticator")
    post: str = Field("", max_length=60, description="code of the post acted in; needed with several")


class Versioned(Received):
    version: int | None = None


class Accept(Versioned):
    supplement_workdays: int | None = None


class Prereview(Versioned):
    defects: list[dict[str, str]] = []


class NotAccepted(Versioned):
    ground: str
    reason: str
    authority: str = ""


class AskForCorrection(Versioned):
    items: list[dict[str, str]]
    override_reason: str = ""


class Suspend(Versioned):
    kind: str
    workdays: int
    reason: str = ""


class Resume(Versioned):
    result: str


class Extend(Versioned):
    n: int
    reason: str


class Decide(Versioned):
    outcome: str
    reasons: str = ""
    relied_on: list[str] | None = None


class Deliver(Versioned):
    mode: str
    proof: str


class Terminate(Versioned):
    reason: str


class Complete(Versioned):
    give: dict[str, Any]
    officers: list[UUID] = []
    relied_on: list[str] | None = None


class TaskLine(Schema):
    id: UUID
    case: UUID
    number: str
    node: str
    name: Said
    officers: list[UUID]
    officers_needed: int
    opened_at: datetime
    due_on: date | None


class Tasks(Schema):
    items: list[TaskLine]
    next: str


class OfficeCase(CaseLine):
    id: UUID
    version: int
    possible: list[str] = Field(description="acts this post may do now")
    tasks: list[TaskLine] = Field(description="open tasks of this post")
    children: list[CaseLine]
