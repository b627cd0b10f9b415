"""What is refused: unsafe XML, elements outside the subset, wrong attributes and shapes; each by element and line."""

import pytest

from tests.engine.process.drawing import draw, wrap
from tongban.engine.deadlines import Limit, Unit
from tongban.engine.problems import Refused
from tongban.engine.process import ProcessRefused, compile_net
from tongban.engine.process.later import NEAREST
from tongban.engine.process.xml import LARGEST

PLAIN = """
    start s
    user a
    end e outcome=grant
    s -> a -> e
"""


def problems(xml: bytes | str):
    """The problems a document is refused with."""
    with pytest.raises(ProcessRefused) as refused:
        compile_net(xml.encode() if isinstance(xml, str) else xml, source="x/process.bpmn")
    found = refused.value.problems
    assert found
    assert all(p.file == "x/process.bpmn" and p.zh and p.en and p.mend_zh and p.mend_en for p in found)
    return found


def where(xml: bytes | str):
    return [p.where for p in problems(xml)]


def changed(old: str, new: str) -> str:
    """The plain process with one thing changed."""
    text = draw(PLAIN).decode()
    assert text.count(old) == 1
    return text.replace(old, new)


def test_the_plain_process_is_accepted_and_says_who_refuses():
    assert compile_net(draw(PLAIN)).outcomes == {"grant"}
    assert issubclass(ProcessRefused, Refused)


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>\n'


@pytest.mark.parametrize(
    "declaration",
    [BOMB, '<!DOCTYPE d SYSTEM "file:///etc/passwd">\n', '<!doctype d SYSTEM "http://example.org/x.dtd">\n'],
)
def test_document_types_and_entities_are_refused_with_their_line(declaration):
    found = problems(changed("<definitions", f"\n{declaration}<definitions"))
    assert (found[0].line, found[0].where.upper()) == (3, "<!DOCTYPE")
    assert found[0].en == "document types and entities are not accepted"


def test_a_document_type_hidden_in_another_encoding_is_refused():
    assert "not UTF-8" in problems(changed("UTF-8", "UTF-16").encode("utf-16"))[0].en
    # With UTF-7 the declaration holds only ASCII bytes; read as the UTF-8 it is, it is no markup at all.
    hidden = changed('encoding="UTF-8"?>', 'encoding="UTF-7"?>\n+ADwAIQ-DOCTYPE d [+ADwAIQ-ENTITY a "b"+AD4AXQA+-')
    assert "the XML is broken" in problems(hidden)[0].en


def test_utf8_is_read_as_utf8_whatever_the_declaration_says():
    assert compile_net(changed("UTF-8", "ISO-8859-1").encode()).name == "流程"


def test_bytes_that_are_not_utf8_are_refused_with_their_line():
    assert problems(draw(PLAIN).replace("流程".encode(), "流程".encode("gbk")))[0].line == 3


def test_broken_xml_is_refused_with_its_line():
    found = problems(changed("</process>", ""))
    assert found[0].line == 10
    assert "XML" in found[0].zh
    assert problems(b"")[0].where == ""


def test_a_file_over_the_cap_is_refused_and_one_under_it_is_read():
    room = LARGEST - len(draw(PLAIN)) - len("<!---->")
    assert compile_net(changed("</process>", f"</process><!--{'x' * room}-->").encode())
    found = problems(changed("</process>", f"</process><!--{'x' * (room + 1)}-->"))
    assert (found[0].line, "larger than 1000000 bytes" in found[0].en) == (10, True)


def test_another_root_and_another_namespace_are_refused():
    assert where("<process/>") == ["process"]
    assert where(changed("20100524/MODEL", "20200101/MODEL")) == ["definitions"]
    assert where(changed("</process>", '</process>\n<process id="q"/>')) == ["process"]


