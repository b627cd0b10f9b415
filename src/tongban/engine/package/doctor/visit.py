"""`tongban doctor`: finds packages and implementations under paths, examines each, prints what it finds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from tongban.engine.package.doctor import examine
from tongban.engine.package.doctor.report import Siblings
from tongban.engine.package.implementation import Implementation, read_implementation
from tongban.engine.package.implementation_rules import implementation_problems
from tongban.engine.package.package import Package, read_folder
from tongban.engine.problems import Problem, Refused
from tongban.engine.stories import Offer, assumed, tell

Place = Callable[[str, Package], Implementation]
"""The implementation a region ("" where a story leaves it open) has of a package, or one that is assumed."""


@lru_cache(maxsize=256)
def _read(folder: Path) -> Package | None:
    try:
        return read_folder(folder)
    except Refused:
        return None


def find_packages(path: Path) -> list[Path]:
    """The package folders at or below `path`."""
    if (path / "service.toml").is_file():
        return [path]
    return sorted(found.parent for found in path.rglob("service.toml"))


def _siblings(folder: Path) -> dict[str, Path]:
    """Folders a bundle may name: those beside it, and those of the other kinds."""
    return {found.parent.name: found.parent for found in folder.parent.parent.glob("*/*/service.toml")}


def examine_folder(folder: Path, places: Path | None = None) -> list[Problem]:
    """Everything wrong with the package in a folder; children are looked up beside it.

    A package that is sound tells its stories, each as the place it names offers it: `places` holds the implementations,
    `<region>/<package>.toml`. Where there is none, one is assumed.
    """
    try:
        package = read_folder(folder)
    except Refused as refused:
        return list(refused.problems)
    around = _siblings(folder)

    def sibling(code: str) -> Package | None:
        return _read(around[code]) if code in around else None

    def place(region: str, own: Package) -> Implementation:
        return _implementation(places, region or _somewhere(places, package.code), own)

    return examine(package, sibling) or list(untrue_stories(package, sibling, place))


def untrue_stories(package: Package, sibling: Siblings, place: Place) -> Iterator[Problem]:
    """The first step of each story that is not as written, by the engine alone."""
    for story in package.stories.values():
        region = (story.implementation or "").split("/")[0]

        def offer(code: str, region: str = region) -> Offer | None:
            own = package if code == package.code else sibling(code)
            return Offer(own, place(region, own)) if own is not None else None

        here = offer(package.code)
        assert here is not None
        problem = tell(story, here, offer)
        if problem is not None:
            yield problem


def _somewhere(places: Path | None, code: str) -> str:
    """The first region that offers a package; a story may leave open which."""
    found = sorted(file.parent.name for file in places.glob(f"*/{code}.toml")) if places else []
    return found[0] if found else "000000"


def _implementation(places: Path | None, region: str, package: Package) -> Implementation:
    file = places / region / f"{package.code}.toml" if places else None
    try:
        return (
            read_implementation(file.read_bytes(), file.name) if file and file.is_file() else assumed(package, region)
        )
    except Refused:  # the doctor says what is wrong with an implementation when it is asked about that
        return assumed(package, region)


def examine_implementation(file: Path, packages: dict[str, Path]) -> list[Problem]:
    """Everything wrong with an implementation file; its package is looked up among `packages`."""
    try:
        implementation = read_implementation(file.read_bytes(), file.name)
    except Refused as refused:
        return list(refused.problems)
    folder = packages.get(implementation.package or "")
    package = _read(folder) if folder else None
    return list(implementation_problems(implementation, package, file.name, file.read_bytes()))


def visit(paths: list[str], places: Path | None = None) -> int:
    """Examine every path; a folder is searched for packages. Returns 0 when all is well, 1 when not."""
    folders: list[Path] = []
    found: list[tuple[Path, Problem]] = []
    for path in [Path(one) for one in paths or ["services"]]:
        if path.suffix == ".toml" and path.name != "service.toml":
            known = {folder.name: folder for folder in find_packages(Path("services"))}
            found += [(path.parent, problem) for problem in examine_implementation(path, known)]
            folders.append(path)
            continue
        here = find_packages(path.parent if path.name == "service.toml" else path)
        if not here:
            sys.stdout.write(f"{path}: 没有服务包 / no package here\n")
            return 1
        folders += here
        found += [(folder, problem) for folder in here for problem in examine_folder(folder, places)]
    for folder, problem in found:
        place = f"{folder / problem.file}:{problem.line or 1}"
        sys.stdout.write(
            f"{place}: {problem.where}\n  {problem.zh}；{problem.mend_zh}\n  {problem.en}; {problem.mend_en}\n"
        )
    said = f"检查 {len(folders)} 个，发现 {len(found)} 处问题 / {len(folders)} examined, {len(found)} problems\n"
    sys.stdout.write(said)
    return 1 if found else 0
