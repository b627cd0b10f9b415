"""The `tb:` attributes of an element: which there are, what each may hold, and which a kind of node must carry."""

from __future__ import annotations

import re
from difflib import get_close_matches

from lxml import etree

from tongban.engine.deadlines.limits import MAX_N, Limit, Unit
from tongban.engine.process.net import TB_NS, Findings, Kind

_TASK = frozenset({"name-en", "department", "workdays"})
_JOB = _TASK | {"role", "job", "system", "collection"}
ALLOWED: dict[Kind, frozenset[str]] = {
    Kind.START: frozenset({"name-en"}),
    Kind.END: frozenset({"name-en", "outcome"}),
    Kind.USER: _TASK | {"role", "form", "officers", "collection", "system", "message"},
    Kind.SERVICE: _JOB,
    Kind.SEND: _JOB | {"message"},
    Kind.RECEIVE: _TASK | {"role", "job", "system", "message"},
    Kind.EXCLUSIVE: frozenset({"name-en"}),
    Kind.PARALLEL: frozenset({"name-en"}),
    Kind.TIMER: frozenset({"name-en", "workdays"}),
}
NEEDED: dict[Kind, str] = {Kind.USER: "role", Kind.SERVICE: "job", Kind.SEND: "job", Kind.RECEIVE: "message"}

_WHOLE = {"officers": 20, "workdays": MAX_N}
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_CODES = frozenset({"outcome", "form", "role", "job", "system", "message"})
_DEPARTMENT = re.compile(r"authority|(role|rule|answer):[a-z0-9][a-z0-9_-]*")
_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_][\w-]*)*")
_DURATION = re.compile(r"P(?:(?P<day>\d{1,4})D|(?P<week>\d{1,3})W|(?P<month>\d{1,3})M|T(?P<hour>\d{1,4})H)")


def tb_attributes(element: etree._Element) -> dict[str, str]:
    """The `tb:` attributes by local name, values stripped of blanks at both ends."""
    prefix = "{" + TB_NS + "}"
    return {str(k)[len(prefix) :]: str(v).strip() for k, v in element.attrib.items() if str(k).startswith(prefix)}


def check_attributes(kind: Kind, where: str, line: int | None, found: dict[str, str], findings: Findings) -> None:
    """Refuse unknown names, bad values and missing attributes of one element."""
    allowed = ALLOWED[kind]
    for name, value in found.items():
        if name not in allowed:
            close = get_close_matches(name, allowed, 1)
            mend_zh, mend_en = (
                (f"是否应为 tb:{close[0]}", f"perhaps tb:{close[0]}") if close else ("删去它", "remove it")
            )
            findings.add(
                line,
                where,
                (f"{kind} 元素没有 tb:{name} 属性", f"tb:{name} is no attribute of a {kind} element"),
                (mend_zh, mend_en),
            )
        elif problem := _value_problem(name, value):
            findings.add(line, where, (f"tb:{name}=“{value}”有误", f"tb:{name}={value!r} is wrong"), problem)
    needed = NEEDED.get(kind)
    if needed and needed not in found:
        findings.add(
            line,
            where,
            (f"{kind} 任务缺少 tb:{needed}", f"the {kind} task carries no tb:{needed}"),
            (f"加上 tb:{needed}=“…”", f'add tb:{needed}="…"'),
        )


def _value_problem(name: str, value: str) -> tuple[str, str] | None:
    """How to mend the value, or None where it is right."""
    if name in _WHOLE:
        most = _WHOLE[name]
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
            return (f"填 1 到 {most} 的整数", f"a whole number from 1 to {most}")
    elif name in _CODES and not _CODE.fullmatch(value):
        return ("填小写字母、数字、连字符组成的代码", "a code of small letters, digits and hyphens")
    elif name == "department" and not _DEPARTMENT.fullmatch(value):
        return (
            "填 authority、role:<名称>、rule:<规则> 或 answer:<问题>；一件事的事项各有自己的流程",
            "authority, role:<name>, rule:<name> or answer:<name>; each child of a bundle has a process of its own",
        )
    elif name == "collection" and not _PATH.fullmatch(value):
        return ("填数据列表的名称，如 scenario.departments", "the name of a data list, such as scenario.departments")
    elif not value:
        return ("填上内容，或删去该属性", "fill it in, or remove the attribute")
    return None


def duration(text: str) -> Limit | None:
    """An ISO 8601 duration of one unit (P3D, P2W, P1M, PT8H) as calendar days, months or hours; else None."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    unit, n = next((unit, int(n)) for unit, n in found.groupdict().items() if n is not None)
    n, unit = (n * 7, "day") if unit == "week" else (n, unit)
    return Limit(n, Unit(unit)) if 1 <= n <= MAX_N else None
