"""`./tongban manage keep access 1096`, `./tongban manage keep draft 30 --notice 7`: how long things are kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.kit import retention


class Command(BaseCommand):
    help = "设定保存期限（天）；Set for how many days a kind of thing is kept"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(retention.DEFAULTS))
        parser.add_argument("days", type=int)
        parser.add_argument(
            "--notice", type=int, default=0, help="到期前几天提醒 / days before the end to tell the person"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            retention.keep(options["kind"], days=options["days"], notice_days=options["notice"])
        except ValueError as refused:
            raise CommandError(str(refused)) from None
