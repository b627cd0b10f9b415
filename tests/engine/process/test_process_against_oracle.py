"""Differential test: SpiffWorkflow runs the same generated processes; after every completion the same tasks are open.

Parallel blocks inside loops are left out: there the oracle is wrong, which a test of its own shows.
"""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.engine.process.drawing import Running, draw
from tests.engine.process.generated import Model, build, plain_trees
from tongban.engine.process import Complete, Start

EXAMPLES = 120


class Oracle:
    """The same process in SpiffWorkflow; conditions are rewritten as the Python it evaluates."""

    def __init__(self, model: Model, data: dict[str, Any]) -> None:
        text = draw(model.text).decode()
        text = re.sub(r"<conditionExpression>(\w+)=(\w+)<", r"<conditionExpression>str(\1) == '\2'<", text)
        text = re.sub(
            r'tb:collection="(\w+)"><multiInstanceLoopCharacteristics>',
            lambda m: f"><multiInstanceLoopCharacteristics><loopCardinality>{len(data[m[1]])}</loopCardinality>",
            text,
        )
        parser = BpmnParser()
        parser.add_bpmn_str(text.replace("serviceTask", "manualTask").encode())
        self.workflow = BpmnWorkflow(parser.get_spec("p"))
        self.workflow.data.update(data)
        for task in self.workflow.get_tasks(state=TaskState.READY):
            task.data.update(data)
        self.workflow.do_engine_steps()

    def ready(self) -> list[Any]:
        return [t for t in self.workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual]

    def open(self) -> list[str]:
        """The nodes at which something is open, sorted, one entry for each token."""
        return sorted(t.task_spec.bpmn_id or t.task_spec.name.partition(" [")[0] for t in self.ready())

    def complete(self, node: str, data: dict[str, Any]) -> None:
        for task in self.ready():
            if (task.task_spec.bpmn_id or task.task_spec.name.partition(" [")[0]) == node:
                task.data.update(data)
                task.run()
                break
        self.workflow.do_engine_steps()


def unlooped(tree: Any, *, looped: bool = False) -> Any:
    """The tree with every parallel block inside a loop made a sequence."""
    if isinstance(tree, str):
        return tree
    word, parts = tree
    return (
        "sequence" if looped and word == "both" else word,
        [unlooped(part, looped=looped or word == "loop") for part in parts],
    )


def compare(tree: Any, draws: Any, compared: list[int]) -> None:
    model = build(unlooped(tree))
    data: dict[str, Any] = {name: draws.draw(st.integers(0, n - 1)) for name, n in model.choices.items()}
    data |= {name: list(range(draws.draw(st.integers(1, 3)))) for name in model.lists}
    data |= dict.fromkeys(model.deciders.values(), "")
    run, oracle = Running(model.text, **data), Oracle(model, data)
    run.take(Start())
    for turn in range(200):
        assert run.open() == oracle.open(), model.text
        compared.append(len(run.open()))
        assert oracle.workflow.is_completed() == (run.tokens == ())
        if not run.tokens:
            break
        node = draws.draw(st.sampled_from(sorted(set(run.open()))))
        decided = {}
        if node in model.deciders:
            word = "enough" if turn > 30 else draws.draw(st.sampled_from(["again", "enough"]))
            decided[model.deciders[node]] = word
        run.data.update(decided)
        run.take(Complete(run.at(node)))
        oracle.complete(node, decided)
    assert run.tokens == ()


def test_the_open_tasks_are_those_of_the_oracle_after_every_completion() -> None:
    compared: list[int] = []

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    @given(plain_trees, st.data())
    def run(tree: Any, draws: Any) -> None:
        compare(tree, draws, compared)

    run()
    assert len(compared) > 4 * EXAMPLES
    assert sum(1 for n in compared if n > 1) > EXAMPLES, "parallel states among them"


def test_the_oracle_joins_too_early_in_the_second_turn_of_a_loop_and_we_do_not() -> None:
    model = build(("loop", [("both", ["user", "user"])]))
    (decider, variable), start = next(iter(model.deciders.items())), {"lu9": ""}
    assert (decider, variable) == ("u9", "lu9")
    run, oracle = Running(model.text, **start), Oracle(model, start)
    run.take(Start())
    for node, decided in (("u7", {}), ("u8", {}), ("u9", {"lu9": "again"}), ("u8", {})):
        assert run.open() == oracle.open()
        run.data.update(decided)
        run.take(Complete(run.at(node)))
        oracle.complete(node, decided)
    assert run.open() == ["u7"], "the join still waits for the other branch of this turn"
    assert oracle.open() == ["u7", "u9"], "once SpiffWorkflow waits too, compare parallel blocks inside loops again"
