"""Both sites in one process: each request under the settings and with the database rights of its own site."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import UserSettingsHolder, settings
from django.test import Client
from django.urls import set_urlconf

from tests.roles import as_role
from tongban.config.settings import sites
from tongban.directory.models import Citizen, Officer, Organisation
from tongban.kit.access import Actor
from tongban.kit.viewer import forget_viewer

BACKEND = "tongban.portal.accounts.backend.CitizenBackend"


@cache
def _settings_of(site: str) -> UserSettingsHolder:
    holder = UserSettingsHolder(settings._wrapped)
    for name, value in {"public": sites.PUBLIC, "office": sites.OFFICE}[site].items():
        setattr(holder, name, value)
    return holder


@contextmanager
def site(name: str) -> Iterator[None]:
    """Within the block the process is that site: its addresses, its sessions, its middleware."""
    before = settings._wrapped
    settings._wrapped = _settings_of(name)
    set_urlconf(None)
    try:
        yield
    finally:
        settings._wrapped = before
        set_urlconf(None)


class SiteBrowser(Client):
    """Django's client at one site, without JavaScript. Nobody has signed in."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def request(self, **request: Any) -> Any:
        with site(self.name), as_role(self.name):
            return super().request(**request)


class CitizenBrowser(SiteBrowser):
    """A citizen who has signed in, and acts for an organisation if one is given."""

    def __init__(self, citizen: Citizen, organisation: Organisation | None = None) -> None:
        super().__init__("public")
        with site("public"):
            self.force_login(citizen, backend=BACKEND)
        forget_viewer()
        if organisation is not None:
            answer = self.post("/my/organisations/act/", {"organisation": str(organisation.id)})
            assert answer.status_code == 302, answer.content.decode()


class OfficerBrowser(SiteBrowser):
    """An officer who has signed in and acts in one post."""

    def __init__(self, actor: Actor) -> None:
        super().__init__("office")
        with site("office"):
            session = self.session
            session["officer"], session["seen"], session["post"] = str(actor.id), int(time.time()), str(actor.post)
            session["password-since"] = Officer.objects.get(pk=actor.id).password_set_at.isoformat()
            session.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
