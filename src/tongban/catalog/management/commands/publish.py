"""`manage publish PATH…`: package folders and implementation files enter the database, checked as a whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.catalog.actions.publishing import publish_implementation, publish_package
from tongban.catalog.models import ImplementationVersion, PackageVersion
from tongban.engine.package import folder_files, read
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
                inside = f"{path}/" if path.is_dir() else f"{path.parent}/"
                lines = [
                    f"{inside}{p.file}:{p.line or '-'}: {p.zh} / {p.en}  → {p.mend_zh} / {p.mend_en}"
                    for p in refused.problems
                ]
                raise CommandError("\n".join(dict.fromkeys(lines))) from None
            self.stdout.write(f"{path}: {number}")
            for key, older in self._behind(path):
                self.stdout.write(
                    f"  {key} 仍用第 {older} 版，请再发布它的实施清单 / still uses version {older}: publish its implementation too"
                )

    def _behind(self, path: Path) -> list[tuple[str, int]]:
        """Implementations that run an earlier version of the package just published: citizens see no change there."""
        if not path.is_dir():
            return []
        code = read(folder_files(path)).code
        newest = PackageVersion.objects.filter(package__code=code).order_by("-number").first()
        rows = ImplementationVersion.objects.filter(package_version__package__code=code)
        last = rows.order_by("implementation", "-number").distinct("implementation")
        return [
            (one.implementation.key, one.package_version.number)
            for one in last.select_related("implementation", "package_version")
            if one.package_version is not None and newest is not None and one.package_version_id != newest.id
        ]

    def _publish(self, path: Path) -> int:
        if path.is_dir():
            return publish_package(folder_files(path), by=SYSTEM).number
        if not path.is_file():
            raise CommandError(f"没有 {path} / there is no {path}")
        return publish_implementation(path.read_text(encoding="utf-8"), by=SYSTEM, file=path.name).number
