"""Follows every link of a site as one person after another and looks at one page of each kind with axe."""

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

WIDER = "page => page.scrollWidth - page.clientWidth"
LINKS = "links => links.map(one => one.href)"
PHONE, DESK = {"width": 390, "height": 900}, {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Mode:
    """One way of looking at a page."""

    name: str
    viewport: dict[str, int]
    cookies: dict[str, str]


MODES = (
    Mode("plain", DESK, {}),
    Mode("dark", DESK, {"colours": "dark"}),
    Mode("phone", PHONE, {"colours": "light"}),
    Mode("elder, dark, English", PHONE, {"elder": "1", "colours": "dark", "language": "en"}),
)


@dataclass
class Crawl:
    """One site. `files` are names of addresses that answer with a file, or with data, and are no pages."""

    chromium: Any
    site: str
    urlconf: str
    files: frozenset[str]
    seen: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def name(self, address: str) -> str:
        """Which page this is, "" for no page of this site."""
        if not address.startswith(self.site):
            return ""
        try:
            match = resolve(urlsplit(address).path, urlconf=self.urlconf)
        except Resolver404:
            return ""
        return "" if match.view_name in self.files else match.view_name

    def walk(self, visitor: Any, starts: Iterable[str], modes: Iterator[Mode]) -> None:
        """One page of each kind that `visitor`, a window of somebody, can come to from `starts`; looked at where it is new."""
        waiting, taken = deque(starts), set[str]()
        window = self._window(visitor)
        while waiting:
            address = urldefrag(waiting.popleft()).url
            name = self.name(address)
            if not name or name in taken:
                continue
            taken.add(name)
            waiting.extend(self._look(window, address, next(modes), closely=name not in self.seen))
            self.seen.add(name)
        window.context.close()

    def look_at(self, visitor: Any, addresses: Iterable[str], mode: Mode) -> None:
        """Just these pages, all in one mode."""
        window = self._window(visitor)
        for address in addresses:
            self._look(window, address, mode)
        window.context.close()

    def _window(self, visitor: Any) -> Any:
        """With the same cookies, and scripts, which axe needs."""
        return self.chromium.new_context(
            storage_state=visitor.context.storage_state(), reduced_motion="reduce"
        ).new_page()

    def _look(self, window: Any, address: str, mode: Mode, closely: bool = True) -> list[str]:
        looks = {"colours": "auto", "elder": "0", "language": "zh-hans", **mode.cookies}
        window.context.add_cookies([{"name": name, "value": value, "url": self.site} for name, value in looks.items()])
        window.set_viewport_size(mode.viewport)
        answer = window.goto(address)
        told = f"{address} ({mode.name})"
        if answer.status != 200:
            self.found.append(f"{told}: {answer.status}")
        links = list(window.locator("a[href]").evaluate_all(LINKS))
        if not closely:
            return links
        if window.locator("h1").count() != 1 and self.name(address) != "gallery":
            self.found.append(f"{told}: not one heading")
        if window.locator("html").evaluate(WIDER):
            self.found.append(f"{told}: wider than the screen")
        self.found += [
            f"{told}: {one['id']} {one['nodes'][0]['html']}"
            for one in Axe().run(window).response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        return links


def in_turn(*modes: Mode) -> Iterator[Mode]:
    """Each page in the next mode."""
    return itertools.cycle(modes or MODES)
