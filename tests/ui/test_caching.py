"""Answers that are no pages, the API's above all, stay in no cache; static files may."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tongban.ui.headers import PageHeaders


@pytest.mark.parametrize(("path", "caching"), [("/api/v1/cases", "private, no-store"), ("/static/a.css", None)])
def test_only_static_files_may_be_kept(path: str, caching: str | None) -> None:
    def answer(_request: object) -> HttpResponse:
        return HttpResponse(b"{}", content_type="application/json")

    assert PageHeaders(answer)(RequestFactory().get(path)).headers.get("Cache-Control") == caching
