"""Mobile numbers and citizen ids as people type them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from tongban.engine.forms.identifiers import citizen_id_problem, mobile_problem, normalise_identifier
from tongban.kit import clock

Pair = tuple[str, str]


def plain_mobile(text: str) -> str:
    """Eleven digits: spaces, dashes, full-width forms and +86 removed."""
    return normalise_identifier(text).removeprefix("+86")


def said(pair: Pair) -> str:
    """The half of a (zh, en) pair that the reader reads."""
    return pair[1] if (get_language() or "").startswith("en") else pair[0]


class MobileField(forms.CharField):
    """A mainland mobile number."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20)
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = plain_mobile(super().clean(value))
        if text and (wrong := mobile_problem(text)):
            raise ValidationError(said(wrong), code="mobile")
        return text


class CitizenIdField(forms.CharField):
    """A citizen identity or residence-permit number."""

    def clean(self, value: Any) -> str:
        text = normalise_identifier(super().clean(value))
        if text and (wrong := citizen_id_problem(text, clock.today())):
            raise ValidationError(said(wrong), code="citizen-id")
        return text
