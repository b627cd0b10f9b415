"""Who would do the work of an implementation: a role that resolves to nobody is refused at publishing."""

from collections.abc import Iterator

from tongban.directory.models import Department
from tongban.directory.queries import officers_in
from tongban.engine.package import Package
from tongban.engine.package.implementation import Implementation
from tongban.engine.package.lines import Path
from tongban.engine.package.routing import AUTHORITY, named
from tongban.kit import clock

AT_DESK = {"accept": "counter", "deliver": "counter"}
"""Acts of the accepting body with the role that has them unless the package names another; see cases.tasks."""
Finding = tuple[Path, tuple[str, str], tuple[str, str]]


def nobody(content: Implementation, package: Package) -> Iterator[Finding]:
    """Each role of a department that no active officer holds today. Departments nobody knows are told elsewhere."""
    known = {
        row.code: row for row in Department.objects.filter(code__in={code for _, code, _ in _needs(content, package)})
    }
    for path, code, role in dict.fromkeys(_needs(content, package)):
        if code in known and not officers_in(known[code], role, clock.today()):
            wrong = (f"部门“{code}”没有人担任“{role}”", f"nobody in the department {code!r} has the role {role!r}")
            mend = (
                "先为该部门设岗并任命人员，或改写部门",
                "give somebody there a post with it, or name another department",
            )
            yield path, wrong, mend


def _needs(content: Implementation, package: Package) -> Iterator[tuple[Path, str, str]]:
    """Place in the document, code of the department, role."""
    roles = package.service.roles
    for act, role in AT_DESK.items():
        yield ("accepting",) if content.accepting else ("authority",), content.accepting_body, roles.get(act, role)
    if package.net is None:
        return
    if package.service.elsewhere is None:
        yield ("authority",), content.authority, roles.get("decide", "decider")
    asked = list(named(package))
    for node in package.net.nodes.values():
        wanted = node.attributes.get("role")
        if wanted is None or node.several is not None:  # one of several lies with a department the case names
            continue
        names = [name for id, name in asked if id == node.id]
        yield from ((("roles", name), content.roles[name], wanted) for name in names if name in content.roles)
        if not names and node.attributes.get("department", AUTHORITY) == AUTHORITY:
            yield ("authority",), content.authority, wanted
