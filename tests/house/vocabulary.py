"""The words of services/ and world/: codes and names that no code outside them may know."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def package_codes() -> set[str]:
    """Codes of the packages."""
    return {file.parent.name for file in (ROOT / "services").glob("*/*/service.toml")}


def material_ids() -> set[str]:
    """Ids of the material slots of packages and implementations."""
    files = [*(ROOT / "services").rglob("service.toml"), *(ROOT / "world/data/implementations").rglob("*.toml")]
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return {one["id"] for table in tables for one in table.get("materials", [])}


def department_codes() -> set[str]:
    """Codes of the departments and posts of the demo city."""
    data = ROOT / "world/data"
    tables = [tomllib.loads((data / f"{name}.toml").read_text(encoding="utf-8")) for name in ("departments", "posts")]
    return {row["code"] for table in tables for rows in table.values() for row in rows}


def form_fields() -> set[str]:
    """Names of the fields of application forms and of task forms, at any depth."""
    files = (ROOT / "services").rglob("*.schema.json")
    return {name for file in files for name in _properties(json.loads(file.read_text(encoding="utf-8")))}


def _properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _properties(part)


def is_particular(word: str) -> bool:
    """Made of several parts, so that it can hardly be an ordinary word of a program."""
    return bool(re.search(r"[-_]", word))
