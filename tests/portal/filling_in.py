"""Fills the pages of any package's form through the browser, from answers as the stories of a package give them."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.browsers import PublicClient, jpeg
from tongban.catalog.browsing import one_offer
from tongban.catalog.queries import package_with_stories
from tongban.engine.forms import Field
from tongban.engine.pointers import MISSING, get


def story_answers(key: str, file: str) -> dict[str, Any]:
    """The answers file of a story of the package offered under `key`."""
    offer = one_offer(key)
    assert offer is not None and offer.package is not None
    assert offer.version.package_version_id is not None
    files = package_with_stories(offer.version.package_version_id).files
    return json.loads(files[f"stories/{file}"])  # type: ignore[no-any-return]


def posted(fields: tuple[Field, ...], answers: dict[str, Any]) -> dict[str, Any]:
    """What a browser would post for these fields."""
    data: dict[str, Any] = {}
    for field in fields:
        value = get(answers, field.pointer)
        if value is MISSING:
            continue
        if field.widget == "repeat":
            for number, row in enumerate(value):
                children = tuple(child.at(number) for child in field.children)
                for child in children:
                    data |= {child.name: typed(child, row[child.key])} if child.key in row else {}
        elif field.widget == "date":
            parts = str(value).split("-")
            data |= {f"{field.name}-{part}": text for part, text in zip(("year", "month", "day"), parts, strict=True)}
        else:
            data[field.name] = typed(field, value)
    return data


def typed(field: Field, value: Any) -> Any:
    """One answer as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.widget == "money":
        return f"{value / 100:.2f}"
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def begin(browser: PublicClient, key: str) -> str:
    """Presses Start; the address of the draft."""
    answer = browser.post(f"/services/{key}/start/")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def answer_questions(browser: PublicClient, draft: str, scenario: dict[str, Any]) -> Any:
    """The scenario page."""
    given = {f"scenario-{name}": str(value).lower() for name, value in scenario.items()}
    return browser.post(f"{draft}questions/", given)


def fill_pages(browser: PublicClient, draft: str, key: str, answers: dict[str, Any]) -> list[str]:
    """Goes on page by page as long as the site asks for form pages; returns the pages it asked for."""
    offer = one_offer(key)
    assert offer is not None and offer.package is not None
    seen = []
    while "/page/" in (where := step_of(browser, draft)):
        page = offer.package.form.page(where.split("/page/")[1].strip("/"))
        assert page.id not in seen, f"{page.id} is asked again"
        seen.append(page.id)
        answer = browser.post(where, posted(page.fields, answers))
        assert answer.status_code == 302, answer.content.decode()
    return seen


def step_of(browser: PublicClient, draft: str) -> str:
    """Where the site sends who resumes the draft."""
    return str(browser.get(draft)["Location"])


def upload(browser: PublicClient, draft: str, slot: str, content: bytes | None = None, name: str = "纸.jpg") -> Any:
    """One file into one slot."""
    file = SimpleUploadedFile(name, jpeg() if content is None else content)
    return browser.post(f"{draft}materials/{slot}/", {f"materials-{slot}": file})


def upload_all(browser: PublicClient, draft: str) -> list[str]:
    """A picture into every slot that asks for one; the slots."""
    page = browser.get(f"{draft}materials/")
    slots = [slot["id"] for slot in page.context["slots"] if slot["required"] and not slot["held"]]
    for slot in slots:
        assert upload(browser, draft, slot).status_code == 302
    return slots
