"""The first page of a first visit, with all it brings, is at most 60 kB as sent (look.md)."""

import gzip
import re

import pytest

from tongban.ui.assets import build, node

pytestmark = pytest.mark.django_db
MOST = 60_000


def test_the_first_page_with_everything_it_loads(visitor, tmp_path):
    if node.machine() is None:
        pytest.skip("no Node on this machine; the front door installs one")
    build.build(tmp_path, say=lambda _: None)
    html = visitor.get("/").content
    names = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html.decode()))
    assert {"public.css", "page.js"} <= names
    sent = [html, *((tmp_path / name).read_bytes() for name in names)]
    assert sum(len(gzip.compress(one)) for one in sent) <= MOST
