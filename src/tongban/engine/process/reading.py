"""From the XML tree to nodes and flows: the executable subset, element by element. Nothing is skipped in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from lxml import etree

from tongban.engine.deadlines.limits import MAX_N, Limit, Unit
from tongban.engine.process.attributes import check_attributes, duration, tb_attributes
from tongban.engine.process.later import refusal
from tongban.engine.process.net import BPMN_NS, TASKS, TB_NS, Findings, Flow, Kind, Node, Several

KINDS = {
    "startEvent": Kind.START,
    "endEvent": Kind.END,
    "userTask": Kind.USER,
    "manualTask": Kind.USER,
    "serviceTask": Kind.SERVICE,
    "sendTask": Kind.SEND,
    "receiveTask": Kind.RECEIVE,
    "exclusiveGateway": Kind.EXCLUSIVE,
    "parallelGateway": Kind.PARALLEL,
    "boundaryEvent": Kind.TIMER,
}
DRAWING = frozenset({"documentation", "textAnnotation", "association", "group", "category"})
"""Elements that say something to the reader of the diagram and nothing to the engine."""
HARMLESS = {"isForCompensation": "false", "startQuantity": "1", "completionQuantity": "1", "isInterrupting": "true"}
HARMLESS |= {"instantiate": "false", "parallelMultiple": "false", "isImmediate": "true", "isClosed": "false"}
HARMLESS |= {"isExecutable": "true", "processType": "None", "isSequential": "false", "implementation": "##unspecified"}
KNOWN = frozenset({"id", "name", "gatewayDirection"})
LONGEST_ID = 80
_ID = re.compile(r"[A-Za-z_][\w.-]*")
_NAMED = frozenset({"name-en"})
_SEVERAL = frozenset({Kind.USER, Kind.SERVICE})


@dataclass
class Draft:
    """A process while it is being read."""

    id: str
    name: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    said: list[tuple[str, str, str, int]] = field(default_factory=list)
    """What <incoming> and <outgoing> repeat: (node, word, flow, line)."""


def read(root: etree._Element, findings: Findings) -> Draft:
    """All nodes and flows of the one process in the document; problems go to `findings`."""
    process = _the_process(root, findings)
    if process is None:
        findings.refuse()
        raise AssertionError("no process and no finding")
    _check_plain(process, frozenset({"id", "name"}), findings, _NAMED)
    draft = Draft(process.get("id") or "", process.get("name") or "")
    seen: dict[str, int] = {}
    for child in _children(process, findings):
        word = _word(child)
        if word in DRAWING:
            continue
        if word in KINDS or word == "sequenceFlow":
            if _identify(child, seen, findings):
                if word == "sequenceFlow":
                    _read_flow(child, draft, findings)
                else:
                    _read_node(child, KINDS[word], draft, findings)
        else:
            _refuse(child, findings)
    _link(draft, findings)
    return draft


def _word(element: etree._Element) -> str:
    return etree.QName(element).localname


def _line(element: etree._Element) -> int:
    line: Any = element.sourceline
    return int(line or 0)


def _where(element: etree._Element) -> str:
    """The id of the element, or of the nearest one around it, or its name."""
    around: etree._Element | None = element
    while around is not None:
        if around.get("id"):
            return str(around.get("id"))
        around = around.getparent()
    return _word(element)


def _refuse(element: etree._Element, findings: Findings) -> None:
    findings.add(_line(element), _where(element), *refusal(_word(element)))


def _children(element: etree._Element, findings: Findings) -> Iterator[etree._Element]:
    """The BPMN children; foreign ones are refused, because a vendor's extension may mean something."""
    for child in element.iterchildren("*"):
        if etree.QName(child).namespace == BPMN_NS and _word(child) != "extensionElements":
            yield child
        elif len(child) or etree.QName(child).namespace != BPMN_NS:
            findings.add(
                _line(child),
                _where(child),
                (f"不认识的扩展 <{_word(child)}>", f"unknown extension <{_word(child)}>"),
                ("删去它；可执行的设置写成 tb: 属性", "remove it; executable settings are tb: attributes"),
            )


def _the_process(root: etree._Element, findings: Findings) -> etree._Element | None:
    if etree.QName(root).namespace != BPMN_NS or _word(root) != "definitions":
        findings.add(
            _line(root),
            _word(root),
            ("根元素不是 BPMN 2.0 的 <definitions>", "the root element is not <definitions> of BPMN 2.0"),
            (f"使用命名空间 {BPMN_NS}", f"use the namespace {BPMN_NS}"),
        )
        return None
    found = []
    for child in root.iterchildren("*"):
        if etree.QName(child).namespace != BPMN_NS:
            continue  # the diagram (BPMNDI) has no meaning for the engine
        if _word(child) == "process":
            found.append(child)
        elif _word(child) not in DRAWING:
            _refuse(child, findings)
    if len(found) != 1:
        findings.add(
            _line(found[1]) if len(found) > 1 else _line(root),
            "process",
            (f"应只有一个流程，现有 {len(found)} 个", f"exactly one process is needed, there are {len(found)}"),
            ("每个文件只画一个流程", "draw one process in each file"),
        )
        return None
    return found[0]


