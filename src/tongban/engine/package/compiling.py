"""Turning the parts of a package into what the engine runs: forms, process, rules, stories. Problems are collected."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tongban.engine.forms import Form, with_file
from tongban.engine.package.lines import json_lines, led_to
from tongban.engine.package.parts import Step, StoryFile
from tongban.engine.package.reading import Findings, TomlFile
from tongban.engine.package.text import Text
from tongban.engine.pointers import drop
from tongban.engine.problems import Problem, Refused
from tongban.engine.process import Net, compile_net
from tongban.engine.rules import Rule


@dataclass(frozen=True)
class Story:
    """A test of the package: who does what, and what must be true.

    `answers` is loaded; a question for files that `materials` names is answered by the id `UPLOADED`.
    """

    name: str
    title: Text
    start: date
    applicant: str
    answers: Mapping[str, Any]
    steps: tuple[Step, ...]
    implementation: str | None
    scenario: Mapping[str, Any]
    materials: tuple[str, ...]
    commitment: bool


UPLOADED = "00000000-0000-7000-8000-000000000000"
"""Stands for a file in the answers of a story; who runs it on a database puts the real id there."""


def with_uploads(story: Story, form: Form, uploaded: Callable[[str], str] = lambda _: UPLOADED) -> Story:
    """The story with a file for each question that its `materials` name. `uploaded`: pointer → id of the file."""
    answers: Mapping[str, Any] = story.answers
    for field in form.fields():
        if field.widget == "file" and field.pointer in story.materials:
            answers = with_file(field, drop(dict(answers), field.pointer), uploaded(field.pointer))
    return replace(story, answers=answers)


def load_json(files: Mapping[str, bytes], name: str, findings: Findings) -> dict[str, Any] | None:
    """The object in a JSON file; anything else is a finding. Numbers that JSON does not know (NaN) are refused."""

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is not JSON")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError(f"a key stands twice among {sorted(key for key, _ in pairs)}")
        return found

    line = None
    try:
        document = json.loads(files[name].decode("utf-8"), parse_constant=refuse, object_pairs_hook=unique)
        if isinstance(document, dict):
            return document
        error: Exception = ValueError("an object { … } is needed")
    except json.JSONDecodeError as broken:
        error, line = broken, broken.lineno
    except (ValueError, RecursionError) as broken:
        error = broken
    findings.add(
        name,
        line,
        "",
        (f"不是有效的 JSON 对象：{error}", f"not a valid JSON object: {error}"),
        ("改正写法", "mend the syntax"),
    )
    return None


def _placed(problem: Problem, file: str, files: Mapping[str, bytes]) -> Problem:
    """Give a problem that knows only its JSON pointer its file and line."""
    name = problem.file if problem.file in files else file
    if problem.line is not None or not name.endswith(".json"):
        return Problem(name, problem.line, *_rest(problem))
    line = led_to(json_lines(files[name].decode("utf-8")), problem.where)
    return Problem(name, line, *_rest(problem))


def _rest(problem: Problem) -> tuple[str, str, str, str, str]:
    return problem.where, problem.zh, problem.en, problem.mend_zh, problem.mend_en


def compile_form(
    files: Mapping[str, bytes], stem: str, findings: Findings, beside: Collection[str] | None = None
) -> tuple[Form, dict[str, Any]] | None:
    """`<stem>.schema.json` with `<stem>.ui.json`: the form and its schema. `beside` as in `Form.compile`."""
    names = (f"{stem}.schema.json", f"{stem}.ui.json")
    schema, ui = (load_json(files, name, findings) if name in files else None for name in names)
    if schema is None or ui is None:
        return None
    try:
        return Form.compile(schema, ui, beside=beside), schema
    except Refused as refused:
        for problem in refused.problems:
            default = names[1] if "ui" in problem.file else names[0]
            findings.extend([_placed(problem, default, files)])
        return None


def compile_process(files: Mapping[str, bytes], findings: Findings) -> Net | None:
    """process.bpmn as a net."""
    try:
        return compile_net(files["process.bpmn"], source="process.bpmn")
    except Refused as refused:
        findings.extend(refused.problems)
        return None


def compile_rules(files: Mapping[str, bytes], pointers: Mapping[str, Any], findings: Findings) -> dict[str, Rule]:
    """Each rules/<name>.json by name."""
    found: dict[str, Rule] = {}
    for name in sorted(files):
        if not name.startswith("rules/"):
            continue
        document = load_json(files, name, findings)
        if document is None:
            continue
        try:
            found[name.removeprefix("rules/").removesuffix(".json")] = Rule.compile(
                document, file=name, schema_pointers=pointers
            )
        except Refused as refused:
            findings.extend(_placed(problem, name, files) for problem in refused.problems)
    return found


def read_stories(files: Mapping[str, bytes], findings: Findings) -> dict[str, Story]:
    """Each stories/<name>.toml by name, with the answers it names loaded."""
    found: dict[str, Story] = {}
    for name in sorted(files):
        if not (name.startswith("stories/") and name.endswith(".toml")):
            continue
        source = TomlFile(name, files[name], findings)
        written = source.read(StoryFile)
        if written is None:
            continue
        answers = _answers(source, written.answers, files, findings)
        if answers is not None:
            key = name.removeprefix("stories/").removesuffix(".toml")
            parts = {part: getattr(written, part) for part in StoryFile.__dataclass_fields__ if part != "answers"}
            found[key] = Story(name=key, answers=answers, **parts)
    return found


def _answers(source: TomlFile, written: Any, files: Mapping[str, bytes], findings: Findings) -> dict[str, Any] | None:
    if isinstance(written, dict):
        return written
    file = f"stories/{written}"
    if isinstance(written, str) and file in files:
        return load_json(files, file, findings)
    wrong = (f"找不到答案文件 {written!r}", f"the answers file {written!r} is not there")
    source.wrong(
        ("answers",),
        wrong,
        ("写成表，或放一个同目录的 JSON 文件", "write a table, or put a JSON file beside the story"),
    )
    return None
