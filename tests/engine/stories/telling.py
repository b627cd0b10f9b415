"""Every story there is, with what the demo city offers of its package: of services/, of world/, of the guards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from tongban.engine.package import Package, folder_files, read
from tongban.engine.package.compiling import Story, read_stories
from tongban.engine.package.implementation import read_implementation
from tongban.engine.package.parts import Step
from tongban.engine.package.reading import Findings
from tongban.engine.stories import Offer

ROOT = Path(__file__).resolve().parents[3]


@cache
def packages() -> dict[str, Package]:
    """The packages of services/ by code, with the stories of world/ beside their own."""
    found = {}
    for folder in sorted(path.parent for path in (ROOT / "services").glob("*/*/service.toml")):
        more = sorted((ROOT / "world" / "stories" / folder.name).glob("*.toml"))
        files = {**folder_files(folder), **{f"stories/{one.name}": one.read_bytes() for one in more}}
        found[folder.name] = read(files)
    return found


@cache
def offer(key: str) -> Offer | None:
    """What the demo city offers under "<region>/<package>"."""
    file = ROOT / "world" / "data" / "implementations" / f"{key}.toml"
    code = key.split("/")[1]
    if not file.is_file() or code not in packages():
        return None
    return Offer(packages()[code], read_implementation(file.read_bytes(), file.name))


def offers_of(region: str) -> Callable[[str], Offer | None]:
    """The same place's other offers."""
    return lambda code: offer(f"{region}/{code}")


def all_stories() -> Iterator[tuple[str, Story]]:
    """(id, story): the packages' own and the city's."""
    for code, package in packages().items():
        for story in package.stories.values():
            yield f"{code}/{story.name}", replace(story, implementation=story.implementation or f"990102/{code}")


def guard_stories() -> Iterator[tuple[str, Story]]:
    """Those of tests/guards as far as plain values can tell them: without the wrong persons (`by`), and up to what
    a person of another rank then does; not with a worker that is down (late-)."""
    for file in sorted((ROOT / "tests" / "guards" / "stories").glob("*.toml")):
        code = re.findall(rb'^implementation = "\d+/(.*)"', file.read_bytes(), re.M)[0].decode()
        answers = {name: content for name, content in packages()[code].files.items() if name.endswith(".json")}
        story = read_stories({f"stories/{file.name}": file.read_bytes(), **answers}, Findings())[file.stem]
        if not file.name.startswith("late-") and "by" not in story.steps[0].give:
            yield f"guards/{story.name}", replace(story, steps=tuple(_knowable(story)))


def _knowable(story: Story) -> Iterator[Step]:
    for step in story.steps:
        if "by" in step.give and step.refused is None:
            return
        if "by" not in step.give:
            yield replace(step, give={key: value for key, value in step.give.items() if key != "says"})
