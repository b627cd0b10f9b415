"""Columns that most processes may not read (passwords, seeds, keys) stay out of every query that does not ask for them.

A manager that defers such a column by itself lets the roles without a grant on it use the table as ever; whoever may
read it gets it when the attribute is asked for. A join (`select_related`) has to defer it by name.
"""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound="HidesColumns")


class Hiding(models.QuerySet[Row]):
    """`only(…)`, by which Django fetches a deferred attribute, names what to load: it begins from nothing hidden."""

    def only(self, *fields: Any) -> Self:
        return super(Hiding, self.defer(None)).only(*fields)


def hiding(model: type[Row], using: str | None) -> Hiding[Row]:
    """The rows of `model` without its hidden columns."""
    return Hiding(model, using=using).defer(*model.hidden)


class HidesColumns(models.Model):
    """A row read anew forgets its hidden columns too: the next who asks for one gets what stands there now."""

    hidden: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        super().refresh_from_db(using, fields, from_queryset)
        for name in self.hidden if fields is None else ():
            self.__dict__.pop(name, None)
