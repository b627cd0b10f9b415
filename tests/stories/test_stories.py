"""Every story of every package, by the actions."""

import pytest

from tongban.directory.models import Citizen, Organisation
from world.build import all_packages
from world.running import StoryRun

PACKAGES = {package.code: package for package in all_packages()}
SEALED_WHOLE = ("outdoor-sign", "ordinary")  # in the others the letters wait for the sealing process
STORIES = [(code, name) for code, package in PACKAGES.items() for name in package.stories]


@pytest.mark.parametrize(("code", "name"), STORIES)
@pytest.mark.django_db
def test_story(code: str, name: str, city: object) -> None:
    story = PACKAGES[code].stories[name]
    run = StoryRun(PACKAGES[code], story, people_of(story))
    run.seal_only = "certificate" if (code, name) != SEALED_WHOLE else None
    run.run()


def people_of(story):  # type: ignore[no-untyped-def]
    """Who applies: the people the answers name, who live in the demo city."""
    text = str(story.answers)
    organisations = [one for one in Organisation.objects.order_by("uscc") if one.uscc in text or one.name in text]
    if story.applicant == "organisation":
        organisation = organisations[0] if organisations else Organisation.objects.order_by("uscc")[0]
        return {"citizen": organisation.mandates.get(is_representative=True).citizen, "organisation": organisation}
    citizens = list(Citizen.objects.order_by("id"))
    return {"citizen": next((one for one in citizens if str(one.citizen_id) in text), citizens[0])}
