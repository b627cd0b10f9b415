"""Rows that hold from a day until a day: what was true on a day can always be asked again."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q


class ValidQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Adds the question "on this day?"."""

    def valid_on(self, day: date) -> Self:
        """Rows that hold on `day`; `valid_to` is the last day, None is without end."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Valid(models.Model):
    """valid_from and valid_to, both inclusive."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    objects = ValidQuerySet.as_manager()

    class Meta:
        abstract = True

    @staticmethod
    def in_order(name: str) -> models.CheckConstraint:
        """The constraint each concrete table carries under its own name."""
        condition = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
        return models.CheckConstraint(condition=condition, name=name)
