"""What is refused at publishing: what the doctor and inspectors find, and names of bodies and places nobody knows."""

from collections.abc import Iterator

from tongban.catalog.actions.staffing import nobody
from tongban.catalog.models import ImplementationVersion, PackageVersion
from tongban.catalog.models import Package as PackageRow
from tongban.catalog.queries import implementation_of, offer, package_of
from tongban.directory.models import Department, Region
from tongban.engine.package import Package
from tongban.engine.package.doctor import examine
from tongban.engine.package.doctor.visit import untrue_stories
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.implementation_rules import implementation_problems
from tongban.engine.package.lines import Path, nearest, toml_lines
from tongban.engine.problems import Problem, Refused
from tongban.engine.stories import assumed


def require_healthy(package: Package) -> None:
    """What the doctor refuses, a running city refuses. Raises `Refused` with every problem.

    Children are looked up among the packages that are published. Stories are told as the places they name offer it;
    where a place offers nothing yet, an implementation is assumed.
    """

    def sibling(code: str) -> Package | None:
        newest = newest_version(code)
        return package_of(newest.id) if newest else None

    def place(region: str, own: Package) -> Implementation:
        here = offer(f"{region}/{own.code}") if region else None
        return implementation_of(here.id) if here else assumed(own, region or "000000")

    problems = examine(package, sibling) or list(untrue_stories(package, sibling, place))
    if problems:
        raise Refused(problems)


def newest_version(code: str | None) -> PackageVersion | None:
    """The version of a package that what is published from now on runs."""
    return PackageVersion.objects.filter(package__code=code).order_by("-number").first()


def require_sound(content: Implementation, document: str, file: str) -> PackageVersion | None:
    """The newest version of its package, None for a guide-only matter. Raises `Refused` with every problem."""
    lines = toml_lines(document)
    newest = newest_version(content.package)
    problems = [
        Problem(file, nearest(lines, path), ".".join(map(str, path)), *wrong, *mend)
        for path, wrong, mend in _unknown(content)
    ]
    package = package_of(newest.id) if newest else None
    problems += implementation_problems(content, package, file, document.encode())
    if package and content.usage == ImplementationVersion.Usage.IN_USE:
        problems += [
            Problem(file, nearest(lines, path), ".".join(map(str, path)), *wrong, *mend)
            for path, wrong, mend in nobody(content, package)
        ]
    if problems:
        raise Refused(problems)
    return newest


def _unknown(content: Implementation) -> Iterator[tuple[Path, tuple[str, str], tuple[str, str]]]:
    if content.package and not PackageRow.objects.filter(code=content.package).exists():
        wrong = (f"没有发布过服务包“{content.package}”", f"no package {content.package!r} has been published")
        yield ("package",), wrong, ("先发布服务包，或改正代码", "publish the package first, or mend its code")
    if not Region.objects.filter(code=content.region).exists():
        wrong = (f"没有区划“{content.region}”", f"there is no region {content.region!r}")
        yield ("region",), wrong, ("改为本市已有的区划代码", "use the code of a region of this city")
    named: list[tuple[Path, str]] = [(("authority",), content.authority), (("accepting",), content.accepting_body)]
    named += [(("roles", role), code) for role, code in content.roles.items()]
    named += [(("joint_offices", n, "department"), one.department) for n, one in enumerate(content.joint_offices)]
    known = set(Department.objects.filter(code__in={code for _, code in named}).values_list("code", flat=True))
    for path, code in named:
        if code not in known:
            wrong = (f"没有部门“{code}”", f"there is no department {code!r}")
            yield path, wrong, ("改为本市已有的部门代码", "use the code of a department of this city")
