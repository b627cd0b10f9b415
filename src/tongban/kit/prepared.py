"""Queries of one shape, put into SQL once a process: building SQL anew is half of what an act costs.

    @prepared
    def _of_case(case):
        return Clock.objects.filter(case_id=case, stopped_on=None).order_by("kind")

    _of_case(case_id)  # rows, as list(queryset) would give them
    _of_case.one(case_id)  # the only row, or Clock.DoesNotExist
    _of_case.first(case_id)  # a row or None

The function is called once, with stand-ins for its values; so its shape must not depend on them. A value is what the
driver takes: a UUID, a number, a date, a text; JSON as text.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import update_wrapper
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignObject, Lookup, Model, QuerySet, Value
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators

Read = Callable[[Iterable[Sequence[Any]]], list[Any]]


class _Slot:
    """Where a value goes among the parameters of a statement."""

    def __init__(self, position: int) -> None:
        self.position = position


class Prepared:
    """A query of fixed shape."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._plan: tuple[str, list[Any], Read] | None = None
        self._model: Any = None
        update_wrapper(self, build)

    def __call__(self, *values: Any) -> list[Any]:
        """All rows for these values, in the order of the function's parameters."""
        sql, params, read = self._plan or self._prepare()
        given = [values[one.position] if type(one) is _Slot else one for one in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return read(cursor.fetchall())

    def first(self, *values: Any) -> Any:
        """The first row, None when there is none."""
        return next(iter(self(*values)), None)

    def one(self, *values: Any) -> Any:
        """The only row. Raises DoesNotExist or MultipleObjectsReturned of its model."""
        rows = self(*values)
        if len(rows) == 1:
            return rows[0]
        raise self._model.MultipleObjectsReturned if rows else self._model.DoesNotExist

    def _prepare(self) -> tuple[str, list[Any], Read]:
        names = inspect.signature(self._build).parameters
        queryset = self._build(*(Value(_Slot(position)) for position, _ in enumerate(names)))
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self._model = queryset.model
        self._plan = (sql, list(params), _reader(queryset, compiler))
        return self._plan


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Lookup):  # type: ignore[type-arg]
    """`column__any=values`: as `__in`, but one statement for any number of values."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, before = self.process_lhs(compiler, connection)
        values, after = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", [*before, *after]


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
    """Decorates a function that builds a queryset; see above."""
    return Prepared(build)


def _reader(queryset: QuerySet[Any, Any], compiler: Any) -> Read:
    """What makes of database rows the same objects as the queryset would."""
    converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])

    def converted(rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        return compiler.apply_converters(rows, converters) if converters else rows

    match queryset._iterable_class:
        case kind if kind is ModelIterable:
            instance = _instances(compiler, queryset.db)
            return lambda rows: [instance(row) for row in converted(rows)]
        case kind if kind is ValuesListIterable:
            return lambda rows: [tuple(row) for row in converted(rows)]
        case kind if kind is FlatValuesListIterable:
            return lambda rows: [row[0] for row in converted(rows)]
    raise TypeError(f"{queryset._iterable_class.__name__} is not prepared: rows, values_list only")


def _instances(compiler: Any, using: str) -> Callable[[Sequence[Any]], Model]:
    """As ModelIterable: the row, what was joined to it, and its annotations."""
    select, klass_info = compiler.select, compiler.klass_info
    model, fields = klass_info["model"], klass_info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [column.target.attname for column, *_ in select[start:end]]
    joined = get_related_populators(klass_info, select, using)  # type: ignore[call-arg]
    annotated = list((compiler.annotation_col_map or {}).items())

    def instance(row: Sequence[Any]) -> Model:
        found: Model = model.from_db(using, names, row[start:end])
        for populator in joined:
            populator.populate(row, found)
        for name, position in annotated:
            setattr(found, name, row[position])
        return found

    return instance
