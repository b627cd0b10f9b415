"""The parts of service.toml as frozen dataclasses. The annotations are the contract the reader enforces;
field order follows docs/package-format.md, which explains each key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from tongban.engine.conditions import Condition
from tongban.engine.package.text import Phrases, Text
from tongban.engine.uploads import MAX_MB

CODE = {
    "like": r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
    "shape": ("小写字母、数字和连字符组成的代码", "a code of small letters, digits and hyphens"),
}
NAME = {"like": r"[a-z][a-z0-9_-]*", "shape": ("小写字母开头的名称", "a name of small letters, digits, _ and -")}
POINTER = {"like": r"(/[^/\s]+)+", "shape": ("以“/”开头的指针", "a pointer beginning with /")}
TWO_DIGITS = {"like": r"\d\d", "shape": ("两位数字", "two digits")}
THREE_DIGITS = {"like": r"\d{3}", "shape": ("三位主题代码", "three-digit theme codes")}
FILLED = {"filled": True}
COUNT = {"least": 1, "most": 3660}

Unit = Literal["workday", "day", "month", "hour"]
Necessity = Literal["required", "optional", "tolerated"]
ProcedureKind = Literal[
    "hearing", "bidding", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"
]


def _none() -> Text:
    return Text("无", "None")


@dataclass(frozen=True)
class LegalBasis:
    """设定依据: one article of one law."""

    law: Text
    article: str
    issuer: Text
    text: Text
    document_no: str = ""
    effective_on: date | None = None


@dataclass(frozen=True)
class Term:
    """A limit: `n` units, with the article it comes from; `approver` is the role that may grant it (extensions)."""

    n: int = field(metadata={"least": 0, "most": 3660})
    unit: Unit
    basis: str = ""
    approver: str | None = field(default=None, metadata=NAME)


@dataclass(frozen=True)
class Limits:
    """The clock of the law. `statutory` None means the law sets no limit (无); `extension` None, none is possible."""

    receipt: Term = Term(5, "workday", "行政许可法32")
    statutory: Term | None = None
    extension: Term | None = None
    deliver: Term = Term(10, "workday", "行政许可法44")


@dataclass(frozen=True)
class Correction:
    """补正: `lapse` ends the case when a correction stays unanswered, and the notice says so."""

    lapse: Term | None = None


@dataclass(frozen=True)
class Silence:
    """What our own silence means at receipt (行政许可法 32)."""

    acceptance: Literal["deemed_accepted", "none"] = "deemed_accepted"
    decision: Literal["none", "deemed_renewed"] = "none"


@dataclass(frozen=True)
class SpecialProcedure:
    """特别程序 that may suspend the clock, in writing; `excluded` from the count by `basis`.

    `max_workdays`: the most working days that all pauses of this kind may be told to take in one case, at least 1.
    """

    kind: ProcedureKind
    excluded: bool
    basis: str
    max_workdays: int


@dataclass(frozen=True)
class FourEyes:
    """Who may decide: `required` refuses the one who proposed."""

    decide: Literal["required", "instant_exempt", "audited_after"] = "required"


@dataclass(frozen=True)
class Said:
    """A statement the guide shows, such as a prohibition or 无."""

    text: Text = field(default_factory=_none)


@dataclass(frozen=True)
class Obtain:
    """A certificate on file that stands for the material (免提交), by certificate type code."""

    certificate: str = field(metadata=CODE)


@dataclass(frozen=True)
class Material:
    """申请材料. `decide_without`: of a tolerated one, that the decision need not wait for it (容缺受理)."""

    id: str = field(metadata=CODE)
    name: Text
    necessity: Necessity
    source: Literal["10", "20", "30", "99"]
    criterion: Text
    kind: Literal["original", "copy", "either"] = "original"
    form: Literal["paper", "electronic", "both"] = "electronic"
    originals: int = field(default=1, metadata={"most": 20})
    copies: int = field(default=0, metadata={"most": 20})
    issued_by: Text | None = None
    accept: tuple[Literal["pdf", "jpeg", "png"], ...] = field(default=("pdf", "jpeg", "png"), metadata=FILLED)
    max_mb: int = field(default=MAX_MB, metadata={"least": 1, "most": MAX_MB})
    note: Text | None = None
    basis: str = ""
    personal: bool = False
    decide_without: bool = False
    when: Condition | None = None
    obtain: Obtain | None = None

    @property
    def never_asked(self) -> bool:
        """Whether only a certificate on file can provide it."""
        return self.obtain is not None and self.source == "20"


@dataclass(frozen=True)
class Scenario:
    """情形: a question asked before the form; its answer stands at /scenario/<id>."""

    id: str = field(metadata=NAME)
    question: Text
    type: Literal["boolean", "choice", "number"]
    options: Mapping[str, Text] = field(default_factory=dict)
    hint: Text | None = None

    @property
    def pointer(self) -> str:
        """Where the answer stands."""
        return f"/scenario/{self.id}"


@dataclass(frozen=True)
class Fee:
    """收费: rules/<rule>.json gives integer fen."""

    rule: str = field(metadata=NAME)
    basis: str


@dataclass(frozen=True)
class Visits:
    """到现场次数 and why."""

    onsite: int = field(default=0, metadata={"most": 9})
    reason: Text | None = None


@dataclass(frozen=True)
class Online:
    """网办深度."""

    depth: Literal["I", "II", "III", "IV"] = "IV"


@dataclass(frozen=True)
class Validity:
    """有效期 from the day of decision; exactly one of them counts."""

    years: int = field(default=0, metadata={"most": 70})
    months: int = field(default=0, metadata={"most": 840})


@dataclass(frozen=True)
class RenewWindow:
    """When a renewal may be filed, in working days before the certificate ends."""

    from_workdays: int = field(metadata=COUNT)
    to_workdays: int


@dataclass(frozen=True)
class NewOrganisation:
    """What granting writes into the directory when it makes a legal person: pointers into the form."""

    name: str = field(metadata=POINTER)
    address: str = field(metadata=POINTER)
    organisation_kind: str = field(metadata=POINTER)
    representative: str = "applicant"


@dataclass(frozen=True)
class Result:
    """办理结果. `fields`: name on the face = pointer into the form or `=path`. `public`: organisations' are published."""

    name: Text
    type: Literal["licence", "document", "none"]
    certificate: str = field(default="", metadata={**CODE})
    number: str = ""
    public: bool = False
    validity: Validity | None = None
    renew_window: RenewWindow | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    organisation: NewOrganisation | None = None


