"""`bench [NAME]`: measurements that the documents quote, one module each in `benches/`."""

import argparse
import json
import os
import pkgutil
import platform
from importlib import import_module

from tongban.config.command import benches
from tongban.config.command.messages import Stop


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("bench", help="measure / 性能测量")
    parser.add_argument("name", nargs="?", metavar="NAME", help="one of: " + ", ".join(names()))
    parser.add_argument("--json", action="store_true", help="as JSON / 以 JSON 输出")
    parser.set_defaults(run=run)


def names() -> list[str]:
    """The measurements there are."""
    return [module.name for module in pkgutil.iter_modules(benches.__path__)]


def run(options: argparse.Namespace) -> int:
    """Runs one measurement or all; each gives {label: number with its unit in the label}."""
    if options.name and options.name not in names():
        raise Stop(
            f"没有测量 {options.name}", f"there is no bench {options.name}", mend="one of: " + ", ".join(names())
        )
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.platform()}
    results = {name: _measure(name) for name in ([options.name] if options.name else names())}
    if options.json:
        print(json.dumps({"machine": machine, "results": results}, indent=1))
        return 0
    print("  ".join(f"{key} {value}" for key, value in machine.items()))
    for name, numbers in results.items():
        print(name)
        for label, number in numbers.items():
            print(f"  {label:<40} {number:>10}")
    return 0


def _measure(name: str) -> dict[str, float]:
    result: dict[str, float] = import_module(f"{benches.__name__}.{name}").measure()
    return result
