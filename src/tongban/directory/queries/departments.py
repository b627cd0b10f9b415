"""Regions and departments."""

from datetime import date

from django.db.models import QuerySet

from tongban.directory.models import Department, Region


def department_by_code(code: str) -> Department:
    """The department with this code. Raises Department.DoesNotExist."""
    return Department.objects.select_related("region").get(code=code)


def departments_on(day: date) -> QuerySet[Department]:
    """Departments that exist on `day`, by region and number."""
    return Department.objects.valid_on(day).select_related("region", "parent").order_by("region_id", "number", "code")


def region_with_ancestors(code: str) -> list[Region]:
    """The region and those above it, nearest first. Raises Region.DoesNotExist."""
    found = [Region.objects.get(pk=code)]
    while (parent := found[-1].parent_id) is not None:
        if any(region.pk == parent for region in found):
            raise ValueError(f"region {code} lies within itself")
        found.append(Region.objects.get(pk=parent))
    return found
