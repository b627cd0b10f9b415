"""Every curl line of docs/api.md is carried out, in order, each with what the lines before it gave."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.conftest import ALL_SCOPES, ANSWERS, PDF, make_client
from tests.api.test_apps import VERIFIER, allowed, make_app, signed_in
from tests.roles import as_role

PAGE = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LINE = re.compile(r"(?:(?P<name>\w+)=\$\()?curl (?P<words>.*?)(?: \| jq -r \.(?P<key>\w+)\))?")
SITE = "http://127.0.0.1:8000"


def test_the_examples_of_the_page_work(city: Any) -> None:
    client, secret = make_client(city.organisations["green-grain"], ALL_SCOPES)
    known = {"ID": str(client.id), "SECRET": secret, "ANSWERS": json.dumps(ANSWERS)}
    app = make_app(is_confidential=False)[0]
    known |= {"APP": str(app.id), "CODE": allowed(signed_in(city.citizens["bai"]), app), "VERIFIER": VERIFIER}
    ran = 0
    for line in "".join(BLOCKS).replace("\\\n", " ").splitlines():
        if plain := re.fullmatch(r"(\w+)=(http\S+)", line):
            known[plain[1]] = plain[2]
            continue
        parts = LINE.fullmatch(line)
        assert parts, f"neither a curl line nor an address: {line}"
        words = [re.sub(r"\$(\w+)", lambda one: known[one[1]], word) for word in shlex.split(parts["words"])]
        answer = sent(words)
        assert answer.status_code in (200, 201), f"{line}: {answer.content.decode()}"
        if parts["name"]:
            known[parts["name"]] = answer.json()[parts["key"]]
        ran += 1
    assert ran == PAGE.count("curl ")


def sent(words: list[str]) -> Any:
    """What curl would send with these arguments: -s -H -d -F -o."""
    headers: dict[str, str] = {}
    data: list[str] = []
    fields: dict[str, Any] = {}
    address, rest = "", iter(words)
    for word in rest:
        if word == "-s":
            continue
        if word == "-o":
            next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            data.append(next(rest))
        elif word == "-F":
            name, _, value = next(rest).partition("=")
            fields[name] = SimpleUploadedFile(value[1:], PDF) if value.startswith("@") else value
        elif word.startswith(SITE) and not address:
            address = word.removeprefix(SITE)
        else:
            pytest.fail(f"curl argument not known to this test: {word}")
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    with as_role("public"):
        if fields:
            return Client().post(address, fields, headers=headers)
        if data:
            return Client().post(address, "&".join(data), content_type=kind, headers=headers)
        return Client().get(address, headers=headers)
