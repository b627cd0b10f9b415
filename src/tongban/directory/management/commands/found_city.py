"""`./tongban manage found_city`: the rows every city needs; with --empty also three administrators and their links."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.directory.actions import founding
from tongban.directory.actions.rights import Refuse


class Command(BaseCommand):
    help = "建立城市：安装记录、数据密钥、工作日历；Found the city: installation row, data key, calendars"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name-zh", default="新城市")
        parser.add_argument("--name-en", default="New City")
        parser.add_argument("--region", default="990100", help="行政区划代码 / region code")
        kind = parser.add_mutually_exclusive_group(required=True)
        kind.add_argument("--demo", action="store_true", help="演示城市，时间可以模拟 / a demo city, its time can move")
        kind.add_argument(
            "--empty", action="store_true", help="正式城市，只有三位管理员 / a real city, administrators only"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place = {"name_zh": options["name_zh"], "name_en": options["name_en"], "region": options["region"]}
        try:
            if options["demo"]:
                founding.found_city(**place, demo=True)
                return
            links = founding.empty_city(**place)
        except Refuse as refused:
            raise CommandError("; ".join(f"{zh} {en}" for zh, en in refused.problems.values())) from None
        for link in links:
            self.stdout.write(f"{link.administration} {link.login} /set-up/{link.secret}/")
