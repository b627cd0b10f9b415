"""What the front door calls to found a city without demo data; one one-time link for each administrator comes back."""

import os
import sys
from pathlib import Path

NAMES = {
    "system": "系统管理员 system administrator",
    "security": "安全管理员 security administrator",
    "audit": "审计管理员 audit administrator",
}
OFFICE_URL = "http://127.0.0.1:8001"


def empty_city(
    data: Path | None = None, *, name: tuple[str, str] = ("新城市", "New City"), region: str = "990100"
) -> list[tuple[str, str]]:
    """Founds the city as the owner of its database. Prints and returns (role and sign-in name, address) pairs.

    `data` is the data folder if TONGBAN_DATA does not name it; TONGBAN_OFFICE_URL is the office site's address. An
    administrator who is already set up gets no link; for the others a second call makes a new one.
    """
    if data is not None:
        os.environ.setdefault("TONGBAN_DATA", str(data))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings.manage")
    import django

    django.setup()
    from tongban.directory.actions import founding

    base = os.environ.get("TONGBAN_OFFICE_URL", OFFICE_URL).rstrip("/")
    links = [
        (f"{NAMES[link.administration]} ({link.login})", f"{base}/set-up/{link.secret}/")
        for link in founding.empty_city(name_zh=name[0], name_en=name[1], region=region)
    ]
    for role, address in links:
        sys.stdout.write(f"{role}\n    {address}\n")
    return links
