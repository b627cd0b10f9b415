"""Reads of the directory: who holds which post, who acts for whom, which day counts. Days are legal days."""

from tongban.directory.queries.calendars import calendar_for
from tongban.directory.queries.departments import department_by_code, departments_on, region_with_ancestors
from tongban.directory.queries.identity import identity_of
from tongban.directory.queries.mandates import had_mandate, is_general, mandate_in_force, may_act_for, organisations_of
from tongban.directory.queries.posts import HeldPost, actor_holding, actor_of_officer, officers_in, posts_of

__all__ = [
    "HeldPost",
    "actor_holding",
    "actor_of_officer",
    "calendar_for",
    "department_by_code",
    "departments_on",
    "had_mandate",
    "identity_of",
    "is_general",
    "mandate_in_force",
    "may_act_for",
    "officers_in",
    "organisations_of",
    "posts_of",
    "region_with_ancestors",
]