@pytest.mark.parametrize(
    ("element", "nearest"),
    [
        ("inclusiveGateway", "for now use a parallel gateway, with an exclusive gateway in each branch"),
        ("scriptTask", "for now use a service task (tb:job); computations belong in rules/"),
        ("subProcess", "for now, draw its tasks directly in the process"),
        ("eventBasedGateway", "for now use a receive task with a boundary timer"),
        ("laneSet", "for now use start, end, user, service, send and receive tasks, exclusive and parallel gateways"),
    ],
)
def test_an_element_outside_the_subset_is_refused_by_name_id_line_and_nearest(element, nearest):
    found = problems(changed("</process>", f'<{element} id="strange"/>\n</process>'))
    assert [(p.line, p.where) for p in found] == [(9, "strange")]
    assert found[0].en == f"<{element}> is not executable yet; it comes with a later version"
    assert found[0].zh == f"本版本不执行 <{element}>，以后的版本再支持"
    assert found[0].mend_en.startswith(nearest)


def test_flows_of_a_refused_element_are_no_second_problem():
    text = draw(PLAIN.replace("user a", "user a\nuser b").replace("s -> a ->", "s -> a -> b ->")).decode()
    assert where(text.replace("<userTask", "<scriptTask", 1).replace("</userTask", "</scriptTask", 1)) == ["a"]


@pytest.mark.parametrize("definition", [n for n in NEAREST if n.endswith("EventDefinition")])
@pytest.mark.parametrize("event", ["startEvent", "endEvent"])
def test_start_and_end_events_with_a_trigger_are_refused(event, definition):
    found = problems(changed(f"></{event}>", f"><{definition}/></{event}>"))
    assert [p.where for p in found] == ["s" if event == "startEvent" else "e"]
    assert f"<{definition}>" in found[0].en


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name="a"', 'name="a" isForCompensation="true"', "isForCompensation"),
        ('name="a"', 'name="a" completionQuantity="2"', "completionQuantity"),
        ('name="a"', 'name="a" xmlns:v="urn:v" v:assignee="me"', "assignee"),
        ('name="流程"', 'name="流程" tb:rule="x"', "rule"),
        ('isExecutable="true"', 'isExecutable="false"', "isExecutable"),
        ('sourceRef="a"', 'sourceRef="a" isImmediate="false"', "isImmediate"),
    ],
)
def test_attributes_that_would_not_be_executed_are_refused(old, new, said):
    assert said in problems(changed(old, new))[0].en


def test_attributes_that_only_repeat_the_default_are_accepted():
    compile_net(changed('name="a"', 'name="a" isForCompensation="false" startQuantity="1"').encode())


def test_an_extension_of_a_vendor_is_refused_and_the_diagram_is_not():
    inside = '<extensionElements><v:form xmlns:v="urn:v"/></extensionElements>'
    assert where(changed("></userTask>", f">{inside}</userTask>")) == ["a"]
    assert where(changed("></userTask>", '><v:form xmlns:v="urn:v"/></userTask>')) == ["a"]
    compile_net(changed("</process>", '</process>\n<v:BPMNDiagram xmlns:v="urn:di"><v:x/></v:BPMNDiagram>').encode())
    compile_net(changed("></userTask>", "><documentation>说明</documentation></userTask>").encode())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("user a deparment=authority", "tb:deparment is no attribute of a user element"),
        ("user a outcome=grant", "tb:outcome is no attribute of a user element"),
        ("user a department=city", "tb:department='city' is wrong"),
        ("user a officers=0", "tb:officers='0' is wrong"),
        ("user a officers=two", "tb:officers='two' is wrong"),
        ("user a workdays=3.5", "tb:workdays='3.5' is wrong"),
        ("user a form=../secret", "tb:form='../secret' is wrong"),
        ("user a role=", "tb:role='' is wrong"),
        ("user a collection=a..b", "tb:collection='a..b' is wrong"),
    ],
)
def test_wrong_attributes_are_refused_by_name_and_line(line, said):
    found = problems(draw(PLAIN.replace("user a", line)))
    assert [(p.line, p.where, p.en) for p in found] == [(5, "a", said)]


