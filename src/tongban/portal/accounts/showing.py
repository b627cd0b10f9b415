"""Django forms (allauth's are) as the fields that ui's `form_field` draws, and masked personal data for pages."""

from dataclasses import dataclass
from dataclasses import field as part
from typing import Any

from django import forms
from django.utils import translation

from tongban.directory import masking
from tongban.engine.forms.messages import lower_first


@dataclass(frozen=True)
class Field:
    """One question, with the attributes that ui's `form_field` reads."""

    name: str
    label: dict[str, str]
    widget: str
    hint: dict[str, str] | None
    required: bool
    autocomplete: str
    pointer: str
    options: dict[str, dict[str, str]] = part(default_factory=dict)
    schema: dict[str, Any] = part(default_factory=dict)
    children: tuple["Field", ...] = ()


@dataclass(frozen=True)
class Row:
    """A field with what was typed and what is wrong with it ({"zh", "en"} or None)."""

    field: Field
    value: Any
    problem: dict[str, str] | None


def rows(form: forms.Form) -> list[Row]:
    """The fields of a bound or unbound form. Passwords and codes are not shown again."""
    return [_row(bound) for bound in form]


def general(form: forms.Form) -> list[dict[str, str]]:
    """Problems of the whole form."""
    return [_both(error) for error in form.non_field_errors()]


def _row(bound: Any) -> Row:
    attributes = bound.field.widget.attrs
    autocomplete = str(attributes.get("autocomplete", ""))
    secret = isinstance(bound.field.widget, forms.PasswordInput) or autocomplete == "one-time-code"
    widget = "password" if isinstance(bound.field.widget, forms.PasswordInput) else _WIDGETS.get(autocomplete, "text")
    shown = Field(
        name=bound.html_name, label=_both(bound.field.label), widget=widget,
        hint=_both(bound.field.help_text) if bound.field.help_text else None, required=bound.field.required,
        autocomplete=autocomplete, pointer="/" + bound.html_name,
    )  # fmt: skip
    return Row(shown, "" if secret else bound.value() or "", _problem(bound, shown) if bound.errors else None)


def _problem(bound: Any, shown: Field) -> dict[str, str]:
    """What is wrong with one field; an empty one is named."""
    if bound.errors.as_data()[0].code != "required":
        return _both(bound.errors[0])
    zh, en = shown.label["zh"], shown.label["en"]
    choose = isinstance(bound.field, forms.ChoiceField)
    return {"zh": f"请选择{zh}" if choose else f"请填写{zh}",
            "en": f"Select {lower_first(en)}" if choose else f"Enter {lower_first(en)}"}  # fmt: skip


_WIDGETS = {"one-time-code": "code", "tel": "tel", "email": "email"}


def _both(text: Any) -> dict[str, str]:
    """A lazy text in both languages; one already in the reader's language stands for both."""
    if isinstance(text, str) and not hasattr(text, "_proxy____args"):
        return {"zh": text, "en": text}
    with translation.override("zh-hans"):
        zh = str(text)
    with translation.override("en"):
        return {"zh": zh, "en": str(text)}


def masked_phone(phone: str) -> str:
    """138****1234"""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "****"


def masked_email(address: str) -> str:
    """a***@example.cn"""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}"


def masked_citizen_id(number: str) -> str:
    """1101**********1234"""
    return f"{number[:4]}{'*' * max(0, len(number) - 8)}{number[-4:]}"


def masked_name(name: str) -> str:
    """张**, 欧阳* (the given name is what is hidden)."""
    return masking.name(name)
