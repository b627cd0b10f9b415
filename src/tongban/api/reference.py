"""The reference of the public API as a page: every operation with what it takes and gives, from the contract itself."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tongban.api.public import api
from tongban.api.reference_words import WORDS

Row = dict[str, Any]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """For whoever writes a program against it; no sign-in."""
    english = (get_language() or "zh").startswith("en")
    return render(request, "ui/api_reference.html", {"operations": operations(english=english)})


@cache
def operations(*, english: bool) -> tuple[Row, ...]:
    """In the order of the contract, each with name, address, parameters, body and answers."""
    contract = api.get_openapi_schema()
    found = [
        _operation(contract, path, method, one, english=english)
        for path, methods in contract["paths"].items()
        for method, one in methods.items()
    ]
    return tuple(found)


def _operation(contract: Mapping[str, Any], path: str, method: str, one: Mapping[str, Any], *, english: bool) -> Row:
    zh, _, en = one["summary"].partition(" ")
    told = one.get("description", "") if english else WORDS[one["operationId"]]
    return {
        "id": one["operationId"], "method": method.upper(), "path": path, "name": en if english else zh,
        "told": " ".join(told.split()), "token": bool(one.get("security")),
        "parameters": [_parameter(each) for each in one.get("parameters", ())],
        "body": [(kind, _fields(contract, each["schema"])) for kind, each in _contents(one.get("requestBody"))],
        "answers": [_answer(status, each) for status, each in sorted(one["responses"].items(), key=lambda row: str(row[0]))],
    }  # fmt: skip


def _parameter(one: Mapping[str, Any]) -> Row:
    return {
        "name": one["name"],
        "in": one["in"],
        "type": _type(one.get("schema", {})),
        "required": one.get("required", False),
    }


def _contents(body: Mapping[str, Any] | None) -> list[tuple[str, Mapping[str, Any]]]:
    return list((body or {}).get("content", {}).items())


def _fields(contract: Mapping[str, Any], schema: Mapping[str, Any]) -> list[Row]:
    while "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = set(schema.get("required", ()))
    return [
        {"name": name, "type": _type(each), "required": name in required}
        for name, each in schema.get("properties", {}).items()
    ]


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    kind = str(schema.get("type", "any"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _answer(status: Any, one: Mapping[str, Any]) -> Row:
    kinds = [f"{kind}: {_type(each.get('schema', {}))}" for kind, each in one.get("content", {}).items()]
    return {"status": status, "kinds": kinds}
