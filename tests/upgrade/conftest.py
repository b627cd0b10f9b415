"""The browser of tests/browser."""

from tests.browser.conftest import chromium, new_page

__all__ = ["chromium", "new_page"]
