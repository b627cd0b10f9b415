"""A service package, read from the bytes of its folder: refused with all its problems, or immutable and ready."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tongban.engine.forms import Form
from tongban.engine.package.compiling import (
    Story,
    compile_form,
    compile_process,
    compile_rules,
    read_stories,
    with_uploads,
)
from tongban.engine.package.notices.texts import PackageNotices
from tongban.engine.package.notices.texts import read_package as read_notices
from tongban.engine.package.parts import Child, Material, Service
from tongban.engine.package.pointers import schema_pointers
from tongban.engine.package.reading import Findings, TomlFile
from tongban.engine.package.text import Text
from tongban.engine.process import Net
from tongban.engine.rules import Rule

MAX_BYTES = 5_000_000
MAX_FILES = 300
_KNOWN = re.compile(
    r"(service|notices)\.toml|form\.(schema|ui)\.json|process\.bpmn|certificate\.typ|guide\.(zh|en)\.md"
    r"|tasks/[a-z][a-z0-9_-]*\.(schema|ui)\.json|rules/[a-z][a-z0-9_-]*\.json|stories/[a-z][a-z0-9_-]*\.(toml|json)"
)


@dataclass(frozen=True)
class Package:
    """Everything a case of this business needs. `net` is None in a bundle; `face` is None without a certificate."""

    service: Service
    form: Form
    schema: Mapping[str, Any]
    pointers: Mapping[str, Mapping[str, Any]]
    net: Net | None
    rules: Mapping[str, Rule]
    task_forms: Mapping[str, Form]
    task_schemas: Mapping[str, Mapping[str, Any]]
    stories: Mapping[str, Story]
    guide: Text
    face: bytes | None
    notices: PackageNotices
    files: Mapping[str, bytes]
    digest: str

    @property
    def code(self) -> str:
        """The code of the package, also its folder name."""
        return self.service.code

    @property
    def is_bundle(self) -> bool:
        """Whether it is 一件事: several matters on one form."""
        return bool(self.service.children)

    @property
    def children(self) -> tuple[Child, ...]:
        """The matters of a bundle, in the order written."""
        return self.service.children

    def material(self, id: str) -> Material:
        """One material by id. KeyError when the package has none of that id."""
        return {material.id: material for material in self.service.materials}[id]

    def materials_for(self, facts: Mapping[str, Any], *, commitment: bool = False) -> tuple[Material, ...]:
        """The materials of this case. `facts`: answers with `scenario` (and `local`) beside them."""
        promise = self.service.notice_and_commitment
        spared = set(promise.replaces) if promise and commitment else set()
        only_promise = {promise.material} if promise and not commitment else set()
        return tuple(
            material
            for material in self.service.materials
            if material.id not in spared | only_promise and (material.when is None or material.when.holds(facts))
        )

    def children_for(self, facts: Mapping[str, Any]) -> tuple[Child, ...]:
        """The children that belong to this case, in order. `facts` as in `materials_for`."""
        return tuple(child for child in self.children if child.when is None or child.when.holds(facts))


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the sorted files, each name and content with its length before it."""
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def read(files: Mapping[str, bytes]) -> Package:
    """Read a package from relative path → bytes. Raises `Refused` with every problem found."""
    findings = Findings()
    _check_files(files, findings)
    findings.refuse()
    service = TomlFile("service.toml", files["service.toml"], findings).read(Service)
    if service is not None:
        _check_missing(files, service, findings)
    form = compile_form(files, "form", findings, service.beside if service else None)
    stems = sorted({name.split(".")[0] for name in files if name.startswith("tasks/")})
    tasks = {stem.removeprefix("tasks/"): compile_form(files, stem, findings, ()) for stem in stems}
    net = compile_process(files, findings) if "process.bpmn" in files else None
    pointers = schema_pointers(form[1]) if form else {}
    rules = compile_rules(files, _facts(pointers, service), findings) if form and service else {}
    stories = read_stories(files, findings)
    guide = _guide(files, findings)
    notices = read_notices(files["notices.toml"], findings) if "notices.toml" in files else PackageNotices()
    findings.refuse()
    assert service is not None
    assert form is not None
    return Package(
        service=service,
        form=form[0],
        schema=form[1],
        pointers=MappingProxyType(pointers),
        net=net,
        rules=MappingProxyType(rules),
        task_forms=MappingProxyType({name: one[0] for name, one in tasks.items() if one}),
        task_schemas=MappingProxyType({name: one[1] for name, one in tasks.items() if one}),
        stories=MappingProxyType({name: with_uploads(story, form[0]) for name, story in stories.items()}),
        guide=guide,
        face=files.get("certificate.typ"),
        notices=notices,
        files=MappingProxyType(dict(files)),
        digest=digest_of(files),
    )


