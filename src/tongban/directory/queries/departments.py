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
    found = [
        Region.objects.select_related("parent__parent__parent__parent").get(pk=code)
    ]  # village to province: one query
    while (parent := found[-1].parent) is not None:
        if any(region.pk == parent.pk for region in found):
            raise ValueError(f"region {code} lies within itself")
        found.append(parent)
    return found
