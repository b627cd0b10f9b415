"""The texts of notices as they go out, filled with made-up values: for who looks after a service package."""

from typing import Any

from tongban.cases.notices import carrying
from tongban.catalog.models import PackageVersion
from tongban.catalog.queries import package_of
from tongban.engine.package import Package
from tongban.engine.package.notices import EVENTS, PLACEHOLDERS, Wording, fill, sms_parts, wording_of
from tongban.engine.package.text import Text
from tongban.workbench.words import said

LANGUAGES = ("zh", "en")
PARTS = (("title", Text("标题", "Title")), ("site", Text("站内消息", "Inbox")), ("sms", Text("短信", "Text message")),
         ("email", Text("邮件", "E-mail")))  # fmt: skip


def packages() -> list[dict[str, str]]:
    """The newest version of each package, by name."""
    newest = PackageVersion.objects.order_by("package_id", "-number").distinct("package_id")
    found = [package_of(one.id) for one in newest]
    return [{"code": one.code, "name": said(one.service.name)} for one in found]


def version(code: str) -> Package | None:
    """The newest version of one package."""
    row = PackageVersion.objects.filter(package__code=code).order_by("-number").first()
    return package_of(row.id) if row else None


def first() -> Package | None:
    """The one shown where none was chosen."""
    row = PackageVersion.objects.order_by("package__code", "-number").first()
    return package_of(row.id) if row else None


def events(package: Package | None) -> list[dict[str, Any]]:
    """Each event with its texts; `own`: the package says it in its own words."""
    if package is None:
        return []
    return [
        {"code": code, "name": said(event.name), "legal": event.legal, "own": code in package.notices.notices,
         "texts": _texts(wording_of(code, package.service.kind, package.notices), package)}
        for code, event in EVENTS.items()
    ]  # fmt: skip


def _texts(wording: Wording, package: Package) -> list[dict[str, Any]]:
    """In both languages side by side; of a text message, the parts it is sent as."""
    rows = []
    for part, name in PARTS:
        template = wording.title if part == "title" else wording.text(part)
        if template is None or (part == "email" and wording.email is None):
            continue
        filled = {lang: fill(template.said(lang), _values(package, lang)) for lang in LANGUAGES}
        if part == "sms":
            filled = {lang: carrying.signed(filled[lang], lang) for lang in LANGUAGES}
        rows.append({
            "name": said(name), **filled,
            "parts": {lang: sms_parts(filled[lang]) for lang in LANGUAGES} if part == "sms" else None,
        })  # fmt: skip
    return rows


def _values(package: Package, lang: str) -> dict[str, str]:
    return {name: example.said(lang) for name, example in PLACEHOLDERS.items()} | {
        "matter": package.service.name.said(lang)
    }
