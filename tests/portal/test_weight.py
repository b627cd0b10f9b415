"""The first page of a first visit, with all it brings, is at most 60 kB as sent (look.md)."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db
MOST = 60_000


def test_the_first_page_with_everything_it_loads(visitor):
    html = visitor.get("/").content
    paths = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html.decode()))
    assert any(one.endswith(".css") for one in paths)
    parts = [Path(settings.STATIC_ROOT) / one.removeprefix("/static/") for one in paths]
    sizes = [len(gzip.compress(part.read_bytes())) for part in parts if part.is_file()]
    assert len(sizes) == len(parts), "every asset named by the page exists"
    assert len(gzip.compress(html)) + sum(sizes) <= MOST
