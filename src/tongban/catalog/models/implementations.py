"""Catalogue entries and their implementations: who, where, when."""

from django.db import models

from tongban.catalog.models.packages import Package, PackageVersion
from tongban.directory.models import Department, Region
from tongban.kit.ids import new_id


class CatalogueEntry(models.Model):
    """基本目录: what may be offered at all. `code` has 12 digits (domain.md §1.2)."""

    code = models.CharField(primary_key=True, max_length=12)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    type = models.CharField(max_length=2)


class Implementation(models.Model):
    """实施清单: one matter in one region by one authority. Without a package it is guide-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.CharField(max_length=120, unique=True)  # region and package, e.g. "990102/food-business"
    entry = models.ForeignKey(CatalogueEntry, models.PROTECT, related_name="implementations")
    package = models.ForeignKey(Package, models.PROTECT, null=True, blank=True, related_name="implementations")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Department, models.PROTECT, related_name="+")


class ImplementationVersion(models.Model):
    """One version of an implementation, immutable: the document, and the package version it runs."""

    class Usage(models.TextChoices):
        IN_USE = "1"
        PAUSED = "2"
        ABOLISHED = "3"
        DRAFT = "4"

    id = models.UUIDField(primary_key=True, default=new_id)
    implementation = models.ForeignKey(Implementation, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    package_version = models.ForeignKey(PackageVersion, models.PROTECT, null=True, blank=True, related_name="+")
    document = models.TextField()
    usage = models.CharField(max_length=1, choices=Usage)
    effective_on = models.DateField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["implementation", "number"], name="implementation_version_number")
        ]
