"""对查询有异议: a look at one's data becomes a draft of the matter that the city offers about accesses (个人信息保护法 50).

Which matter that is, is data: a package says `about = "access"`. The body that would decide it is never the one that looked.
"""

from uuid import UUID

from tongban.cases import known
from tongban.cases.actions import drafting
from tongban.cases.models import Draft
from tongban.cases.queries.looks import Look, look
from tongban.cases.refusals import ActRefused
from tongban.catalog.models import ImplementationVersion
from tongban.catalog.queries import implementation_of, offers_about, package_of
from tongban.directory.queries import region_with_ancestors
from tongban.kit.access import Actor


def start(key: UUID, *, actor: Actor) -> Draft:
    """The draft, with the key of the look; the rest is read from the ledger whenever it is shown or handed in.

    NotAllowed: no look of the actor's. ActRefused("no-questioning"): nobody else than who looked could answer.
    """
    version = _offer(look(actor, key))
    draft = drafting.start(version, actor=actor)
    package = package_of(draft.package_version_id)
    return drafting.save_page(draft.id, actor=actor, answers={known.question(package): str(key)}, page="", done=False)


def _offer(questioned: Look) -> ImplementationVersion:
    """That of the nearest region of the department that looked, from it upwards, by another department than that one."""
    department = questioned.department
    if department is not None:
        offered = {one.implementation.region_id: one for one in offers_about(known.KEY)}
        for region in region_with_ancestors(department.region_id):
            version = offered.get(region.code)
            if version is not None and department.code not in _bodies(version):
                return version
    raise ActRefused("no-questioning")


def _bodies(version: ImplementationVersion) -> set[str]:
    place = implementation_of(version.id)
    return {place.authority, place.accepting_body}
