"""Writes the contracts of both APIs (tests/api/*.json) anew with --write; without, says whether they are as agreed."""

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "tests" / "api"


def contracts() -> dict[str, dict[str, Any]]:
    """File name and content: what an integrator reads at /api/v1/openapi.json of each site."""
    from tongban.api import office, public

    made = {"openapi.json": public.api, "openapi-office.json": office.api}
    return {name: api.get_openapi_schema(path_prefix="/api/v1/") for name, api in made.items()}


def text_of(contract: dict[str, Any]) -> str:
    """As it is kept."""
    return json.dumps(contract, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """0 when nothing differs or it was written."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings.test")
    os.environ.setdefault("TONGBAN_TEST_DATABASE", "{}")
    import django

    django.setup()
    changed = [name for name, made in contracts().items() if not _same(PLACE / name, text_of(made))]
    for name in changed:
        if "--write" in sys.argv:
            (PLACE / name).write_text(text_of(contracts()[name]), encoding="utf-8")
        print(f"{'已写入 written' if '--write' in sys.argv else '与约定不同 differs'}: {name}")
    return 1 if changed and "--write" not in sys.argv else 0


def _same(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
