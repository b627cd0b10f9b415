"""`accounts`: the demo sign-ins of a data folder, for people and (--json) for programs."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pyotp

from tongban.config.command.messages import Stop
from tongban.config.command.places import add_data_option, data_of

FILE = "accounts.json"
Accounts = list[dict[str, Any]]


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the subcommand."""
    parser = subparsers.add_parser("accounts", help="demo sign-ins / 演示账号")
    parser.add_argument("name", nargs="?", default="", help="only sign-ins that contain this / 只列出包含此内容的账号")
    parser.add_argument("--json", action="store_true", help="as JSON / 以 JSON 输出")
    add_data_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the sign-ins, an officer's with the one-time code of this moment; status 1 where there are none."""
    data = data_of(options)
    accounts = read(data)
    if accounts is None:
        raise Stop(
            f"{data} 中没有演示账号",
            f"there are no demo sign-ins in {data}",
            mend=f"they are made with the demo city: ./tongban up --data {data}",
        )
    if options.name:
        accounts = [account | {"shown": True} for account in accounts if options.name in _line(account)]
        if not accounts:
            raise Stop(
                f"没有包含“{options.name}”的演示账号",
                f"no demo sign-in contains {options.name!r}",
                mend="all of them: ./tongban accounts --json",
            )
    if options.json:
        json.dump(accounts, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        print("\n".join(lines(accounts, codes=True)))
    return 0


def read(data: Path) -> Accounts | None:
    """The sign-ins ({site, role: {zh, en}, login, password, totp_seed, note}), or None without a demo city."""
    try:
        found: Accounts = json.loads((data / FILE).read_text())
    except FileNotFoundError:
        return None
    except PermissionError:
        raise Stop(
            f"无权读取 {data / FILE}", f"this user may not read {data / FILE}", mend="ask as its owner"
        ) from None
    return found


def lines(accounts: Accounts, *, codes: bool = False) -> list[str]:
    """One line a sign-in, sites apart; of a big city those marked to be shown. `codes`: with the one-time codes of now."""
    chosen = [account for account in accounts if account.get("shown", True)]
    shown = []
    for site in dict.fromkeys(account["site"] for account in chosen):
        shown.append(f"  {site}")
        shown += [_line(account, code=codes) for account in chosen if account["site"] == site]
    if len(chosen) < len(accounts):
        shown.append(f"  … {len(accounts)} 个账号 / sign-ins in all: ./tongban accounts --json")
    return shown


def _line(account: dict[str, Any], *, code: bool = False) -> str:
    role = account.get("role") or ""
    name = f"{role.get('zh', '')} / {role.get('en', '')}" if isinstance(role, dict) else str(role)
    seed = f"   TOTP {account['totp_seed']}" if account.get("totp_seed") else ""
    if seed and code:
        seed += f"   {pyotp.TOTP(account['totp_seed']).now()}"
    return f"    {account['login']}   {account['password']}{seed}   {name}".rstrip(" /")
