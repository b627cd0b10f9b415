"""An implementation 实施清单: who does a matter, where and when. The contract is docs/implementation-format.md.

Every element inspectors ask for has a place here or in the package; what does not apply is said (无), never left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tongban.engine.package.codes import catalog_code_problem
from tongban.engine.package.parts import CODE, COUNT, NAME, Material, Term, Unit
from tongban.engine.package.reading import Findings, TomlFile
from tongban.engine.package.text import Text

REGION = {"like": r"\d{6}|\d{9}|\d{12}", "shape": ("6、9 或 12 位区划代码", "a region code of 6, 9 or 12 digits")}
TWELVE = {"like": r"\d{4}[0-9A-Z]{2}\d{3}(\d{3}|00Y)", "shape": ("12 位基本编码", "a catalogue code of 12 characters")}


def _none() -> Text:
    return Text("无", "None")


@dataclass(frozen=True)
class Delegation:
    """受理委托: the desk that accepts for the authority, by a written document (行政许可法 24)."""

    document: Text
    effective_on: date


@dataclass(frozen=True)
class JointOffice:
    """联办机构."""

    department: str = field(metadata=CODE)


@dataclass(frozen=True)
class Place:
    """办理地点 and 办理时间."""

    name: Text
    address: Text
    hours: Text
    window: Text | None = None
    transport: Text | None = None


@dataclass(frozen=True)
class Contacts:
    """咨询 and 监督投诉."""

    phone: str
    complaint_phone: str
    website: str = ""


@dataclass(frozen=True)
class FeeItem:
    """收费项目; figures in integer fen. `standard` says how it is set where it is no fixed sum."""

    name: Text
    standard: Text
    basis: Text
    payer: Text
    fen: int | None = None
    reducible: Text = field(default_factory=_none)


@dataclass(frozen=True)
class LocalMaterial(Material):
    """A material only this place asks for: the local law that lets it must be named."""

    local_basis: Text = field(default_factory=_none)


@dataclass(frozen=True)
class Remedy:
    """救济 for one kind of decision: 行政复议法 2023 art. 20, 23, 24; 行政诉讼法."""

    decision: Literal["refuse", "refuse_acceptance", "not_acting", "all"]
    body: Text
    court: Text
    days: int = field(default=60, metadata=COUNT)
    months: int = field(default=6, metadata=COUNT)
    first: Literal["either", "reconsideration"] = "either"


@dataclass(frozen=True)
class GovernmentDecision:
    """政府决定 by which matters are handled jointly under one clock (行政许可法 26, 42)."""

    name: Text
    document_no: str
    decided_on: date


@dataclass(frozen=True)
class Faq:
    """常见问题."""

    question: Text
    answer: Text


@dataclass(frozen=True)
class Promised:
    """承诺办结时限. n = 0 only where the matter is instant. `note` says what it counts."""

    n: int = field(metadata={"least": 0, "most": 3660})
    unit: Unit
    note: Text | None = None


@dataclass(frozen=True)
class Implementation:
    """One TOML file: see docs/implementation-format.md."""

    catalog_code: str = field(metadata=TWELVE)
    region: str = field(metadata=REGION)
    authority: str = field(metadata=CODE)
    authority_nature: Literal["1", "2", "3", "9"]
    level: Literal["1", "2", "3", "4", "5", "6", "7"]
    powers: Text
    handling_office: Text
    promised: Promised
    place: Place
    contacts: Contacts
    remedies: tuple[Remedy, ...] = field(metadata={"filled": True})
    effective_on: date
    package: str | None = field(default=None, metadata=CODE)
    name: Text | None = None
    usage: Literal["1", "2", "3", "4"] = "1"
    source_of_power: Literal["1", "2", "3", "4", "5", "6", "7"] = "1"
    division_of_powers: Text = field(default_factory=_none)
    entrusted_by: Text = field(default_factory=_none)
    accepting: str | None = field(default=None, metadata=CODE)
    delegation: Delegation | None = None
    joint_offices: tuple[JointOffice, ...] = ()
    joint_decision: GovernmentDecision | None = None
    receipt: Term | None = None
    deliver: Term | None = None
    internal: Mapping[str, int] = field(default_factory=dict)
    fees: tuple[FeeItem, ...] = ()
    online_pay: bool = False
    materials: tuple[LocalMaterial, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)
    result_sample: str = ""
    deliver_modes: tuple[Literal["counter", "post", "download", "announcement"], ...] = ("counter", "download")
    courier: bool = False
    appointment: bool = False
    service_hall: bool = True
    cross_region_scope: Literal["none", "county", "city", "province", "nation"] = "none"
    channels: tuple[Literal["1", "2", "3", "4", "9"], ...] = ("1", "2", "3")
    system_level: Literal["nation", "province", "city", "county"] = "city"
    tolerance_workdays: int | None = field(default=None, metadata=COUNT)
    faqs: tuple[Faq, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict, metadata=NAME)
    notes: Text = field(default_factory=_none)

    @property
    def accepting_body(self) -> str:
        """The department that receives and accepts: the authority itself, or the desk it delegated."""
        return self.accepting or self.authority

    def remedy_for(self, decision: str) -> Remedy | None:
        """The remedy of a kind of decision; the one for `all` where none is special."""
        fitting: dict[str, Remedy] = {remedy.decision: remedy for remedy in self.remedies}
        return fitting.get(decision) or fitting.get("all")

    def local_facts(self) -> dict[str, int]:
        """What conditions read under /local."""
        return dict(self.facts)


def read_implementation(content: bytes, file: str = "implementation.toml") -> Implementation:
    """Read an implementation from TOML. Raises `Refused` with every problem found."""
    findings = Findings()
    source = TomlFile(file, content, findings)
    found = source.read(Implementation)
    if found is not None:
        wrong = catalog_code_problem(found.catalog_code)
        if wrong:
            source.wrong(("catalog_code",), wrong, ("改正编码", "mend the code"))
        if found.package is None and found.name is None:
            pair = ("没有服务包的事项要写名称", "a matter without a package needs a name")
            source.wrong(("package",), pair, ("写 package 或 name", "write package or name"))
    findings.refuse()
    assert found is not None
    return found
