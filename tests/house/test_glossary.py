"""The glossary and the code, both ways: every model and every act has one Chinese word, and no word is left over."""

import ast
import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<code>[a-z]+\.[A-Za-z_]+)` \| (?P<zh>[^|]*) \|$", re.MULTILINE)


def rows(title: str) -> dict[str, str]:
    """Code and Chinese word of one table."""
    part = GLOSSARY.split(f"## {title}")[1].split("\n## ")[0]
    return {row["code"]: row["zh"] for row in ROW.finditer(part)}


def models() -> set[str]:
    """Room and class of every table of ours."""
    ours = [one for one in apps.get_models() if one.__module__.startswith("tongban.")]
    return {f"{one._meta.app_label}.{one.__name__}" for one in ours}


def acts() -> set[str]:
    """Room and name of every public function of actions/ that is told who acts."""
    found = set()
    for file in (ROOT / "src" / "tongban").glob("*/actions/*.py"):
        for one in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
                names = {argument.arg for argument in (*one.args.args, *one.args.kwonlyargs)}
                if names & {"actor", "by"}:
                    found.add(f"{file.parts[-3]}.{one.name}")
    return found


def test_models_and_their_words() -> None:
    assert set(rows("数据表")) == models()


def test_acts_and_their_words() -> None:
    assert set(rows("动作")) == acts()


def test_every_word_is_chinese() -> None:
    words = {**rows("数据表"), **rows("动作")}
    assert len(words) > 100
    assert [code for code, zh in words.items() if not re.search(r"[一-鿿]", zh)] == []
