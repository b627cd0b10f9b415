"""What a notice of corrections says of each item: the matter it belongs to, the place in it, and what is to be done."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tongban.cases.models import Case
from tongban.catalog.queries import implementation_of, package_of
from tongban.engine.package import Package, Text

ALL = Text("全部事项", "All matters")


@dataclass(frozen=True)
class Told:
    """One item. `matter` only in a bundle, whose one notice is about several; `place` only where one is named."""

    matter: Text | None
    place: Text | None
    text: str

    def where(self, lang: str) -> str:
        """Matter and place in words; empty where neither is named."""
        return " · ".join(part.said(lang) for part in (self.matter, self.place) if part)


def told(case: Case, items: Iterable[Mapping[str, str]]) -> tuple[Told, ...]:
    """The items of a notice, or the defects noted, of this case. Pointers are those of its own form."""
    children = {child.child_code: child for child in Case.objects.filter(parent=case.id)}
    names = {code: package_of(child.package_version_id).service.name for code, child in children.items()}
    package = package_of(case.package_version_id)
    slots = {id: name for one in (*children.values(), case) for id, name in _slots(one)}

    def one(item: Mapping[str, str]) -> Told:
        matter = names.get(item.get("child", ""), ALL) if children else None
        place = question(package, item["pointer"]) if item.get("pointer") else slots.get(item.get("slot", ""))
        return Told(matter, place, item["text"])

    return tuple(map(one, items))


def _slots(case: Case) -> Iterator[tuple[str, Text]]:
    package, place = package_of(case.package_version_id), implementation_of(case.implementation_version_id)
    for material in (*package.service.materials, *place.materials):
        yield material.id, material.name


def question(package: Package, pointer: str) -> Text | None:
    """The label of the question that a pointer leads into; None if it leads into none of this form."""
    fields = {field.pointer: Text(*field.label) for page in package.form.pages for field in page.fields}
    found = [one for one in fields if pointer == one or pointer.startswith(f"{one}/")]
    return fields[max(found, key=len)] if found else None
