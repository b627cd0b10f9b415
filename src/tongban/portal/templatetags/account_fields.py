"""Draws allauth's forms with the product's own fields."""

from typing import Any

from django import template

from tongban.exchange.identity import provider
from tongban.kit.models import Installation
from tongban.portal.accounts import showing

register = template.Library()
register.filter("rows", showing.rows)
register.filter("general", showing.general)
register.filter("masked_phone", showing.masked_phone)
register.filter("masked_email", showing.masked_email)
register.filter("masked_citizen_id", showing.masked_citizen_id)
register.filter("masked_name", showing.masked_name)


@register.filter
def summary(form: Any) -> list[dict[str, Any]]:
    """The error summary on top: field name ("" for the whole form) and what is wrong with it."""
    found = [{"name": "", "problem": problem} for problem in showing.general(form)]
    return found + [{"name": r.field.name, "problem": r.problem} for r in showing.rows(form) if r.problem]


@register.inclusion_tag("account/_identity.html", takes_context=True)
def identity_login(context: Any) -> dict[str, Any]:
    """The way through the provincial identity, where there is one."""
    request = context["request"]
    return {"provider": provider(), "next": request.GET.get("next", ""), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("account/_mailbox.html")
def mailbox_hint(recipient: str) -> dict[str, Any]:
    """In a demo city: where the message can be read."""
    return {"recipient": recipient, "demo": Installation.is_demo()}
