"""What the stand-in knows: its address, its one client, its people, its signing key. All in the data folder."""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT_ID = "tongban"
PATH = "/stand-in/identity"


@dataclass(frozen=True)
class Person:
    """Somebody invented whom the stand-in vouches for. `sub` is an opaque key."""

    sub: str
    name: str
    id_number: str
    phone: str

    def claims(self, scope: list[str]) -> dict[str, object]:
        """The claims of the userinfo endpoint for a granted scope."""
        found: dict[str, object] = {"sub": self.sub}
        if "profile" in scope:
            found |= {"name": self.name, "id_number": self.id_number}
        if "phone" in scope and self.phone:
            found |= {"phone_number": self.phone, "phone_number_verified": True}
        return found


def issuer() -> str:
    """The issuer identifier, which is also where discovery begins."""
    return str(settings.PUBLIC_URL).rstrip("/") + PATH


def client_secret() -> str:
    """The secret shared with our own public site; it never leaves this installation."""
    return hmac.new(settings.SECRET_KEY.encode(), b"stand-in identity client", hashlib.sha256).hexdigest()


def _folder() -> Path:
    folder = Path(settings.DATA) / "stand-in" / "identity"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def people() -> list[Person]:
    """The people of `people.json` ([{"sub", "name", "id_number", "phone"}]), written when the demo city is built."""
    file = _folder() / "people.json"
    if not file.exists():
        return []
    return [Person(**entry) for entry in json.loads(file.read_text("utf-8"))]


def write_people(entries: list[Person]) -> None:
    """Replaces the list."""
    rows = [{"sub": p.sub, "name": p.name, "id_number": p.id_number, "phone": p.phone} for p in entries]
    (_folder() / "people.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def person(sub: str) -> Person | None:
    """The person with this key."""
    return next((entry for entry in people() if entry.sub == sub), None)


def signing_key() -> rsa.RSAPrivateKey:
    """RSA 2048, made at first use; the first of several workers wins."""
    return _load(str(_key_file()))


def _key_file() -> Path:
    file = _folder() / "signing.pem"
    if file.exists():
        return file
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    part = file.with_name(f"signing.{os.getpid()}.part")
    part.touch(mode=0o600)
    part.write_bytes(made)
    try:
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return file


@lru_cache(maxsize=2)
def _load(path: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(Path(path).read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} does not hold an RSA key")
    return key


def first_use(code: str) -> bool:
    """True the first time an authorization code is redeemed, in whichever worker (RFC 6749 §4.1.2)."""
    used = _folder() / "used"
    used.mkdir(exist_ok=True)
    try:
        (used / hashlib.sha256(code.encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
