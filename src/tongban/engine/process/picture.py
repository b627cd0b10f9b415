"""Where the elements of a process stand on its drawing: the file's own diagram (BPMN DI), or columns laid out by us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from lxml import etree

from tongban.engine.process.net import Findings, Kind, Net, ProcessRefused
from tongban.engine.process.xml import parse

TASK, ROUND, GATE = (120.0, 80.0), (36.0, 36.0), (50.0, 50.0)
COLUMN, ROW, MARGIN = 190.0, 130.0, 40.0
FARTHEST = 100_000
"""A diagram that reaches farther than this many units is not believed."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """One element, in units of the diagram from its top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Picture:
    """The drawing: a box for each node id, points for each flow id; everything lies inside `width` by `height`."""

    boxes: Mapping[str, Box]
    lines: Mapping[str, tuple[Point, ...]]
    width: float
    height: float


def picture_of(net: Net, xml: bytes) -> Picture:
    """The drawing of `net`, compiled from `xml`. A diagram that leaves out a node or has no sense in it is laid out anew."""
    boxes, lines = _own_diagram(net, xml)
    if set(net.nodes) - set(boxes):
        boxes, lines = _laid_out(net), {}
    for flow in net.flows.values():
        if len(lines.get(flow.id, ())) < 2:
            lines[flow.id] = _straight(boxes[flow.source], boxes[flow.target])
    return _shifted(boxes, lines)


def _own_diagram(net: Net, xml: bytes) -> tuple[dict[str, Box], dict[str, tuple[Point, ...]]]:
    try:
        root = parse(xml, Findings(net.source))
    except ProcessRefused:
        return {}, {}
    boxes: dict[str, Box] = {}
    lines: dict[str, tuple[Point, ...]] = {}
    for shape in root.iter("{*}BPMNShape", "{*}BPMNEdge"):
        name = shape.get("bpmnElement", "")
        if name in net.nodes and (bounds := shape.find("{*}Bounds")) is not None:
            found = _numbers(bounds, "x", "y", "width", "height")
            if found and found[2] > 0 and found[3] > 0:
                boxes[name] = Box(*found)
        elif name in net.flows:
            points = [_numbers(one, "x", "y") for one in shape.findall("{*}waypoint")]
            lines[name] = tuple((one[0], one[1]) for one in points if one)
    return boxes, lines


def _numbers(element: etree._Element, *names: str) -> list[float] | None:
    try:
        found = [float(element.get(name, "")) for name in names]
    except ValueError:
        return None
    return found if all(isfinite(one) and abs(one) <= FARTHEST for one in found) else None


def _laid_out(net: Net) -> dict[str, Box]:
    """Each node one column right of what it is first reached from; a boundary timer on the lower edge of its host."""
    columns, wait = {net.start: 0}, [net.start]
    while wait:
        node = net.nodes[wait.pop(0)]
        timers = [net.nodes[one] for one in node.timers]
        for at, ahead in [(columns[node.id], timers), (columns[node.id] + 1, list(net.targets(node)))]:
            for one in ahead:
                if one.id not in columns:
                    columns[one.id] = at
                    wait.append(one.id)
    rows: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for name, column in columns.items():
        node = net.nodes[name]
        if node.host is not None:
            continue
        width, height = _size(node.kind)
        row = rows[column] = rows.get(column, -1) + 1
        x, y = column * COLUMN + TASK[0] / 2, row * ROW + TASK[1] / 2
        boxes[name] = Box(x - width / 2, y - height / 2, width, height)
    for name, node in net.nodes.items():
        if node.host in boxes:
            host = boxes[node.host]
            boxes[name] = Box(host.x + host.width - 48, host.y + host.height - 18, *ROUND)
    return boxes


def _size(kind: Kind) -> tuple[float, float]:
    if kind.is_task:
        return TASK
    return GATE if kind in (Kind.EXCLUSIVE, Kind.PARALLEL) else ROUND


def _straight(one: Box, other: Box) -> tuple[Point, ...]:
    """From edge to edge, with one bend where they stand on different heights."""
    (x, y), (to_x, to_y) = one.middle, other.middle
    if to_x <= x:
        below = max(one.y + one.height, other.y + other.height) + 24
        return (x, one.y + one.height), (x, below), (to_x, below), (to_x, other.y + other.height)
    start, end = (one.x + one.width, y), (other.x, to_y)
    if y == to_y:
        return start, end
    bend = other.x - 24
    return start, (bend, y), (bend, to_y), end


def _shifted(boxes: Mapping[str, Box], lines: Mapping[str, tuple[Point, ...]]) -> Picture:
    """Moved so that nothing is left of or above the margin."""
    points = [point for line in lines.values() for point in line]
    points += [(box.x, box.y) for box in boxes.values()]
    points += [(box.x + box.width, box.y + box.height) for box in boxes.values()]
    left, top = min(x for x, _ in points) - MARGIN, min(y for _, y in points) - MARGIN
    right, bottom = max(x for x, _ in points) + MARGIN, max(y for _, y in points) + MARGIN
    return Picture(
        {name: Box(box.x - left, box.y - top, box.width, box.height) for name, box in boxes.items()},
        {name: tuple((x - left, y - top) for x, y in line) for name, line in lines.items()},
        right - left,
        bottom - top,
    )
