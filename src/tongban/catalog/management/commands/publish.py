"""`manage publish PATH…`: package folders and implementation files enter the database, checked as a whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.catalog.actions.publishing import publish_implementation, publish_package
from tongban.engine.package import folder_files
from tongban.engine.problems import Refused
from tongban.kit.access import SYSTEM


class Command(BaseCommand):
    """Folders are packages, .toml files are implementations; publishing the same again changes nothing."""

    help = "Publishes packages (folders) and implementations (.toml files)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["paths"]:
            try:
                number = self._publish(path)
            except Refused as refused:
                lines = [
                    f"{path}/{p.file}:{p.line or '-'}: {p.zh} / {p.en}  → {p.mend_zh} / {p.mend_en}"
                    for p in refused.problems
                ]
                raise CommandError("\n".join(lines)) from None
            self.stdout.write(f"{path}: {number}")

    def _publish(self, path: Path) -> int:
        if path.is_dir():
            return publish_package(folder_files(path), by=SYSTEM).number
        if not path.is_file():
            raise CommandError(f"没有 {path} / there is no {path}")
        return publish_implementation(path.read_text(encoding="utf-8"), by=SYSTEM, file=path.name).number
