"""Rights as the security administrator sees them: who holds what now and later, and the clients of the API."""

from datetime import date

from django.db.models import Q

from tongban.directory.models import Appointment, MachineClient, Officer, Organisation, Post, Substitution


def appointments_from(day: date) -> list[Appointment]:
    """Appointments that hold on `day` or begin later."""
    rows = Appointment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return list(rows.select_related("officer", "post__department").order_by("post__code", "valid_from"))


def substitutions_from(day: date) -> list[Substitution]:
    """Substitutions that hold on `day` or begin later."""
    rows = Substitution.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return list(rows.select_related("officer", "post__department").order_by("post__code", "valid_from"))


def appointable_officers() -> list[Officer]:
    """Active officers who are no administrators."""
    return list(Officer.objects.filter(is_active=True, administration="").order_by("login"))


def posts_on(day: date) -> list[Post]:
    """Posts that exist on `day`."""
    return list(Post.objects.valid_on(day).select_related("department").order_by("code"))


def machine_clients() -> list[MachineClient]:
    """Clients of the API, active ones first."""
    return list(MachineClient.objects.select_related("organisation").order_by("-is_active", "name"))


def organisation_by_uscc(uscc: str) -> Organisation | None:
    """The organisation with this code."""
    return Organisation.objects.filter(uscc=uscc).first()