def test_a_misspelt_attribute_is_told_its_right_name():
    assert problems(draw(PLAIN.replace("user a", "user a deparment=authority")))[0].mend_en == "perhaps tb:department"


@pytest.mark.parametrize(
    ("tag", "needed"), [("userTask", "role"), ("serviceTask", "job"), ("sendTask", "job"), ("receiveTask", "message")]
)
def test_a_task_without_its_attribute_is_refused(tag, needed):
    text = changed('<userTask id="a" name="a" tb:role="reviewer"></userTask>', f'<{tag} id="a"/>')
    assert f"carries no tb:{needed}" in problems(text)[0].en
    good = changed('<userTask id="a" name="a" tb:role="reviewer"></userTask>', f'<{tag} id="a" tb:{needed}="x"/>')
    assert compile_net(good.encode()).nodes["a"].attributes == {needed: "x"}


def test_every_attribute_is_carried_as_text():
    text = PLAIN.replace(
        "user a", "user a department=role:fire role=inspector officers=2 form=site-check workdays=5 name-en=Check"
    )
    node = compile_net(draw(text)).nodes["a"]
    assert node.attributes == {
        "department": "role:fire",
        "role": "inspector",
        "officers": "2",
        "form": "site-check",
        "workdays": "5",
        "name-en": "Check",
    }
    assert node.name_en == "Check"


@pytest.mark.parametrize("name", ["", "1a", "a b", "甲", "x" * 81])
def test_ids_that_cannot_be_used_are_refused(name):
    assert problems(changed('<userTask id="a"', f'<userTask id="{name}"'))[0].en.startswith("the id")


def test_an_id_used_twice_is_refused_with_both_lines():
    found = problems(changed('<endEvent id="e"', '<endEvent id="a"'))
    assert (found[0].line, found[0].where, found[0].en) == (6, "a", "the id 'a' is already used in line 5")


def test_a_flow_that_hangs_in_the_air_is_refused():
    assert problems(changed('targetRef="e"', 'targetRef="nowhere"'))[0].where == "f2"


def test_incoming_that_contradicts_the_flows_is_refused():
    found = problems(changed("></userTask>", "><incoming>f2</incoming></userTask>"))
    assert [(p.where, p.en) for p in found] == [("a", "<incoming> says 'f2', but no flow runs so")]
    compile_net(changed("></userTask>", "><incoming>f1</incoming><outgoing>f2</outgoing></userTask>").encode())


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("user a\nend e outcome=x\na -> e", "startEvent", "exactly one start event is needed, there are 0"),
        (PLAIN + "start t\nt -> a", "t", "exactly one start event is needed, there are 2"),
        ("start s\nuser a\nexclusive g\ns -> a -> g -> a", "endEvent", "there is no end event"),
        (PLAIN + "user b\nb -> e", "b", "0 incoming flows, ≥ 1 needed"),
        (PLAIN + "a -> e", "a", "2 outgoing flows, 1 needed"),
        (PLAIN + "e -> a", "e", "1 outgoing flows, 0 needed"),
        ("start s\nuser a\nend e\ns -> a -> e", "e", "the end event carries no tb:outcome"),
        (PLAIN.replace("a -> e", "a -> e : x=1"), "f1", "only flows out of an exclusive gateway carry a condition"),
        (PLAIN + "user b\nuser c\nb -> c\nc -> b", "b", "this cannot be reached from the start event"),
    ],
)
def test_wrong_shapes_are_refused(text, place, said):
    assert (place, said) in [(p.where, p.en) for p in problems(draw(text))]


GATEWAY = """
    start s
    exclusive g
    end x outcome=a
    end y outcome=b
    s -> g
"""


@pytest.mark.parametrize(
    ("flows", "place", "said"),
    [
        ("g -> x\ng -> y *", "f2", "a flow out of an exclusive gateway has no condition"),
        ("g -> x : a=1\ng -> y", "f3", "a flow out of an exclusive gateway has no condition"),
    ],
)
def test_an_exclusive_gateway_without_condition_is_refused(flows, place, said):
    assert [(p.where, p.en) for p in problems(draw(GATEWAY + flows))] == [(place, said)]


