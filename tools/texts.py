"""Finds every text that pages show through gettext: calls in Python, translation tags and component tags in templates.

Also finds Chinese in templates that goes round gettext, which an English reader would see untranslated.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

SOURCE = Path("src/tongban")
CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_SPEAKERS = {
    "gettext": "text", "gettext_lazy": "text", "gettext_noop": "text", "ngettext": "plural",
    "ngettext_lazy": "plural", "pgettext": "context", "pgettext_lazy": "context", "npgettext": "context-plural",
}  # fmt: skip
_LITERAL = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_IN_TEMPLATE = re.compile(
    rf"\b(npgettext|pgettext|ngettext|gettext|_)\(\s*{_LITERAL}(?:,\s*{_LITERAL})?(?:,\s*{_LITERAL})?"
)
_QUOTED = re.compile(_LITERAL)
_MARKED_TEXT = re.compile(rf"_\({_LITERAL}\)")
_MARKED_CHINESE = re.compile(r"""lang="zh-CN">[^<{]*""")
_NAME = re.compile('[">]通办?["<]')
_GETTEXT_TAG = re.compile(r"(trans|translate|blocktrans|blocktranslate)\b")
_UNTOLD = ("comment", "load", "extends", "include", "url", "static")


@dataclass(frozen=True)
class Found:
    """One text and the file it stands in."""

    text: str
    plural: str
    context: str
    place: str


@dataclass(frozen=True)
class Untold:
    """Chinese that a template prints without gettext."""

    place: str
    line: int
    text: str


def everywhere(root: Path) -> tuple[list[Found], list[Untold]]:
    """All texts under `root`/src/tongban, in order of files, and what goes round gettext."""
    found: list[Found] = []
    untold: list[Untold] = []
    for file in sorted((root / SOURCE).rglob("*")):
        place = file.relative_to(root).as_posix()
        if file.suffix == ".py" and "migrations" not in file.parts:
            found += in_python(file.read_text(encoding="utf-8"), place)
        elif file.suffix in (".html", ".txt") and "templates" in file.parts:
            source = file.read_text(encoding="utf-8")
            found += in_template(source, place)
            untold += untold_in(source, place)
    return found, untold


def in_python(source: str, place: str) -> Iterator[Found]:
    """Texts given as literals to functions imported from django.utils.translation."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {one.asname or one.name: one.name for one in node.names if one.name in _SPEAKERS}
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            modules |= {one.asname or one.name for one in node.names if one.name == "translation"}
    for node in ast.walk(tree):
        speaker = _speaker(node, names, modules)
        if speaker and isinstance(node, ast.Call):
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if texts:
                yield _found(_SPEAKERS[speaker], texts, place)


def in_template(source: str, place: str) -> Iterator[Found]:
    """Texts of translation tags, of `_("…")`, and Chinese literals in the tags of components."""
    for match in _IN_TEMPLATE.finditer(templatize(source, origin=place)):
        speaker = "gettext" if match[1] == "_" else match[1]
        texts = [ast.literal_eval(one) for one in match.groups()[1:] if one]
        yield _found(_SPEAKERS[speaker], texts, place)
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK and not _GETTEXT_TAG.match(token.contents):
            yield from (Found(text, "", "", place) for text in _component_texts(token.contents))


def untold_in(source: str, place: str) -> Iterator[Untold]:
    """Chinese in the plain text of a template, and in literals of `{{ … }}`, outside gettext.

    Not meant: what is marked `lang="zh-CN"` (the language switch), and the mark and the product's own name.
    """
    inside = False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            if re.match(r"(blocktrans|blocktranslate|comment)\b", token.contents):
                inside = True
            elif re.match(r"end(blocktrans|blocktranslate|comment)\b", token.contents):
                inside = False
        elif token.token_type == TokenType.TEXT and not inside:
            lines = _MARKED_CHINESE.sub("", token.contents).splitlines()
            yield from (Untold(place, token.lineno or 0, line.strip()) for line in lines if _speaks_chinese(line))
        elif token.token_type == TokenType.VAR and _speaks_chinese(_MARKED_TEXT.sub("", token.contents)):
            yield Untold(place, token.lineno or 0, token.contents)


def _speaks_chinese(text: str) -> bool:
    return bool(CHINESE.search(_NAME.sub("", text)))


def _speaker(node: ast.AST, names: dict[str, str], modules: set[str]) -> str:
    if not isinstance(node, ast.Call):
        return ""
    called = node.func
    if isinstance(called, ast.Name):
        return names.get(called.id, "")
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id in modules:
        return called.attr if called.attr in _SPEAKERS else ""
    return ""


def _found(kind: str, texts: list[str], place: str) -> Found:
    context = texts.pop(0) if kind.startswith("context") else ""
    plural = texts[1] if kind.endswith("plural") and len(texts) > 1 else ""
    return Found(texts[0], plural, context, place)


def _component_texts(contents: str) -> Iterator[str]:
    if contents.split()[0] in _UNTOLD or contents.split()[0].startswith(("if", "elif", "for", "with")):
        return
    for match in _QUOTED.finditer(_MARKED_TEXT.sub("", contents)):
        text = ast.literal_eval(match[1])
        if CHINESE.search(text):
            yield text
