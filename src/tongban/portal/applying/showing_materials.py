"""Material slots for the pages: what is wanted, what is there, what is on file already."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from tongban.cases.filling import Filled, Filling
from tongban.catalog import labels
from tongban.engine.forms import Field, Page, Row
from tongban.engine.package.parts import Material as Slot
from tongban.portal.words import day, listed, said
from tongban.records.models import Material


def slot_rows(form: Filling, wrong: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every slot of the draft, for the upload page and for the check."""
    return [_slot(form, one, wrong.get(f"/materials/{one.slot.id}")) for one in form.slots]


def _slot(form: Filling, one: Filled, problem: Any) -> dict[str, Any]:
    slot, address = one.slot, {"draft": form.draft.id, "slot": one.slot.id}
    return {
        **slot_limits(slot),
        "hint": " ".join(filter(None, (said(slot.criterion), said(slot.note)))),
        "necessity": said(labels.NECESSITIES[slot.necessity]),
        "required": slot.necessity == "required",
        "held": _held(one),
        "files": [_file(form, slot.id, material) for material in one.files],
        "told": one.told,
        "problem": problem,
        "action": "" if one.held else reverse("upload", kwargs=address),
    }


def slot_limits(slot: Slot) -> dict[str, Any]:
    """Name, criterion and limits of a slot, as ui's `file_slot` takes them."""
    types = listed(kind.upper() for kind in slot.accept)
    return {
        "id": slot.id,
        "name": f"materials-{slot.id}",
        "label": said(slot.name),
        "hint": said(slot.criterion),
        "limit": said((f"{types}，每个不超过 {slot.max_mb} MB", f"{types}, {slot.max_mb} MB each at most")),
        "accept": ",".join(_ACCEPT[kind] for kind in slot.accept),
    }


_ACCEPT = {"pdf": ".pdf,application/pdf", "jpeg": ".jpg,.jpeg,image/jpeg", "png": ".png,image/png"}


def _held(one: Filled) -> str:
    """The certificate on file that stands for the paper."""
    return f"{one.held.number} · {day(one.held.issued_on)}" if one.held else ""


def file_row(form: Filling, page: Page, field: Field) -> dict[str, Any]:
    """A question for files: what it holds, each with the address that takes it out, and where a file is sent."""
    address = {"draft": form.draft.id, "page": page.id, "field": field.name}
    held = [
        {"name": str(one.name), "url": material_address(one), "size": size(one.file.size),
         "remove": reverse("detach", kwargs={**address, "material": one.id})}
        for one in form.files_of(field)
    ]  # fmt: skip
    return {"value": held, "upload": reverse("attach", kwargs=address)}


def files_named(form: Filling, row: Row) -> list[dict[str, str]]:
    """The files of one answered question, to be opened."""
    held = {str(one.id): one for one in form.uploads.get(row.pointer, ())}
    return [{"name": str(held[one].name), "url": material_address(held[one])} for one in row.files if one in held]


def _file(form: Filling, slot: str, material: Material) -> dict[str, str]:
    return {
        "name": str(material.name),
        "url": material_address(material),
        "size": size(material.file.size),
        "remove": reverse("remove", kwargs={"draft": form.draft.id, "slot": slot, "material": material.id}),
    }


def material_address(material: Material) -> str:
    """Where the original is served from."""
    return reverse("material", kwargs={"material": material.id, "name": quote(str(material.name), safe="")})


def size(n: int) -> str:
    """Bytes for people."""
    return f"{n / 1024 / 1024:.1f} MB" if n >= 1024 * 1024 else f"{max(1, n // 1024)} kB"
