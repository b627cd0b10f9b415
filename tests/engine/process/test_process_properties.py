"""Properties that hold for every sound process and every run: nothing lost, nothing left, nothing but values."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.process.drawing import Running, evaluate
from tests.engine.process.generated import Model, build, trees
from tongban.engine.process import (
    ArmTimer,
    Cancel,
    CancelAll,
    CloseTask,
    Complete,
    DisarmTimer,
    Ended,
    Net,
    Return,
    Start,
    Step,
    TimerFired,
    Token,
    advance,
)
from tongban.engine.process.markings import Explored, Explorer
from tongban.engine.process.tokens import Event

steps = settings(max_examples=150, deadline=None, derandomize=True)


def running(model: Model, draws: st.DataObject) -> Running:
    """The model with chosen data, nothing started yet."""
    run = Running(model.text)
    run.data.update({name: draws.draw(st.integers(0, n - 1)) for name, n in model.choices.items()})
    run.data.update({name: draws.draw(st.sampled_from([[], ["a"], ["a", "b", "c"]])) for name in model.lists})
    return run


def choose(run: Running, model: Model, draws: st.DataObject) -> Event:
    """Something that can happen next: a task is completed, or a timer fires."""
    token = draws.draw(st.sampled_from([t for t in run.tokens if t.state in ("waiting", "instance", "armed")]))
    if token.node in model.deciders:
        run.data[model.deciders[token.node]] = draws.draw(st.sampled_from(["enough", "enough", "again"]))
    return TimerFired(token.id) if token.state == "armed" else Complete(token.id)


def marking(net: Net, explored: Explored, tokens: tuple[Token, ...]) -> int:
    """The tokens as the soundness check sees them."""
    found = 0
    for token in tokens:
        node = net.nodes[token.node]
        if token.state in ("waiting", "body"):
            found |= explored.places.bits["task", node.id]
        elif token.state == "armed":
            found |= explored.places.bits["timer", node.id]
        elif token.state == "joining" and token.arg is None:
            found |= explored.places.bits["end", str(node.outcome)]
        elif token.state == "joining":
            found |= explored.places.bits["join", token.arg["flow"]]
    return found


def check(before: tuple[Token, ...], step: Step, event: Event) -> None:
    """The books of one step balance."""
    old, new = {t.id: t for t in before}, {t.id: t for t in step.tokens}
    assert len(new) == len(step.tokens)
    assert {t.id for t in step.created}.isdisjoint(old)
    assert set(step.removed) <= set(old)
    assert set(new) == (set(old) - set(step.removed)) | {t.id for t in step.created}
    assert all(new[i] == old[i] for i in set(new) & set(old)), "a token never changes"
    assert all(t.scope is None or t.scope in new for t in step.tokens), "no orphan"
    effects = step.effects
    own = {event.token_id} if isinstance(event, Complete | TimerFired) else set()
    opened = {e.token for e in effects if not isinstance(e, CloseTask | DisarmTimer | ArmTimer | Ended)}
    assert opened == {t.id for t in step.created if t.state in ("waiting", "instance")}
    assert {e.token for e in effects if isinstance(e, ArmTimer)} == {t.id for t in step.created if t.state == "armed"}
    gone = [old[i] for i in step.removed if i not in own]
    assert {e.token for e in effects if isinstance(e, CloseTask)} == {
        t.id for t in gone if t.state in ("waiting", "instance")
    }
    assert {e.token for e in effects if isinstance(e, DisarmTimer)} == {t.id for t in gone if t.state == "armed"}
    if not isinstance(event, Cancel | CancelAll):
        assert (not step.tokens) == (effects[-1:] == (Ended("done"),))


@steps
@given(trees, st.data())
def test_every_run_of_a_generated_process_balances_stays_in_the_known_states_and_ends(tree: Any, draws: Any) -> None:
    model = build(tree)
    run = running(model, draws)
    net = run.net
    explored = Explorer(net.nodes, net.flows).explore()
    event: Event = Start()
    for turn in range(300):
        before = run.tokens
        step = run.take(event)
        check(before, step, event)
        if not step.tokens:
            break
        assert marking(net, explored, step.tokens) in explored.cause
        if turn > 60:
            run.data.update(dict.fromkeys(model.deciders.values(), "enough"))
            event = next(
                TimerFired(t.id) if t.state == "armed" else Complete(t.id)
                for t in run.tokens
                if t.state in ("waiting", "instance", "armed")
            )
        else:
            event = choose(run, model, draws)
    assert run.tokens == ()


@steps
@given(trees, st.data(), st.integers(0, 8))
def test_a_step_is_pure_and_cancelling_leaves_nothing(tree: Any, draws: Any, turns: int) -> None:
    model = build(tree)
    run = running(model, draws)
    event: Event = Start()
    for _ in range(turns + 1):
        before, data = run.tokens, dict(run.data)
        results = []
        for _ in range(2):
            ids = iter(range(1000, 2000))
            results.append(
                advance(run.net, before, run.data, event, evaluate=evaluate, new_id=lambda ids=ids: next(ids))
            )
        assert results[0] == results[1]
        assert (run.tokens, run.data) == (before, data)
        run.take(event)
        if not run.tokens:
            return
        event = choose(run, model, draws)
    one = draws.draw(st.sampled_from([t for t in run.tokens if t.state in ("waiting", "instance", "armed", "body")]))
    before = run.tokens
    part = Running(run.net)
    part.tokens = before
    step = part.take(Cancel((one.id,)))
    check(before, step, Cancel((one.id,)))
    assert not any(t.id == one.id or t.scope == one.id for t in step.tokens)
    check(before, run.take(CancelAll()), CancelAll())
    assert run.tokens == ()


@steps
@given(trees, st.data())
def test_after_any_return_the_books_balance_the_state_is_known_and_the_end_is_reached(tree: Any, draws: Any) -> None:
    model = build(tree)
    run = running(model, draws)
    explored = Explorer(run.net.nodes, run.net.flows).explore()
    event: Event = Start()
    for _ in range(150):
        before = run.tokens
        check(before, run.take(event), event)
        if not run.tokens:
            break
        assert marking(run.net, explored, run.tokens) in explored.cause
        event = choose(run, model, draws)
        may = [t for t in run.tokens if t.state in ("waiting", "body") and t.node in run.net.returns]
        if may and draws.draw(st.integers(0, 3)) == 0:
            token = draws.draw(st.sampled_from(may))
            event = Return(token.id, draws.draw(st.sampled_from(run.net.returns[token.node])))
