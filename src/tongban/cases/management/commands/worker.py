"""The worker process: runs the queue and what time itself does, as the role `tongban_worker`."""

from typing import Any

from django.core.management.base import BaseCommand

from tongban.kit import jobs


class Command(BaseCommand):
    """`manage worker`."""

    help = "Runs the job queue until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        jobs.work()
