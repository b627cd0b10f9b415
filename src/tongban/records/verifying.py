"""Judges an issued file without network or database, by the root certificates of the city; the verdict in words."""

from pathlib import Path

from tongban.engine.sealing import Verdict, roots_in, verify


def judged(pdf: bytes, trust: Path) -> Verdict:
    """The verdict by a trust file; roots of time-stamp authorities stand beside it, in `time.pem`."""
    return verify(pdf, roots_in(trust), time=roots_in(trust.with_name("time.pem")))


def said(verdict: Verdict) -> str:
    """The verdict as lines of text."""
    lines = [f"{'✓' if verdict.valid else '✗'} {verdict.zh} / {verdict.en}"]
    if verdict.test:
        lines.append("  测试印章，不具法律效力 / a test seal, without legal force")
    if verdict.sealed:
        lines.append(f"  盖章机关 / sealed by: {verdict.signer}")
    if verdict.signed_at is not None:
        proof = "" if verdict.stamped else "（文件自述 / as the file says）"
        lines.append(f"  盖章时间 / sealed at: {verdict.signed_at:%Y-%m-%d %H:%M:%S %z}{proof}")
    return "\n".join(lines) + "\n"