def _identify(element: etree._Element, seen: dict[str, int], findings: Findings) -> bool:
    """Whether the element has an id that is right and new."""
    name = element.get("id") or ""
    if not _ID.fullmatch(name) or len(name) > LONGEST_ID:
        wrong = (f"<{_word(element)}> 的 id“{name}”不可用", f"the id {name!r} of <{_word(element)}> cannot be used")
        mend = (
            f"以字母开头，只用字母、数字、“.”“_”“-”，最多 {LONGEST_ID} 个字符",
            f"begin with a letter; letters, digits, '.', '_' and '-'; at most {LONGEST_ID} characters",
        )
        findings.add(_line(element), name or _word(element), wrong, mend)
        return False
    if name in seen:
        wrong = (f"id“{name}”在第 {seen[name]} 行已用过", f"the id {name!r} is already used in line {seen[name]}")
        findings.add(_line(element), name, wrong, ("换一个 id", "choose another id"))
        return False
    seen[name] = _line(element)
    return True


def _check_plain(
    element: etree._Element, known: frozenset[str], findings: Findings, own: frozenset[str] | None = frozenset()
) -> None:
    """Refuse attributes that are not known here, unless they only repeat the default of BPMN.

    `own` are the `tb:` attributes that may stand here; None where `check_attributes` looks at them.
    """
    for key, raw in element.attrib.items():
        value = str(raw)
        name, space = etree.QName(key).localname, etree.QName(key).namespace
        if (space == TB_NS and (own is None or name in own)) or (
            space is None and (name in known or HARMLESS.get(name) == value)
        ):
            continue
        if space is not None and space.endswith("XMLSchema-instance"):
            continue
        findings.add(
            _line(element),
            _where(element),
            (f"<{_word(element)}> 的属性 {name}=“{value}”不被执行", f"attribute {name}={value!r} is not executed here"),
            ("删去该属性", "remove the attribute"),
        )


def _read_flow(element: etree._Element, draft: Draft, findings: Findings) -> None:
    _check_plain(element, KNOWN | {"sourceRef", "targetRef"}, findings, _NAMED)
    condition = None
    for child in _children(element, findings):
        if _word(child) == "conditionExpression":
            condition = _text(child)
            _check_plain(child, frozenset({"id", "language"}), findings)
        elif _word(child) not in DRAWING:
            _refuse(child, findings)
    if condition == "":
        wrong = ("条件是空的", "the condition is empty")
        findings.add(
            _line(element), _where(element), wrong, ("写上条件，或设为默认流", "write it, or make this the default")
        )
    name = str(element.get("id"))
    source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
    draft.flows[name] = Flow(name, source, target, condition, _line(element))


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def _read_node(element: etree._Element, kind: Kind, draft: Draft, findings: Findings) -> None:
    name = str(element.get("id"))
    known = KNOWN | ({"default"} if kind is Kind.EXCLUSIVE else frozenset())
    if kind is Kind.TIMER:
        known |= {"attachedToRef", "cancelActivity"}
    _check_plain(element, known, findings, None)
    attributes = tb_attributes(element)
    check_attributes(kind, name, _line(element), attributes, findings)
    node = Node(name, kind, element.get("name") or "", _line(element), MappingProxyType(attributes))
    node = replace(node, default=element.get("default"), outcome=attributes.get("outcome"))
    definitions = []
    for child in _children(element, findings):
        word = _word(child)
        if word == "multiInstanceLoopCharacteristics" and kind in _SEVERAL:
            node = replace(node, several=_read_several(child, attributes, findings))
        elif word == "timerEventDefinition" and kind is Kind.TIMER:
            definitions.append(child)
        elif word in ("incoming", "outgoing"):
            draft.said.append((name, word, _text(child), _line(child)))
        elif word not in DRAWING:
            _refuse(child, findings)
    if kind is Kind.TIMER:
        node = _read_timer(element, definitions, node, findings)
    if "collection" in attributes and node.several is None:
        wrong = ("有 tb:collection 却没有多实例标记", "tb:collection without a multi-instance marker")
        mend = ("给任务加上并行多实例标记", "mark the task as parallel multi-instance")
        findings.add(_line(element), name, wrong, mend)
    draft.nodes[name] = node


