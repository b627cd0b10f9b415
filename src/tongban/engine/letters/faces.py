"""Certificate faces: Typst sources that come with a package. They are data of others, so they are read with care."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.engine.problems import Problem

MAX_BYTES = 60_000
_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*[\s\S]*?\*/')
_FORBIDDEN = re.compile(r"\b(import|include|plugin|read|eval|toml|yaml|csv|xml|cbor|bibliography)\b(?=\s*[(\"]|\s+\S)")
_CALLS_ONLY = ("read", "eval", "toml", "yaml", "csv", "xml", "cbor", "bibliography")
_MEND = ("证照面须自足：数据只来自 sys.inputs.data", "a face is self-contained: data comes only from sys.inputs.data")


def face_problems(source: bytes, file: str) -> Iterator[Problem]:
    """What is refused in a face: other files, packages (`@preview`), code made from text."""
    if len(source) > MAX_BYTES:
        wrong = (f"证照面超过 {MAX_BYTES} 字节", f"the face is larger than {MAX_BYTES} bytes")
        yield Problem(file, None, "", *wrong, *_MEND)
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError:
        yield Problem(file, None, "", "不是 UTF-8 编码", "the file is not UTF-8", "另存为 UTF-8", "save it as UTF-8")
        return
    for match in re.finditer(r'"@[^"]*"', text):
        wrong = (f"不得引用网络包 {match.group()}", f"packages from the network are refused: {match.group()}")
        yield Problem(file, _line(text, match.start()), match.group(), *wrong, *_MEND)
    bare = _STRING_OR_COMMENT.sub(lambda found: re.sub(r"[^\n\"]", " ", found.group()), text)
    for match in _FORBIDDEN.finditer(bare):
        word = match.group()
        if word in _CALLS_ONLY and not bare[match.end() :].lstrip().startswith("("):
            continue
        wrong = (f"证照面不得使用 {word}", f"a face may not use {word}")
        yield Problem(file, _line(text, match.start()), word, *wrong, *_MEND)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
