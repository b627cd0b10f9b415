"""The drawing of a process: the file's own diagram, or one laid out by us."""

import re
from pathlib import Path

import pytest

from tongban.engine.process import compile_net, picture_of

HERE = Path(__file__).resolve().parents[2] / "services"
FILES = sorted(HERE.glob("*/*/process.bpmn"))
OWN = (HERE / "permit/food-business/process.bpmn").read_bytes()
BARE = re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", OWN, flags=re.DOTALL)


def test_the_files_own_diagram_is_drawn_moved_to_the_margin():
    found = picture_of(compile_net(OWN), OWN)
    assert (found.boxes["begin"].width, found.boxes["desk_review"].width) == (36, 120)
    assert found.boxes["both"].x - found.boxes["begin"].x == 315 - 142
    assert found.lines["flow_1"][1][0] - found.lines["flow_1"][0][0] == 315 - 178
    assert min(box.y for box in found.boxes.values()) == 40


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
@pytest.mark.parametrize("own", [True, False], ids=["own", "laid out"])
def test_nothing_is_left_out_or_lies_outside_or_on_another(file, own):
    whole = file.read_bytes()
    xml = whole if own else re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", whole, flags=re.DOTALL)
    net = compile_net(xml)
    found = picture_of(net, xml)
    assert set(found.boxes) == set(net.nodes) and set(found.lines) == set(net.flows)
    assert all(len(line) >= 2 for line in found.lines.values())
    assert all(0 <= x <= found.width and 0 <= y <= found.height for line in found.lines.values() for x, y in line)
    free = [box for name, box in found.boxes.items() if net.nodes[name].host is None]
    assert all(apart(one, other) for at, one in enumerate(free) for other in free[at + 1 :])


@pytest.mark.parametrize("wrong", [b'x="nan"', b'x="1e9"', b'x="left"'])
def test_a_diagram_without_sense_is_laid_out_anew(wrong):
    xml = OWN.replace(b'<dc:Bounds x="142"', b"<dc:Bounds " + wrong)
    assert xml != OWN
    assert picture_of(compile_net(xml), xml).boxes == picture_of(compile_net(BARE), BARE).boxes


def apart(one, other):
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.y + one.height <= other.y or other.y + other.height <= one.y
