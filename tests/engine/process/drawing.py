"""A short notation for process diagrams, and a small evaluator and runner for tests.

start s                       kinds: start end user service send receive exclusive parallel timer
user a role=reviewer          key=value pairs; user, service, receive get the attribute they must have
user m collection=list until=enough
timer t on=a workdays=3       add `beside` for a non-interrupting one, `iso=P3D` for a calendar duration
a -> b -> c                   flows f1, f2, … in the order of the text
g -> b : x=1                  with a condition
g -> c *                      the default flow
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count, pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tongban.engine.process import BPMN_NS, TB_NS, Net, Step, Token, advance, compile_net
from tongban.engine.process.tokens import Event, TokenId

TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "user": "userTask",
    "service": "serviceTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "timer": "boundaryEvent",
}
GIVEN = {"user": {"role": "reviewer"}, "service": {"job": "look-up"}, "send": {"job": "hand-over"}}
GIVEN |= {"receive": {"message": "reply"}}


def draw(text: str) -> bytes:
    """The BPMN of a diagram in the notation above."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    flows, default = _flows([line for line in lines if "->" in line])
    nodes = [_node(line.split(), default) for line in lines if "->" not in line]
    return wrap("\n".join([*nodes, *flows])).encode()


def wrap(inside: str) -> str:
    """A whole document around the content of the process; the content begins at line 4."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<definitions xmlns="{BPMN_NS}" xmlns:tb="{TB_NS}" id="d">\n'
        '<process id="p" name="流程" isExecutable="true">\n'
        f"{inside}\n</process>\n</definitions>\n"
    )


def _flows(lines: list[str]) -> tuple[list[str], dict[str, str]]:
    numbers, found, default = count(1), [], {}
    for line in lines:
        way, _, condition = line.partition(" : ")
        ends = [part.strip() for part in way.removesuffix("*").split("->")]
        for source, target in pairwise(ends):
            name = f"f{next(numbers)}"
            if way.endswith("*"):
                default[source] = name
            inside = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
            found.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>')
    return found, default


def _node(words: list[str], default: Mapping[str, str]) -> str:
    kind, name, *rest = words
    given: dict[str, str] = dict(GIVEN.get(kind, {})) | dict(w.partition("=")[::2] for w in rest if "=" in w)
    until, iso, host = given.pop("until", None), given.pop("iso", None), given.pop("on", None)
    tag, inside = TAGS[kind], ""
    plain = {"id": name, "name": given.pop("name", name)}
    if name in default:
        plain["default"] = default[name]
    if kind == "timer":
        plain |= {"attachedToRef": host or "", "cancelActivity": "false" if "beside" in rest else "true"}
        duration = f"<timeDuration>{iso}</timeDuration>" if iso else ""
        inside = f"<timerEventDefinition>{duration}</timerEventDefinition>"
    if "collection" in given:
        condition = f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
        inside = f"<multiInstanceLoopCharacteristics>{condition}</multiInstanceLoopCharacteristics>"
    attributes = " ".join(f"{k}={quoteattr(v)}" for k, v in plain.items())
    attributes += "".join(f" tb:{k}={quoteattr(v)}" for k, v in given.items())
    return f"<{tag} {attributes}>{inside}</{tag}>"


def evaluate(text: str, data: Mapping[str, Any]) -> bool:
    """`a.b=value`: whether the text of what stands at the dotted path (a list: of its last item) is `value`."""
    path, _, wanted = text.partition("=")
    found: Any = data
    for part in path.split("."):
        found = found[-1] if isinstance(found, list) else found
        found = found.get(part) if isinstance(found, Mapping) else None
    return str(found) == wanted


def numbering() -> Callable[[], int]:
    """Ids 1, 2, 3, …: as plain as a golden trace can be."""
    numbers = count(1)
    return lambda: next(numbers)


class Running:
    """A process with its tokens, stepped by node names."""

    def __init__(self, text: str | Net, **data: Any) -> None:
        self.net = text if isinstance(text, Net) else compile_net(draw(text))
        self.data: dict[str, Any] = data
        self.tokens: tuple[Token, ...] = ()
        self.new_id = numbering()

    def take(self, event: Event) -> Step:
        """Take one event and keep the tokens."""
        step = advance(self.net, self.tokens, self.data, event, evaluate=evaluate, new_id=self.new_id)
        self.tokens = step.tokens
        return step

    def at(self, node: str, which: int = 0) -> TokenId:
        """The id of the `which`th open token at a node."""
        return [t.id for t in self.tokens if t.node == node and t.state in ("waiting", "instance", "armed")][which]

    def open(self) -> list[str]:
        """The nodes at which something is open, sorted, one entry for each token."""
        return sorted(t.node for t in self.tokens if t.state in ("waiting", "instance"))
