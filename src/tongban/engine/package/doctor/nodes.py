"""What the doctor reads from process.bpmn: element, id, line, tb: attributes and flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from tongban.engine.package.package import Package

TB = "{https://tongban.example/bpmn/1}"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True)
class Element:
    """One flow element. `attributes` are the tb: ones, without the prefix; `targets` the ids its flows lead to."""

    id: str
    kind: str
    line: int
    name: str
    attributes: Mapping[str, str]
    attached_to: str
    targets: tuple[str, ...]

    @property
    def outcome(self) -> str:
        """What an end event proposes."""
        return self.attributes.get("outcome", "")

    @property
    def is_human(self) -> bool:
        """Whether a person does it."""
        return self.kind in ("userTask", "manualTask")


@lru_cache(maxsize=64)
def _elements(xml: bytes) -> tuple[Element, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    flows: dict[str, list[str]] = {}
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        flows.setdefault(str(flow.get("sourceRef")), []).append(str(flow.get("targetRef")))
    found = []
    for element in root.iter(f"{BPMN}*"):
        id = element.get("id")
        kind = etree.QName(element).localname
        if id is None or not kind.endswith(("Task", "Event", "Gateway", "task")):
            continue
        own = {str(k).removeprefix(TB): str(v) for k, v in element.attrib.items() if str(k).startswith(TB)}
        line = element.sourceline if isinstance(element.sourceline, int) else 1
        attached = element.get("attachedToRef") or ""
        found.append(Element(id, kind, line, element.get("name") or "", own, attached, tuple(flows.get(id, ()))))
    return tuple(found)


def elements(package: Package) -> tuple[Element, ...]:
    """Every flow element of the process; none in a bundle. The process has been compiled, so the XML is sound."""
    return _elements(package.files["process.bpmn"]) if package.net is not None else ()


def ends(package: Package) -> tuple[Element, ...]:
    """The end events."""
    return tuple(element for element in elements(package) if element.kind == "endEvent")
