"""`./tongban verify FILE`: judges an issued file without network or database, by the root certificates of the city."""

import sys
from pathlib import Path

from tongban.engine.sealing import Verdict, roots_in, verify


def verify_file(file: Path, trust: Path) -> int:
    """Prints the verdict in both languages; 0 for a genuine and unaltered file, 1 for any other."""
    if not roots_in(trust):
        sys.stderr.write(
            f"没有可信任的根证书：{trust} / no root certificates at {trust}\n"
            "请用 --trust 指定城市公布的根证书 / name the published root with --trust PEM\n"
        )
        return 1
    verdict = judged(file.read_bytes(), trust)
    sys.stdout.write(said(verdict))
    return 0 if verdict.valid else 1


def judged(pdf: bytes, trust: Path) -> Verdict:
    """The verdict by a trust file; roots of time-stamp authorities stand beside it, in `time.pem`."""
    return verify(pdf, roots_in(trust), time=roots_in(trust.with_name("time.pem")))


def said(verdict: Verdict) -> str:
    """The verdict as lines of text."""
    lines = [f"{'✓' if verdict.valid else '✗'} {verdict.zh} / {verdict.en}"]
    if verdict.sealed:
        lines.append(f"  盖章机关 / sealed by: {verdict.signer}")
    if verdict.signed_at is not None:
        proof = "" if verdict.stamped else "（文件自述 / as the file says）"
        lines.append(f"  盖章时间 / sealed at: {verdict.signed_at:%Y-%m-%d %H:%M:%S %z}{proof}")
    return "\n".join(lines) + "\n"