def _read_several(element: etree._Element, of_task: dict[str, str], findings: Findings) -> Several:
    """Parallel multi-instance; the collection stands on the marker or on the task."""
    if element.get("isSequential") == "true":
        wrong = ("本版本不执行顺序多实例", "sequential multi-instance comes with a later version")
        mend = ("改为并行多实例，或用排他网关画成循环", "make it parallel, or draw a loop with an exclusive gateway")
        findings.add(_line(element), _where(element), wrong, mend)
    else:
        _check_plain(element, frozenset({"id"}), findings, frozenset({"collection"}))
    until = None
    for child in _children(element, findings):
        if _word(child) == "completionCondition":
            until = _text(child) or None
        else:
            _refuse(child, findings)
    attributes = tb_attributes(element)
    collection = attributes.get("collection") or of_task.get("collection") or ""
    if not collection:
        wrong = ("多实例任务缺少 tb:collection", "the multi-instance task carries no tb:collection")
        mend = ("写上数据列表的名称", "name the data list it runs over")
        findings.add(_line(element), _where(element), wrong, mend)
    return Several(collection, until)


def _read_timer(element: etree._Element, definitions: list[etree._Element], node: Node, findings: Findings) -> Node:
    """A boundary timer: exactly one duration, in working days (tb:workdays) or as ISO 8601 of one unit."""
    found: list[Limit | None] = []
    workdays = [node.attributes.get("workdays")] + [tb_attributes(d).get("workdays") for d in definitions]
    found += [_workdays(n) for n in workdays if n is not None]
    for definition in definitions:
        _check_plain(definition, frozenset({"id"}), findings, frozenset({"workdays"}))
        for child in _children(definition, findings):
            if _word(child) == "timeDuration":
                found.append(duration(_text(child)))
            else:
                _refuse(child, findings)
    cancels = element.get("cancelActivity", "true")
    if len(definitions) != 1 or len(found) != 1 or found[0] is None or cancels not in ("true", "false"):
        wrong = ("边界定时器需要且只需要一个期限", "a boundary timer needs exactly one duration")
        mend = (
            "写 tb:workdays=“3”，或 timeDuration P3D、P2W、P1M、PT8H",
            'tb:workdays="3", or timeDuration P3D, P2W, P1M, PT8H',
        )
        findings.add(_line(element), node.id, wrong, mend)
    limit = found[0] if found else None
    return replace(node, host=element.get("attachedToRef") or "", limit=limit, interrupting=cancels == "true")


def _workdays(text: str) -> Limit | None:
    good = text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_N
    return Limit(int(text), Unit.WORKDAY) if good else None


def _link(draft: Draft, findings: Findings) -> None:
    """Put the flows and timers on their nodes; ends that lead nowhere are findings."""
    incoming: dict[str, list[str]] = {name: [] for name in draft.nodes}
    outgoing: dict[str, list[str]] = {name: [] for name in draft.nodes}
    refused = {p.where for p in findings.problems}  # what hangs on a refused element is not a second problem
    for flow in draft.flows.values():
        if flow.source in draft.nodes and flow.target in draft.nodes:
            outgoing[flow.source].append(flow.id)
            incoming[flow.target].append(flow.id)
        elif (lost := flow.source if flow.source not in draft.nodes else flow.target) not in refused:
            wrong = (
                f"流程线的一端“{lost}”不是可执行的元素",
                f"one end of the flow, {lost!r}, is no executable element",
            )
            findings.add(flow.line, flow.id, wrong, ("重新连接流程线", "connect the flow again"))
    for name, word, flow_id, line in draft.said:
        if flow_id not in (incoming if word == "incoming" else outgoing).get(name, ()) and not refused:
            wrong = (f"<{word}> 写的是“{flow_id}”，流程线并不这样连", f"<{word}> says {flow_id!r}, but no flow runs so")
            findings.add(
                line, name, wrong, ("用流程编辑器重新保存该文件", "save the file again from the process editor")
            )
    timers: dict[str, list[str]] = {name: [] for name in draft.nodes}
    for node in draft.nodes.values():
        if node.kind is not Kind.TIMER:
            continue
        host = draft.nodes.get(node.host or "")
        if host is not None and host.kind in TASKS:
            timers[host.id].append(node.id)
        else:
            wrong = (f"边界定时器不在任务上：“{node.host}”", f"the boundary timer is not on a task: {node.host!r}")
            findings.add(node.line, node.id, wrong, ("把它放到任务的边上", "put it on the border of a task"))
    for name, node in draft.nodes.items():
        draft.nodes[name] = replace(
            node, incoming=tuple(incoming[name]), outgoing=tuple(outgoing[name]), timers=tuple(timers[name])
        )