@dataclass(frozen=True)
class AfterCheck:
    """事后核查 after a promise."""

    n: int = field(metadata=COUNT)
    unit: Unit
    role: str = field(metadata=NAME)


@dataclass(frozen=True)
class NoticeAndCommitment:
    """告知承诺: told conditions, the promise, what it replaces, and the check after."""

    basis: str
    text: Text
    replaces: tuple[str, ...]
    after_check: AfterCheck
    material: str | None = None


@dataclass(frozen=True)
class Elsewhere:
    """Decided in another system; after `timeout` an officer enters the outcome by hand."""

    system: str = field(metadata=CODE)
    timeout: Term


@dataclass(frozen=True)
class Rating:
    """好差评."""

    window_days: int = field(default=30, metadata=COUNT)


@dataclass(frozen=True)
class Retention:
    """保管期限."""

    years: int = field(default=10, metadata={"least": 1, "most": 999})


@dataclass(frozen=True)
class Themes:
    """主题分类, GB/T 39046 codes for natural and for legal persons."""

    natural: tuple[str, ...] = field(default=(), metadata=THREE_DIGITS)
    legal: tuple[str, ...] = field(default=(), metadata=THREE_DIGITS)


@dataclass(frozen=True)
class Child:
    """One matter of a bundle. `fill` takes from a sibling's result: `<child>:<result field>`."""

    package: str = field(metadata=CODE)
    requires: tuple[str, ...] = ()
    when: Condition | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Joint:
    """并联办理 under one clock; in force only where the implementation names the government's decision."""

    lead: str
    statutory: Term
    extension: Term | None = None


@dataclass(frozen=True)
class LocalFigure:
    """A figure each place gives. `example` is used where no place is at hand, as when stories are told."""

    name: Text
    example: int


@dataclass(frozen=True)
class Service:
    """service.toml as a whole."""

    code: str = field(metadata=CODE)
    kind: str = field(metadata=NAME)
    type: str = field(metadata=TWO_DIGITS)
    speed: Literal["instant", "promised"]
    audience: tuple[Literal["1", "2", "3", "4", "5", "6", "9"], ...] = field(metadata=FILLED)
    name: Text
    plain_name: Text
    summary: Text
    phrases: Phrases
    legal_bases: tuple[LegalBasis, ...] = field(metadata=FILLED)
    result: Result
    limits: Limits = Limits()
    themes: Themes = Themes()
    life_events: tuple[str, ...] = ()
    about: Literal["", "access"] = ""
    visibility: Literal["public", "office"] = "public"
    correction: Correction = Correction()
    silence: Silence = Silence()
    special_procedures: tuple[SpecialProcedure, ...] = ()
    four_eyes: FourEyes = FourEyes()
    conditions: tuple[Said, ...] = ()
    prohibitions: Said = Said()
    materials: tuple[Material, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    local: Mapping[str, LocalFigure] = field(default_factory=dict)
    fee: Fee | None = None
    visits: Visits = Visits()
    online: Online = Online()
    intermediary: Said = Said()
    annual_check: Said = Said()
    quantity: Said = Said()
    outcomes: Mapping[str, Text] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    verbs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notice_and_commitment: NoticeAndCommitment | None = None
    elsewhere: Elsewhere | None = None
    rating: Rating = Rating()
    retention: Retention = Retention()
    children: tuple[Child, ...] = ()
    joint: Joint | None = None

    @property
    def beside(self) -> frozenset[str]:
        """What conditions may read beside the answers: the scenarios asked, and the figures each place gives."""
        return frozenset(one.pointer for one in self.scenarios) | {f"/local/{name}" for name in self.local}


@dataclass(frozen=True)
class Then:
    """What must be true after a step of a story; only what is written is checked."""

    child: str | None = None
    station: str | None = None
    reason: str | None = None
    outcome: str | None = None
    due: date | None = None
    certificate: bool | None = None
    letter: str | None = None
    lights: Literal["green", "yellow", "red", "suspended"] | None = None
    in_case: bool | None = None


@dataclass(frozen=True)
class Step:
    """One act of a story: who gives what, on which simulated day."""

    act: Literal[
        "submit", "prereview", "request_correction", "answer_correction", "accept", "refuse_acceptance", "complete",
        "decide", "issue", "deliver", "withdraw", "suspend", "resume", "extend", "reply", "rate", "wait", "terminate",
        "ask_change", "propose_end", "state_case", "decide_change", "supplement",
    ]  # fmt: skip
    on: date | None = None
    child: str | None = None
    task: str | None = None
    give: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None
    then: tuple[Then, ...] = ()


@dataclass(frozen=True)
class StoryFile:
    """stories/<name>.toml as written; `answers` is a table, or the name of a JSON file beside it."""

    title: Text
    start: date
    applicant: Literal["natural", "organisation"]
    answers: Any
    steps: tuple[Step, ...]
    implementation: str | None = None
    scenario: Mapping[str, Any] = field(default_factory=dict)
    materials: tuple[str, ...] = ()
    commitment: bool = False