def test_a_default_flow_with_a_condition_or_from_elsewhere_is_refused():
    text = draw(GATEWAY + "g -> x : a=1\ng -> y *").decode()
    both = text.replace('targetRef="y">', 'targetRef="y"><conditionExpression>a=2</conditionExpression>')
    assert problems(both)[0].en == "a default or only flow carries no condition"
    assert problems(text.replace('default="f3"', 'default="f1"'))[0].where == "g"
    assert problems(text.replace("a=1", "  "))[0].en == "the condition is empty"


def test_a_loop_of_gateways_alone_is_refused():
    text = "start s\nexclusive g\nexclusive h\nend e outcome=x\ns -> g -> h\nh -> g : a=1\nh -> e *"
    found = problems(draw(text))
    assert [(p.where, p.en) for p in found] == [("g", "a loop without a task would turn forever")]


@pytest.mark.parametrize(
    ("timer", "limit"),
    [
        ("workdays=3", Limit(3, Unit.WORKDAY)),
        ("iso=P3D", Limit(3, Unit.DAY)),
        ("iso=P2W", Limit(14, Unit.DAY)),
        ("iso=P1M", Limit(1, Unit.MONTH)),
        ("iso=PT36H", Limit(36, Unit.HOUR)),
    ],
)
def test_a_boundary_timer_has_one_duration(timer, limit):
    net = compile_net(draw(PLAIN + f"timer t on=a {timer}\nt -> e"))
    assert (net.nodes["t"].limit, net.nodes["t"].host, net.nodes["a"].timers) == (limit, "a", ("t",))


@pytest.mark.parametrize(
    "timer", ["", "workdays=3 iso=P3D", "iso=P1DT2H", "iso=P0D", "iso=3D", "iso=P9999M", "workdays=0", "iso=PT5M"]
)
def test_a_boundary_timer_without_one_clear_duration_is_refused(timer):
    found = problems(draw(PLAIN + f"timer t on=a {timer}\nt -> e"))
    assert (found[-1].where, found[-1].en) == ("t", "a boundary timer needs exactly one duration")


def test_a_boundary_timer_stands_on_a_task():
    assert problems(draw(PLAIN + "timer t on=s workdays=1\nt -> e"))[0].en == "the boundary timer is not on a task: 's'"
    for element in ("timeDate", "timeCycle"):
        text = draw(PLAIN + "timer t on=a iso=P1D\nt -> e").decode().replace("timeDuration", element)
        assert f"<{element}>" in problems(text)[0].en


def test_several_instances_need_their_list_and_run_in_parallel():
    text = draw(PLAIN.replace("user a", "user a collection=list")).decode()
    without = text.replace(' tb:collection="list"', "")
    assert problems(without)[0].en == "the multi-instance task carries no tb:collection"
    marker = "<multiInstanceLoopCharacteristics"
    assert "later version" in problems(text.replace(marker, f'{marker} isSequential="true"'))[0].en
    cardinality = text.replace("></multi", "><loopCardinality>3</loopCardinality></multi")
    assert "<loopCardinality>" in problems(cardinality)[0].en
    on_marker = without.replace(marker, f'{marker} tb:collection="x.y"')
    assert compile_net(on_marker.encode()).nodes["a"].several.collection == "x.y"
    assert "without a multi-instance marker" in problems(changed('name="a"', 'name="a" tb:collection="x"'))[0].en
    receive = draw(PLAIN.replace("user a", "receive a collection=list"))
    assert "multiInstanceLoopCharacteristics" in str([p.en for p in problems(receive)])


def test_every_problem_of_a_stage_is_told_at_once():
    text = wrap('<scriptTask id="x"/>\n<userTask id="y" tb:rol="a"/>\n<callActivity id="z"/>')
    assert where(text) == ["x", "y", "y", "z"]
