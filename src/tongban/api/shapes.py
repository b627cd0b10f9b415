"""What is received and sent. Everything said to people comes in both languages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field


class Received(Schema):
    """A body: an unknown key is a mistake of the caller and is told."""

    model_config = ConfigDict(extra="forbid")


class Said(Schema):
    """In both languages."""

    zh: str
    en: str


class Problem(Schema):
    pointer: str
    message: Said


class Refused(Schema):
    """Every answer with a status of 400 or more."""

    code: str
    message: Said
    problems: list[Problem]


class Token(Schema):
    access_token: str
    token_type: str = "Bearer"
    expires_in: int = Field(description="seconds")


class Region(Schema):
    code: str
    name: Said


class ServiceLine(Schema):
    code: str
    name: Said
    region: Region
    summary: Said
    url: str = Field(description="the guide for people")
    can_be_filed: bool


class Services(Schema):
    count: int
    items: list[ServiceLine]
    next: str | None = None


class Limit(Schema):
    n: int
    unit: str
    basis: str


class Limits(Schema):
    receipt: Limit
    statutory: Limit | None
    promised: Limit
    deliver: Limit


class Slot(Schema):
    id: str
    name: Said
    necessity: str
    accept: list[str]
    max_mb: int
    criterion: Said
    certificate: str = Field(description="type of the certificate on file that makes it unnecessary, or empty")


class Question(Schema):
    id: str
    type: str
    question: Said
    options: dict[str, Said]


class Fee(Schema):
    name: Said
    standard: Said
    basis: Said
    fen: int | None


class Service(ServiceLine):
    authority: Said
    bundle: bool
    limits: Limits
    materials: list[Slot]
    scenarios: list[Question]
    fees: list[Fee]
    commitment: bool
    children: list[str]


class FormOfService(Schema):
    code: str
    version: UUID = Field(description="version of the package; a case keeps the one it was filed under")
    form: dict[str, Any] = Field(alias="schema")
    ui: dict[str, Any]


class UploadTaken(Schema):
    id: UUID
    slot: str
    name: str
    media_type: str
    size: int
    sha256: str


class NewCase(Received):
    """A filing. The applicant is the organisation the client is bound to; nobody else can be named."""

    region: str = Field(max_length=12)
    service: str = Field(max_length=60)
    scenario: dict[str, Any] = {}
    answers: dict[str, Any]
    materials: dict[str, list[UUID]] = {}
    commitment: bool = False


class Correction(Received):
    answers: dict[str, Any] | None = Field(None, description="all answers anew; left out, they stand")
    materials: dict[str, list[UUID]] = Field({}, description="slots with new files; the others stand")
    explanation: str = Field("", max_length=500, description="why what was told to be corrected stays as it is")


class Supplement(Received):
    materials: dict[str, list[UUID]] = Field(description="files for the slots that are owed")


class Withdrawal(Received):
    reason: str = Field("", max_length=500)


class NewRating(Received):
    grade: int = Field(description="1 very satisfied … 5 very dissatisfied (GB/T 39046)")
    comment: str = Field("", max_length=1000)
    labels: list[str] = []


class Receipt(Schema):
    number: str
    query_code: str


class Event(Schema):
    at: datetime
    kind: str
    case: str


class CaseLine(Schema):
    number: str
    service: str
    region: str
    name: Said
    station: str
    reason: str
    outcome: str
    status: Said
    submitted_at: datetime
    accepted_on: date | None
    due_on: date | None


class ClockDay(Schema):
    day: date
    counted: bool
    number: int | None = Field(description="the how-manieth counted day; null for a day that is skipped")
    why: Said


class ClockShown(Schema):
    """A limit with its arithmetic: `due_on` is null while it is paused, `remaining` negative when it is late."""

    kind: str
    started_on: date
    stopped_on: date | None
    due_on: date | None
    provisional: bool
    n: int
    unit: str
    extended_by: int
    basis: str
    used: int
    remaining: int | None
    days: list[ClockDay]


class LetterLine(Schema):
    id: UUID
    kind: str
    name: Said
    number: str
    case: str
    made_at: datetime
    ready: bool = Field(description="sealed, so that it can be downloaded")


class CertificateLine(Schema):
    id: UUID
    number: str
    name: Said
    case: str
    status: str
    issued_on: date
    valid_to: date | None
    ready: bool


class MaterialLine(Schema):
    id: UUID
    slot: str


class Papers(Schema):
    letters: list[LetterLine]
    certificates: list[CertificateLine]
    materials: list[MaterialLine] = Field(description="as they stand in the present revision")


class CaseView(CaseLine):
    authority: Said
    clocks: list[ClockShown]
    children: list[CaseLine]
    timeline: list[Event]
    to_correct: list[dict[str, str]] = Field(description="only for the applicant's own client")
    owed: list[str] = Field(
        description="slots of papers that follow after acceptance; only for the applicant's own client"
    )
    certificates: list[str] = Field(description="numbers; only for the applicant's own client")


class Cases(Schema):
    items: list[CaseLine]
    next: UUID | None


class Verified(Schema):
    number: str
    name: Said
    status: str
    holder: str = Field(description="a person masked, an organisation in full")
    authority: Said
    issued_on: date
    valid_to: date | None
