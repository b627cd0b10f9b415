"""The sealing process, as the role `tongban_sealer`: the only one that opens seal keys."""

import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand

from tongban.cases import sealing
from tongban.kit import collecting


class Command(BaseCommand):
    """`manage sealer`."""

    help = "Seals what letters and certificates ask for, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        collecting.seldom()
        sealing.run_forever()
