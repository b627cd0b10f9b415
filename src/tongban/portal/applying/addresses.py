"""Where the steps of a draft are."""

from uuid import UUID

from django.urls import reverse

from tongban.cases import filling

_NAMES = {
    filling.QUESTIONS: "portal:questions",
    filling.MATTERS: "portal:matters",
    filling.MATERIALS: "portal:materials",
    filling.CHECK: "portal:check",
}


def address_of(draft: UUID, key: str) -> str:
    """The page of a step."""
    if key in _NAMES:
        return reverse(_NAMES[key], kwargs={"draft": draft})
    return reverse("portal:page", kwargs={"draft": draft, "page": key})
