"""Password sign-in by mobile number or e-mail address, both found through blind indexes."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.http import HttpRequest

from tongban.directory.actions.citizens import found_by_email, found_by_phone
from tongban.directory.models import Citizen
from tongban.kit.prepared import prepared
from tongban.kit.viewer import let_in
from tongban.portal.accounts.numbers import plain_mobile


class CitizenBackend(AuthenticationBackend):
    """An unknown account costs the same work as a wrong password. Whoever is let in is told to the database first."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Citizen | None:
        password = credentials.get("password")
        if not password:
            return None
        citizen = None
        if phone := credentials.get("phone"):
            citizen = found_by_phone(plain_mobile(phone))
        elif email := credentials.get("email"):
            citizen = found_by_email(email)
        let_in(citizen.pk if citizen else None)
        if citizen is None or not citizen.has_usable_password():
            make_password(password)
            return None
        return citizen if citizen.check_password(password) else None

    def get_user(self, user_id: Any) -> Citizen | None:
        let_in(user_id)
        found: Citizen | None = _active.first(user_id)
        return found


@prepared
def _active(citizen: Any) -> QuerySet[Citizen]:
    return Citizen.objects.with_password().filter(pk=citizen, is_active=True)