def folder_files(folder: Path) -> dict[str, bytes]:
    """Relative path → bytes of a package folder; hidden files are not part of it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
    }


def read_folder(path: Path | str) -> Package:
    """Read a package from a folder. Raises `Refused` as `read` does, also when the folder is not named as the code."""
    folder = Path(path)
    package = read(folder_files(folder))
    if package.code != folder.name:
        findings = Findings()
        wrong = (
            f"代码 {package.code} 与文件夹名 {folder.name} 不一致",
            f"code {package.code} is not the folder name {folder.name}",
        )
        findings.add("service.toml", 1, "code", wrong, ("使两者相同", "make them the same"))
        findings.refuse()
    return package


def _check_files(files: Mapping[str, bytes], findings: Findings) -> None:
    total = sum(map(len, files.values()))
    if total > MAX_BYTES or len(files) > MAX_FILES:
        wrong = (
            f"服务包过大：{len(files)} 个文件，{total} 字节",
            f"the package is too large: {len(files)} files, {total} bytes",
        )
        limit = f"{MAX_FILES} / {MAX_BYTES}"
        findings.add("service.toml", None, "", wrong, (f"上限为 {limit}", f"the limit is {limit}"))
    for name in sorted(files):
        if not _KNOWN.fullmatch(name):
            wrong = (f"不认识的文件 {name}", f"unknown file {name}")
            findings.add(
                name,
                None,
                "",
                wrong,
                (
                    "删除它，或改为 docs/package-format.md 所列名称",
                    "remove it, or use a name docs/package-format.md lists",
                ),
            )
    for name in ("service.toml", "form.schema.json", "form.ui.json", "guide.zh.md", "guide.en.md"):
        if name not in files:
            _missing(name, findings)


def _missing(name: str, findings: Findings) -> None:
    findings.add(name, None, "", (f"缺少文件 {name}", f"the file {name} is missing"), (f"加上 {name}", f"add {name}"))


def _check_missing(files: Mapping[str, bytes], service: Service, findings: Findings) -> None:
    if service.children and "process.bpmn" in files:
        wrong = (
            "一件事没有自己的流程：顺序来自 requires",
            "a bundle has no process of its own: its order comes from requires",
        )
        findings.add("process.bpmn", None, "", wrong, ("删除 process.bpmn", "remove process.bpmn"))
    if not service.children and "process.bpmn" not in files:
        _missing("process.bpmn", findings)
    if service.result.certificate and "certificate.typ" not in files:
        _missing("certificate.typ", findings)
    for name in files:
        if name.startswith("tasks/"):
            stem = name.split(".")[0]
            for part in (f"{stem}.schema.json", f"{stem}.ui.json"):
                if part not in files and name == min(one for one in files if one.startswith(f"{stem}.")):
                    _missing(part, findings)


def _guide(files: Mapping[str, bytes], findings: Findings) -> Text:
    said = []
    for name in ("guide.zh.md", "guide.en.md"):
        try:
            said.append(files[name].decode("utf-8"))
        except UnicodeDecodeError:
            findings.add(
                name, None, "", ("不是 UTF-8 编码", "the file is not UTF-8"), ("另存为 UTF-8", "save it as UTF-8")
            )
            said.append("")
    return Text(*said)


def _facts(pointers: Mapping[str, Mapping[str, Any]], service: Service) -> dict[str, Mapping[str, Any]]:
    """What a rule may read: the form, and the scenario answers."""
    types: dict[str, dict[str, Any]] = {"boolean": {"type": "boolean"}, "number": {"type": "integer"}}
    found = dict(pointers)
    for scenario in service.scenarios:
        found[scenario.pointer] = types.get(scenario.type) or {"type": "string", "enum": list(scenario.options)}
    return found
