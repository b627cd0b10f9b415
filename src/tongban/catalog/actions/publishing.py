"""Publishing: a package folder's bytes and an implementation's document enter the database, once, for ever.

Publishing what is already there changes nothing. Refused as a whole with every problem (engine.problems.Refused).
"""

from collections.abc import Mapping

from django.db import transaction

from tongban.catalog.actions.checking import require_healthy, require_sound
from tongban.catalog.actions.finding import write_phrases
from tongban.catalog.models import (
    CatalogueEntry,
    Implementation,
    ImplementationVersion,
    Package,
    PackageFile,
    PackageStory,
    PackageVersion,
)
from tongban.catalog.queries import package_of
from tongban.directory.models import Department, Region
from tongban.engine.package import read
from tongban.engine.package.implementation import read_implementation
from tongban.kit import clock, ledger
from tongban.kit.access import Actor

STORIES = "stories/"


@transaction.atomic
def publish_package(files: Mapping[str, bytes], *, by: Actor, based_on: str | None = None) -> PackageVersion:
    """The version holding these bytes; a new one unless they are there. Children come before their bundle."""
    package = read(files)
    row, _ = Package.objects.select_for_update().get_or_create(
        code=package.code, defaults={"kind": package.service.kind, "based_on_id": based_on}
    )
    known = PackageVersion.objects.filter(package=row, digest=package.digest).first()
    if known is not None:
        return known
    require_healthy(package)
    last = PackageVersion.objects.filter(package=row).order_by("-number").first()
    version = PackageVersion.objects.create(
        package=row,
        number=last.number + 1 if last else 1,
        digest=package.digest,
        about=package.service.about,
        published_at=clock.now(),
        results_public=package.service.result.public,
    )
    PackageFile.objects.bulk_create(
        PackageFile(version=version, path=path, content=content)
        for path, content in sorted(files.items())
        if not path.startswith(STORIES)
    )
    PackageStory.objects.bulk_create(
        PackageStory(version=version, path=path, content=content.decode())
        for path, content in sorted(files.items())
        if path.startswith(STORIES)
    )
    ledger.act("package.published", actor=by, package=package.code, number=version.number, digest=version.digest)
    return version


@transaction.atomic
def publish_implementation(document: str, *, by: Actor, file: str) -> ImplementationVersion:
    """The version holding this document, running the newest version of its package from now on."""
    content = read_implementation(document.encode(), file)
    newest = require_sound(content, document, file)
    package = newest.package if newest else None
    service = package_of(newest.id).service if newest else None
    name = content.name or (service.name if service else None)
    assert name is not None, "the reader refuses a document without package and name"
    entry, _ = CatalogueEntry.objects.get_or_create(
        code=content.catalog_code,
        defaults={"name_zh": name.zh, "name_en": name.en, "type": service.type if service else "20"},
    )
    row, _ = Implementation.objects.select_for_update().get_or_create(
        key=f"{content.region}/{content.package or content.catalog_code}",
        defaults={
            "entry": entry,
            "package": package,
            "region": Region.objects.get(code=content.region),
            "authority": Department.objects.get(code=content.authority),
        },
    )
    last = row.versions.order_by("-number").first()
    if last is not None and last.document == document and last.package_version_id == (newest and newest.id):
        return last
    version = ImplementationVersion.objects.create(
        implementation=row,
        number=last.number + 1 if last else 1,
        package_version=newest,
        document=document,
        usage=content.usage,
        effective_on=content.effective_on,
        published_at=clock.now(),
    )
    write_phrases(row, content, newest)
    ledger.act("implementation.published", actor=by, key=row.key, number=version.number)
    return version
