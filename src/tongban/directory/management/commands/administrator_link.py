"""`./tongban manage administrator_link`: breaks the glass for an administrator who lost the device, or for a new one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.directory.actions import officer_accounts
from tongban.directory.actions.rights import Refuse


class Command(BaseCommand):
    help = "为遗失设备的管理员生成一次性链接，记入台账；A one-time link for an administrator who lost the device"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="管理员登录名 / sign-in name of the administrator")
        parser.add_argument("--new", metavar="KIND", help="新设管理员的种类 / make a new one: system, security, audit")
        parser.add_argument("--name", default="", help="新管理员的姓名 / name of the new one")
        parser.add_argument(
            "--protocol", required=True, help="两人签字记录的编号 / number of the record two people signed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        protocol = options["protocol"].strip()
        if not 1 <= len(protocol) <= 60:
            raise CommandError("请填写记录编号（最多 60 字）; give the number of the record (60 characters at most)")
        try:
            secret = _secret(options["login"], options.get("new"), options.get("name") or "", protocol)
        except Refuse as refused:
            raise CommandError("; ".join(f"{zh} {en}" for zh, en in refused.problems.values())) from None
        self.stdout.write(f"/set-up/{secret}/")


def _secret(login: str, kind: str | None, name: str, protocol: str) -> str:
    if kind is None:
        return officer_accounts.break_glass(login, protocol=protocol)
    return officer_accounts.add_administrator(kind, login, name, protocol=protocol)
