"""The process as a drawing with its live position, and the same as a list for who does not see the drawing."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from unicodedata import east_asian_width
from uuid import UUID

from tongban.cases.models import Task
from tongban.cases.queries.file import CaseFile
from tongban.catalog.queries import package_of
from tongban.engine.process import Box, Kind, Net, Node, Picture, picture_of
from tongban.workbench import words
from tongban.workbench.words import said

STATES = {"done": ("已完成", "Done"), "now": ("进行中", "In progress"), "": ("未到", "Not reached")}
LINE = 18  # half-width places in one line of a task's box
LINES = 3


def of_case(file: CaseFile) -> dict[str, Any]:
    """The map of a case's process; empty for a bundle, whose matters have their own."""
    return _map(file.case.package_version_id, file.tasks, file.positions) if file.work.package.net else {}


def of_package(version: UUID) -> dict[str, Any]:
    """The map of a package's process without a position; empty for a bundle."""
    return _map(version, ()) if package_of(version).net else {}


def _map(version: UUID, tasks: Iterable[Task], positions: frozenset[str] = frozenset()) -> dict[str, Any]:
    net, picture = package_of(version).net, _picture(version)
    assert net is not None
    by_node: dict[str, list[Task]] = {}
    for task in tasks:
        if task.node in net.nodes:
            by_node.setdefault(task.node, []).append(task)
    nodes = [
        _node(net.nodes[name], box, by_node.get(name, []), here=name in positions)
        for name, box in picture.boxes.items()
    ]
    return {
        "width": _n(picture.width), "height": _n(picture.height), "nodes": nodes, "lines": _lines(net, picture),
        "steps": [one for one in nodes if one["listed"]],
    }  # fmt: skip


@lru_cache(maxsize=512)
def _picture(version: UUID) -> Picture:
    package = package_of(version)
    assert package.net is not None
    return picture_of(package.net, package.files["process.bpmn"])


def _node(node: Node, box: Box, tasks: list[Task], *, here: bool) -> dict[str, Any]:
    """`here`: a token stands there, though no officer has a task: another system or a job is waited for."""
    state = "now" if here or any(one.is_open for one in tasks) else "done" if tasks else ""
    name = said((node.name, node.name_en or node.name))
    x, y = box.middle
    inside = node.kind.is_task
    lines = wrapped(name)
    first = y - (len(lines) - 1) * 8 + 5 if inside else box.y + box.height + 16
    return {
        "shape": "task" if inside else "gate" if node.kind in (Kind.EXCLUSIVE, Kind.PARALLEL) else "round",
        "mark": {Kind.EXCLUSIVE: "×", Kind.PARALLEL: "+", Kind.TIMER: "◷"}.get(node.kind, ""),
        "state": state, "state_name": said(STATES[state]), "name": name, "kind": str(node.kind), "x": _n(box.x),
        "y": _n(box.y), "width": _n(box.width), "height": _n(box.height), "mid_x": _n(x), "mid_y": _n(y),
        "sign_y": _n(y + 6), "radius": _n(box.width / 2), "gate": _gate(box), "listed": inside,
        "texts": [{"y": _n(first + at * 16), "text": text} for at, text in enumerate(lines)],
        "told": _told(tasks),
    }  # fmt: skip


def _told(tasks: list[Task]) -> str:
    """When it was done, or until when it is due, and by which department; the latest round."""
    if not tasks:
        return ""
    last = tasks[-1]
    day = words.moment(last.closed_at) if last.closed_at else words.day(last.due_on)
    rounds = said((f"，第 {len(tasks)} 次", f", round {len(tasks)}")) if len(tasks) > 1 else ""
    return f"{words.name_of(last.department)} {day}{rounds}".strip()


def _gate(box: Box) -> str:
    (x, y), right, bottom = box.middle, box.x + box.width, box.y + box.height
    return f"{_n(x)},{_n(box.y)} {_n(right)},{_n(y)} {_n(x)},{_n(bottom)} {_n(box.x)},{_n(y)}"


def _lines(net: Net, picture: Picture) -> list[str]:
    return [" ".join(f"{_n(x)},{_n(y)}" for x, y in picture.lines[name]) for name in net.flows]


def wrapped(text: str) -> list[str]:
    """The text in lines of a box; Latin words stay whole where they fit, and what is too much ends with an ellipsis."""
    lines, current = [], ""
    for piece in _pieces(text):
        if current and _width(current + piece.rstrip()) > LINE:
            lines.append(current.strip())
            current = ""
        current += piece
    lines.append(current.strip())
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], f"{lines[LINES - 1][:-1]}…"]


def _pieces(text: str) -> Iterable[str]:
    word = ""
    for letter in text:
        word += letter
        if letter == " " or _width(letter) == 2:
            yield word
            word = ""
    if word:
        yield word


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _n(number: float) -> str:
    """A number as SVG reads it, in any language of the page."""
    return f"{number:.1f}".removesuffix(".0")
