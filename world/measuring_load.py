"""Many people at both sites of a running city at once: requests a second, how long they wait, and what fails.

Connections are kept alive and each asks as fast as it is answered. One process of plain asyncio, so that the client
takes little of the machine it measures; `./tongban bench city` starts the city and runs this beside it.
"""

import asyncio
import json
import re
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pyotp

INPUT, ATTRIBUTE = re.compile(r"<input[^>]*>"), re.compile(r'(name|value)="([^"]*)"')


@dataclass
class Person:
    """One browser: a connection and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body; a connection that the server has ended is opened again."""
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = urllib.parse.urlencode(form).encode() if form is not None else b""
        lines = [f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
                      f"Origin: http://127.0.0.1:{self.port}"]  # fmt: skip
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self._answer()

    async def _answer(self) -> tuple[int, dict[str, str], bytes]:
        assert self.reader is not None
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in filter(None, head[1:]):
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie.strip()] = content
            headers[name.lower()] = value
        if headers.get("transfer-encoding") == "chunked":
            parts = []
            while size := int(await self.reader.readline(), 16):
                parts.append((await self.reader.readexactly(size + 2))[:-2])
            await self.reader.readline()
            return int(head[0].split()[1]), headers, b"".join(parts)
        return int(head[0].split()[1]), headers, await self.reader.readexactly(int(headers.get("content-length", 0)))

    async def fill(self, path: str, *values: str) -> str:
        """Fills the boxes of the page's last form in their order; where it leads. Chooses the first post if asked."""
        _, _, page = await self.ask(path)
        inputs = [dict(ATTRIBUTE.findall(one)) for one in INPUT.findall(page[page.index(b"<main") :].decode())]
        form = {one["name"]: one.get("value", "") for one in inputs}
        asked = [name for name in form if name not in ("csrfmiddlewaretoken", "next")]
        form |= dict(zip(asked, values, strict=False))
        _, headers, _ = await self.ask(path, form)
        return headers.get("location", "")


async def citizen(port: int, account: dict[str, str]) -> Person:
    """Somebody who has signed in at the public site."""
    one = Person(port)
    await one.fill("/accounts/login/", account["login"], account["password"])
    return one


async def officer(port: int, account: dict[str, str]) -> Person:
    """Somebody who has signed in at the office site. A one-time code is good once: after a refusal the next is waited for."""
    one, code = Person(port), pyotp.TOTP(account["totp_seed"])
    where = await one.fill("/sign-in/", account["login"], account["password"], code.now())
    if not where:
        await asyncio.sleep(code.interval - time.time() % code.interval)
        where = await one.fill("/sign-in/", account["login"], account["password"], code.now())
    if "post" in where:
        await one.fill(where)
    return one


async def crowd(public: int, office: int, data: Path, connections: int, seconds: float) -> dict[str, float]:
    """Half look around, three tenths read their own pages, two tenths work at the desk."""
    accounts = json.loads((data / "accounts.json").read_text())
    people = [one for one in accounts if one["site"] == "public" and one["shown"]]
    desks = [one for one in accounts if one["key"] in ("chexiaoguang", "shentufeng", "cenxi", "chuwancang")]
    anyone = [
        "/",
        "/services/990102/food-business/",
        "/search/?q=%E5%BC%80%E9%A5%AD%E9%A6%86",
        "/services/",
        "/verify/",
    ]
    waits: list[float] = []
    failed: dict[int, int] = {}
    end = 0.0

    async def busy(one: Person, paths: Iterator[str]) -> None:
        while time.monotonic() < end:
            started = time.monotonic()
            status, _, _ = await one.ask(next(paths))
            waits.append(time.monotonic() - started)
            if status != 200:
                failed[status] = failed.get(status, 0) + 1

    at_desks: dict[str, Person] = {}
    crowd: list[tuple[Person, Iterator[str]]] = []
    for number in range(connections):
        match number % 10:
            case 0 | 1 | 2 | 3 | 4:
                crowd.append((Person(public), cycle(anyone[number % 5 :] + anyone[: number % 5])))
            case 5 | 6 | 7:
                one = await citizen(public, people[number % len(people)])
                crowd.append((one, cycle(await _own(one, "/my/"))))
            case _:
                desk = desks[number % len(desks)]
                if desk["key"] not in at_desks:
                    at_desks[desk["key"]] = await officer(office, desk)
                one = Person(office, cookies=dict(at_desks[desk["key"]].cookies))
                crowd.append((one, cycle(await _own(one, "/tasks/"))))
    end = time.monotonic() + seconds
    await asyncio.gather(*(busy(one, paths) for one, paths in crowd))
    waits.sort()
    return {
        "requests, 1/s": round(len(waits) / seconds, 1), "median, ms": _ms(waits, 0.5), "p95, ms": _ms(waits, 0.95),
        "p99, ms": _ms(waits, 0.99), "not answered with 200": sum(failed.values()),
    }  # fmt: skip


async def _own(one: Person, home: str) -> list[str]:
    """The home page of somebody who has signed in, and up to three cases that it links to."""
    status, _, page = await one.ask(home)
    if status != 200:
        raise SystemExit(f"{home} answers {status}: nobody has signed in")
    cases = dict.fromkeys(re.findall(r'href="((?:/my)?/cases/[0-9a-f-]{36}/)"', page.decode()))
    return [home, *list(cases)[:3]]


def _ms(waits: list[float], share: float) -> float:
    return round(waits[int(len(waits) * share)] * 1000, 1)


if __name__ == "__main__":
    ports = int(sys.argv[1]), int(sys.argv[2])
    found = asyncio.run(crowd(*ports, Path(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])))
    sys.stdout.write(json.dumps(found) + "\n")
