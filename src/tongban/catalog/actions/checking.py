"""What refuses an implementation at publishing: what inspectors check, and names of bodies and places nobody knows."""

from collections.abc import Iterator

from tongban.catalog.models import Package, PackageVersion
from tongban.catalog.queries import package_of
from tongban.directory.models import Department, Region
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.implementation_rules import implementation_problems
from tongban.engine.package.lines import Path, nearest, toml_lines
from tongban.engine.problems import Problem, Refused


def require_sound(content: Implementation, document: str, file: str) -> PackageVersion | None:
    """The newest version of its package, None for a guide-only matter. Raises `Refused` with every problem."""
    lines = toml_lines(document)
    newest = PackageVersion.objects.filter(package__code=content.package).order_by("-number").first()
    problems = [
        Problem(file, nearest(lines, path), ".".join(map(str, path)), *wrong, *mend)
        for path, wrong, mend in _unknown(content)
    ]
    package = package_of(newest.id) if newest else None
    problems += implementation_problems(content, package, file, document.encode())
    if problems:
        raise Refused(problems)
    return newest


def _unknown(content: Implementation) -> Iterator[tuple[Path, tuple[str, str], tuple[str, str]]]:
    if content.package and not Package.objects.filter(code=content.package).exists():
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
