"""The stories there are, and who applies in one: the people its answers name, who live in the demo city."""

from typing import Any

from tongban.directory.models import Citizen, Organisation
from tongban.engine.package.compiling import Story
from world.build import all_packages

PACKAGES = {package.code: package for package in all_packages()}


def people_of(story: Story) -> dict[str, Any]:
    """Who applies: the people the answers name, who live in the demo city."""
    text = str(story.answers)
    organisations = [one for one in Organisation.objects.order_by("uscc") if one.uscc in text or one.name in text]
    if story.applicant == "organisation":
        organisation = organisations[0] if organisations else Organisation.objects.order_by("uscc")[0]
        return {"citizen": organisation.mandates.get(is_representative=True).citizen, "organisation": organisation}
    citizens = list(Citizen.objects.order_by("id"))
    return {"citizen": next((one for one in citizens if str(one.citizen_id) in text), citizens[0])}
