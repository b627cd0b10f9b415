"""Works until it is asked to end."""

import time

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Sleeps."""

    def handle(self, *args: object, **options: object) -> None:
        """Until SIGTERM."""
        while True:
            time.sleep(0.2)
