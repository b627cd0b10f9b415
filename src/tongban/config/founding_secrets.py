"""The random keys of one data folder, made once, 0600; they enter neither the database nor an argument list.

`public.key` and `office.key` sign cookies of their site; `vault.key` wraps data keys, `index.key` makes blind indexes,
`seal.key` guards the seals' private keys, `exchange.key` signs what the stand-in of a demo city says: each 32 bytes in hexadecimal, in a file of its own.
"""

import os
import secrets
from pathlib import Path

KEYS = ("public", "office", "vault", "index", "seal", "exchange")


def ensure(data: Path) -> Path:
    """Makes the missing keys of `data` and returns their folder. An existing key is never replaced."""
    folder = data / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in KEYS:
        _ensure_file(folder / f"{name}.key")
    return folder


def _ensure_file(file: Path) -> None:
    if file.exists():
        return
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(secrets.token_hex(32) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    try:
        os.link(partial, file)  # unlike a rename it never replaces: another start's key stays
    except FileExistsError:
        pass
    finally:
        partial.unlink()
