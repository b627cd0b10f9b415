"""The words of each event for each channel and language: defaults for all, for a kind of business, for one package.

The defaults are services/notices.toml; a package says in its own notices.toml only what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path as FilePath

from tongban.engine.package.lines import Path
from tongban.engine.package.notices.events import EVENTS
from tongban.engine.package.notices.wording import PLACEHOLDERS, placeholders, sms_parts
from tongban.engine.package.reading import Findings, TomlFile
from tongban.engine.package.text import Text

CHANNELS = ("site", "sms", "email")
MOST_PARTS = 2
SIGNATURE = Text("【安澜市政务服务】", "[Anlan City Government Services] ")
"""As long as the signature before a text message may be; the length of templates is measured with it."""


@dataclass(frozen=True)
class Wording:
    """One event. `title` is the heading in the inbox and the subject of the e-mail; without `email` the text of the site
    is sent. What is None is said by the next more general wording."""

    title: Text | None = None
    site: Text | None = None
    sms: Text | None = None
    email: Text | None = None

    def over(self, general: Wording) -> Wording:
        """This wording, with what it leaves out from a more general one."""
        return Wording(*(getattr(self, one.name) or getattr(general, one.name) for one in fields(self)))

    def text(self, channel: str) -> Text:
        """What goes by a channel."""
        found: Text | None = getattr(self, channel) or self.site
        assert found is not None, "the reader asks for title, site and sms of every event"
        return found


Wordings = Mapping[str, Wording]


@dataclass(frozen=True)
class PackageNotices:
    """notices.toml of a package."""

    notices: Wordings = field(default_factory=dict)


@dataclass(frozen=True)
class Notices(PackageNotices):
    """services/notices.toml: the defaults, and what a kind of business says otherwise."""

    kinds: Mapping[str, Wordings] = field(default_factory=dict)


def read_package(content: bytes, findings: Findings) -> PackageNotices:
    """notices.toml of a package; what is wrong is a finding."""
    source = TomlFile("notices.toml", content, findings)
    found = source.read(PackageNotices)
    if found is not None:
        _check(source, ("notices",), found.notices)
    return found or PackageNotices()


def read_shipped(content: bytes, file: str = "notices.toml") -> Notices:
    """The defaults; raises `Refused` with every problem."""
    findings = Findings()
    source = TomlFile(file, content, findings)
    found = source.read(Notices)
    if found is not None:
        _check(source, ("notices",), found.notices)
        for kind, wordings in found.kinds.items():
            _check(source, ("kinds", kind), wordings)
        for event in EVENTS:
            _complete(source, event, found.notices.get(event, Wording()))
    findings.refuse()
    assert found is not None
    return found


@cache
def shipped() -> Notices:
    """The defaults of this checkout."""
    path = FilePath(__file__).parents[5] / "services" / "notices.toml"
    return read_shipped(path.read_bytes(), "services/notices.toml")


def wording_of(event: str, kind: str, own: PackageNotices) -> Wording:
    """What a package of this kind says of an event. KeyError for an event that there is not."""
    general = shipped()
    of_kind = general.kinds.get(kind, {}).get(event, Wording())
    return own.notices.get(event, Wording()).over(of_kind).over(general.notices[event])


def _complete(source: TomlFile, event: str, wording: Wording) -> None:
    for part in ("title", "site", "sms"):
        if getattr(wording, part) is None:
            wrong = (f"通知 {event} 没有 {part}", f"the notice {event} has no {part}")
            source.wrong(("notices", event), wrong, ("两种语言都写上", "write it in both languages"))


def _check(source: TomlFile, path: Path, wordings: Wordings) -> None:
    for event, wording in wordings.items():
        if event not in EVENTS:
            known = " | ".join(EVENTS)
            wrong = (f"没有通知“{event}”", f"there is no notice {event!r}")
            source.wrong((*path, event), wrong, (f"可选：{known}", f"one of: {known}"))
        for part, text, said in _said(wording):
            _placeholders(source, (*path, event, part), said)
            if part == "sms":
                _length(source, (*path, event, part), text, said)


def _said(wording: Wording) -> Iterator[tuple[str, str, str]]:
    for one in fields(wording):
        text = getattr(wording, one.name)
        if text is not None:
            yield from ((one.name, lang, text.said(lang)) for lang in ("zh", "en"))


def _placeholders(source: TomlFile, path: Path, said: str) -> None:
    listed = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    mend = (f"只能用 {listed}", f"use only {listed}")
    try:
        unknown = [name for name in placeholders(said) if name not in PLACEHOLDERS]
    except ValueError as error:
        source.wrong(path, (f"花括号写法有误：{error}", f"braces are not sound: {error}"), mend)
        return
    for name in unknown:
        wrong = (f"通知里不能写“{{{name}}}”", f"a notice may not name {{{name}}}")
        source.wrong(path, wrong, mend)


def _length(source: TomlFile, path: Path, lang: str, said: str) -> None:
    """With every value as long as its example."""
    filled = SIGNATURE.said(lang) + said
    for name, example in PLACEHOLDERS.items():
        filled = filled.replace(f"{{{name}}}", example.said(lang))
    parts = sms_parts(filled)
    if parts > MOST_PARTS:
        wrong = (
            f"短信太长：{len(filled)} 个字符，要分 {parts} 条（单条 70 个字，分条每条 67 个字）",
            f"the text message is too long: {len(filled)} characters, {parts} parts",
        )
        mend = (f"改短到 {MOST_PARTS} 条以内，细节放在站内消息里",
                f"shorten it to {MOST_PARTS} parts; details belong into the inbox")  # fmt: skip
        source.wrong(path, wrong, mend)
