"""`./tongban verify FILE`: judges an issued file without network or database, by the root certificates of the city."""

import re
import sys
from pathlib import Path

from tongban.engine.sealing import Verdict, verify

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)


def roots_in(file: Path) -> list[bytes]:
    """The certificates (PEM) of a trust file; none where there is no file."""
    return _PEM.findall(file.read_bytes()) if file.is_file() else []


def verify_file(file: Path, trust: Path) -> int:
    """Prints the verdict in both languages; 0 for a genuine and unaltered file, 1 for any other."""
    roots = roots_in(trust)
    if not roots:
        sys.stderr.write(
            f"没有可信任的根证书：{trust} / no root certificates at {trust}\n"
            "请用 --trust 指定城市公布的根证书 / name the published root with --trust PEM\n"
        )
        return 1
    verdict = verify(file.read_bytes(), roots)
    sys.stdout.write(said(verdict))
    return 0 if verdict.valid else 1


def said(verdict: Verdict) -> str:
    """The verdict as lines of text."""
    lines = [f"{'✓' if verdict.valid else '✗'} {verdict.zh} / {verdict.en}"]
    if verdict.sealed:
        lines.append(f"  盖章机关 / sealed by: {verdict.signer}")
    if verdict.signed_at is not None:
        proof = "" if verdict.stamped else "（文件自述 / as the file says）"
        lines.append(f"  盖章时间 / sealed at: {verdict.signed_at:%Y-%m-%d %H:%M:%S %z}{proof}")
    return "\n".join(lines) + "\n"
