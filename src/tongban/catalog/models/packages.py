"""Packages and their published versions: the bytes of the folder, immutable; a running city never reads `services/`."""

from django.db import models

from tongban.kit.ids import new_id
from tongban.kit.vault.fields import SealedText


class Package(models.Model):
    """服务包. A fork has its own code and names what it is based on."""

    code = models.CharField(primary_key=True, max_length=60)
    kind = models.CharField(max_length=20)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="forks")


class PackageVersion(models.Model):
    """One published version. A case keeps the version it started under."""

    id = models.UUIDField(primary_key=True, default=new_id)
    package = models.ForeignKey(Package, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    about = models.CharField(max_length=20, default="")  # what the platform knows itself and this is about: "access"
    published_at = models.DateTimeField()
    results_public = models.BooleanField(default=False)  # as the package says: the database itself tells nothing else

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="package_version_number"),
            models.UniqueConstraint(fields=["package", "digest"], name="package_version_digest"),
        ]


class PackageFile(models.Model):
    """One file of a version; its stories are kept apart."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey(PackageVersion, models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="package_file_once")]


class PackageStory(models.Model):
    """A file of a version's stories: kept to be told again before an upgrade, sealed because stories tell of people."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey(PackageVersion, models.CASCADE, related_name="stories")
    path = models.CharField(max_length=200)
    content = SealedText("package.story")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="package_story_once")]
