"""Where the steps of a draft are."""

from uuid import UUID

from django.urls import reverse

from tongban.cases import filling

_NAMES = {
    filling.QUESTIONS: "questions",
    filling.MATTERS: "matters",
    filling.MATERIALS: "materials",
    filling.CHECK: "check",
}


def address_of(draft: UUID, key: str) -> str:
    """The page of a step."""
    if key in _NAMES:
        return reverse(_NAMES[key], kwargs={"draft": draft})
    return reverse("page", kwargs={"draft": draft, "page": key})
