"""Is this PDF safe to hand to an officer? Looked for twice: in the bytes, as a viewer that repairs a file might read
them, and object by object through a parser in a process of its own (`pdf_walking`), for no parser is trusted.
"""

import os
import re
import subprocess
import sys
import zlib

MOST_INFLATED = 24 * 1024 * 1024
SECONDS = 15
_STARTUP_SECONDS = 10
_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
# Names too long to turn up in packed data by chance, so they are looked for everywhere, whatever they stand in.
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?|FileAttachment|SubmitForm|ImportData|Rendition)(?![A-Za-z0-9])"
)
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_STREAM = re.compile(rb"(?<!end)stream[ \t\f\x00]*\r?\n?")
_PEEK = 512
# Packed objects begin with a table of numbers. Page content may, too; looking into it does no harm.
_NUMBERS = re.compile(rb"(?:[\s\x00]|%[^\r\n]*[\r\n])*[+-]?\d")


def pdf_problem(content: bytes) -> str | None:
    """None, or a code: "pdf-broken" (what cannot be read counts as broken), "pdf-encrypted", "pdf-active"."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        return "pdf-broken"
    plain = _unescaped(content)
    if _ENCRYPTED.search(plain):
        return "pdf-encrypted"
    if _ACTIVE.search(plain):
        return "pdf-active"
    return _packed_problem(content) or _walked(content)


def _unescaped(text: bytes) -> bytes:
    return _NAME.sub(lambda found: bytes([int(found.group(1), 16)]), text)


def _packed_problem(content: bytes) -> str | None:
    """Whatever a dictionary says: each stream that unpacks to a table of numbers is looked into, within a bound."""
    left = MOST_INFLATED
    for found in _STREAM.finditer(content):
        if not _NUMBERS.match(_inflated(content, found.end(), _PEEK)):
            continue
        plain = _inflated(content, found.end(), left)
        left -= len(plain)
        if left <= 0:
            return "pdf-broken"
        if _ACTIVE.search(_unescaped(plain)):
            return "pdf-active"
    return None


def _inflated(content: bytes, start: int, most: int) -> bytes:
    """What can be inflated from here, at most so many bytes; damaged data gives what comes before the damage."""
    machine, plain = zlib.decompressobj(), b""
    try:
        for at in range(start, len(content), 1 << 16):
            plain += machine.decompress(content[at : at + (1 << 16)], most - len(plain))
            if machine.eof or len(plain) >= most:
                break
    except zlib.error:
        pass
    return plain


def _walked(content: bytes) -> str | None:
    """The verdict of the parser in a child, with an end to its time and memory."""
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PATH": os.environ.get("PATH", "")}
    command = [sys.executable, "-m", "tongban.records.pdf_walking", str(SECONDS)]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS + _STARTUP_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "pdf-broken"
    said = done.stdout.decode("ascii", "replace")
    if said:
        return None if said == "fine" else said
    if done.returncode > 0 and b"MemoryError" not in done.stderr:  # our own fault, not to be blamed on the file
        raise RuntimeError(f"the walk itself failed: {done.stderr.decode(errors='replace')[-500:]}")
    return "pdf-broken"
