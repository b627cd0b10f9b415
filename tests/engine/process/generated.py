"""Generated block-structured processes, in the notation of `drawing`, and what is needed to run them to their end."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any

from hypothesis import strategies as st

_leaf = st.sampled_from(["user", "service", "several", "timed", "reminded"])


def _inner(blocks: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(blocks, min_size=2, max_size=3)
    return st.one_of(
        st.tuples(st.just("sequence"), some),
        st.tuples(st.just("choice"), some),
        st.tuples(st.just("both"), some),
        st.tuples(st.just("loop"), st.lists(blocks, min_size=1, max_size=1)),
    )


trees = st.recursive(_leaf, _inner, max_leaves=7)
plain_trees = st.recursive(st.sampled_from(["user", "service", "several"]), _inner, max_leaves=7)


@dataclass
class Model:
    """A process as text, with the variables that choices (`x…`), loops (`l…`) and lists (`c…`) read.

    `deciders` maps the last task of a loop to the variable it sets ("again" or "enough").
    """

    lines: list[str] = field(default_factory=list)
    choices: dict[str, int] = field(default_factory=dict)
    lists: list[str] = field(default_factory=list)
    deciders: dict[str, str] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def add(self, kind: str, more: str = "") -> str:
        """A new node; its id."""
        name = f"{kind[0]}{next(self.numbers)}"
        self.lines.append(f"{kind} {name} {more}")
        return name

    def flow(self, source: str, target: str, more: str = "") -> None:
        self.lines.append(f"{source} -> {target}{more}")


def build(tree: Any) -> Model:
    """The model of a tree: start, the block, one end."""
    model = Model()
    start, end = model.add("start"), model.add("end", "outcome=done")
    first, last = _block(model, tree, looped=False)
    model.flow(start, first)
    model.flow(last, end)
    return model


def _block(model: Model, tree: Any, *, looped: bool) -> tuple[str, str]:
    """Add a block; the ids of its first and last node."""
    if isinstance(tree, str):
        return _task(model, tree, looped=looped)
    word, parts = tree
    if word == "sequence":
        ends = [_block(model, part, looped=looped) for part in parts]
        for (_, before), (after, _) in pairwise(ends):
            model.flow(before, after)
        return ends[0][0], ends[-1][1]
    if word == "loop":
        return _loop(model, parts[0])
    kind = "exclusive" if word == "choice" else "parallel"
    split, join = model.add(kind), model.add(kind)
    if word == "choice":
        model.choices[f"x{split}"] = len(parts)
    for index, part in enumerate(parts):
        first, last = _block(model, part, looped=looped)
        is_last = index == len(parts) - 1
        more = "" if kind == "parallel" else " *" if is_last else f" : x{split}={index}"
        model.flow(split, first, more)
        model.flow(last, join)
    return split, join


def _loop(model: Model, part: Any) -> tuple[str, str]:
    enter, leave = model.add("exclusive"), model.add("exclusive")
    first, last = _block(model, part, looped=True)
    decider = model.add("user")
    model.deciders[decider] = f"l{decider}"
    after = model.add("user")
    model.flow(enter, first)
    model.flow(last, decider)
    model.flow(decider, leave)
    model.flow(leave, enter, f" : l{decider}=again")
    model.flow(leave, after, " *")
    return enter, after


def _task(model: Model, kind: str, *, looped: bool) -> tuple[str, str]:
    if kind == "several":
        name = f"c{next(model.numbers)}"
        model.lists.append(name)
        task = model.add("user", f"collection={name}")
        return task, task
    if kind in ("user", "service") or (kind == "reminded" and looped):
        task = model.add("user" if kind == "reminded" else kind)
        return task, task
    task = model.add("user")
    timer = model.add("timer", f"on={task} workdays=2" + (" beside" if kind == "reminded" else ""))
    other, last = model.add("service"), model.add("end" if kind == "reminded" else "exclusive")
    model.flow(timer, other)
    model.flow(other, last)
    if kind == "reminded":
        return task, task
    model.flow(task, last)
    return task, last
