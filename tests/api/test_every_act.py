"""What can be done on the public pages can be done by the API: a new act of the pages shows here until it has its operation."""

import ast
import json
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src/tongban"
PAGES = (*SOURCE.glob("portal/**/*.py"), *SOURCE.glob("cases/filling*.py"))
CONTRACT = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))

OTHERWISE = {
    "drafting.own_draft": "GET /drafts/{draft}",
    "drafting.save_page": "PUT /drafts/{draft}",  # an app has no pages
    "drafting.choose_commitment": "PUT /drafts/{draft}",
    "drafting.put_material": "PUT /drafts/{draft}",
    "drafting.attach_file": "PUT /drafts/{draft}",
    "drafting.start_correction": "POST /cases/{number}/corrections/answer",
}
"""Acts of the pages that the API has under another action, and its operation."""

PERSONS_ONLY = {
    "drafting.trimmed",  # no act
    "consents.take_back",  # an app gives its own back (RFC 7009) and takes back nobody else's
    # who represents is settled by persons, never by a program
    "mandates.grant_mandate", "mandates.revoke_mandate", "mandates.answer_invitation", "mandates.withdraw_invitation",
}  # fmt: skip
"""What neither a program nor an app has a part in."""


def acts_of(files: tuple[Path, ...]) -> set[str]:
    """`module.function` of every action that these files call."""
    found: set[str] = set()
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules: dict[str, str] = {}
        functions: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and ".actions" in (node.module or ""):
                last = str(node.module).rpartition(".")[2]
                for one in node.names:
                    into = modules if last == "actions" else functions
                    into[one.asname or one.name] = one.name if last == "actions" else f"{last}.{one.name}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
                found.add(functions[node.func.id])
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in modules
            ):
                found.add(f"{modules[node.func.value.id]}.{node.func.attr}")
    return found


def test_no_act_of_the_pages_is_missing() -> None:
    accounts = ("citizens.", "attempts.", "rights.")  # signing in and one's own account
    pages = {one for one in acts_of(PAGES) if not one.startswith(accounts) and one.partition(".")[2][0].islower()}
    machines = acts_of(tuple(SOURCE.glob("api/*.py")))
    assert pages - machines == set(OTHERWISE) | PERSONS_ONLY


def test_what_stands_for_an_act_is_an_operation() -> None:
    offered = {
        f"{verb.upper()} {path.removeprefix('/api/v1')}" for path, verbs in CONTRACT["paths"].items() for verb in verbs
    }
    assert set(OTHERWISE.values()) <= offered
