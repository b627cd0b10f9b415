"""Model fields that are ciphertext in the database and plain values in Python.

A value is opened when it is read, not when its row is: a list that shows masked numbers opens nothing else.
`QuerySet.update()` and filters on such a field are refused: search goes through a blind index column.
"""

import json
from typing import Any

from django.db import models

from tongban.kit.vault.cipher import open_sealed, seal


class _Blob(bytes):
    """Ciphertext as it came from the database, not yet opened."""


class _Opening:
    """Attribute that opens the blob at first reading."""

    def __init__(self, field: "SealedText") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, _Blob):
            value = row.__dict__[name] = self.field.decode(open_sealed(self.field.label, row.pk, value))
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedText(models.Field):  # type: ignore[type-arg]
    """Text sealed for its row. `label` names the field for ever, e.g. "citizen.phone"."""

    def __init__(self, label: str, **options: Any) -> None:
        self.label = label
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, [self.label, *args], options

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, plain: bytes) -> Any:
        return plain.decode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else _Blob(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, _Blob):
            return value
        return _Blob(seal(self.label, model_instance.pk, self.encode(value)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, _Blob):
            raise TypeError(f"{self.label} is sealed: save the row, or search by its blind index")
        return value if value is None else connection.Database.Binary(value)


class SealedJSON(SealedText):
    """A JSON document sealed as a whole."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)
