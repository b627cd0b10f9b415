"""`manage make_test_seals`: a test seal for every department that has none. What they seal says it has no legal force."""

from typing import Any

from django.core.management.base import BaseCommand

from tongban.directory.models import Department
from tongban.exchange.seals import make_test_seal


class Command(BaseCommand):
    """Idempotent; run it again after a department was added."""

    help = "Makes test seals for departments without one."

    def handle(self, *args: Any, **options: Any) -> None:
        for department in Department.objects.order_by("code"):
            make_test_seal(department)
            self.stdout.write(department.code)
