"""`compile_net`: from the bytes of process.bpmn to an immutable net, or a refusal that names everything to mend."""

from __future__ import annotations

from types import MappingProxyType

from tongban.engine.process.markings import Explorer
from tongban.engine.process.net import Findings, Kind, Net
from tongban.engine.process.reading import read
from tongban.engine.process.returning import targets_of_all
from tongban.engine.process.soundness import check_soundness
from tongban.engine.process.structure import check_structure
from tongban.engine.process.xml import parse


def compile_net(xml: bytes, *, source: str = "process.bpmn") -> Net:
    """Read, check and freeze a process. Raises `ProcessRefused` with all problems of the first stage that finds any:
    XML, elements, shape, behaviour. Done once per published version; costs milliseconds for an ordinary process."""
    findings = Findings(source)
    draft = read(parse(xml, findings), findings)
    findings.refuse()
    check_structure(draft.nodes, draft.flows, findings)
    findings.refuse()
    explored = Explorer(draft.nodes, draft.flows).explore()
    check_soundness(draft.nodes, explored, findings)
    findings.refuse()
    return Net(
        id=draft.id,
        name=draft.name,
        source=source,
        start=next(n.id for n in draft.nodes.values() if n.kind is Kind.START),
        nodes=MappingProxyType(draft.nodes),
        flows=MappingProxyType(draft.flows),
        returns=MappingProxyType(targets_of_all(draft.nodes, draft.flows, explored)),
    )
