"""Names and sentences use the field's terms: the private idiom that once grew here does not come back.

A word is listed with the term that stands for it. It is looked for as a part of every name that the code defines, and
as a word of every sentence that a person reads: docstrings, requirements, remedies, documents. The list is short and
holds only words that no reader of the field expects; a word with an honest use in it does not belong here.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
IN_NAMES: Final[Mapping[str, str]] = {
    "births": "incarnations",
    "canaries": "listeners",
    "deed": "action",
    "deeds": "actions",
    "door": "the service, port or name that is meant",
    "doors": "the services, ports or names that are meant",
    "eyes": "observers",
    "horizon": "client addresses",
    "knock": "request, scan or check",
    "knocks": "requests, scans or checks",
    "lived": "ran",
    "road": "path, route or transport",
    "untold": "undecided",
}
IN_SENTENCES: Final[Mapping[str, str]] = {
    "births": "incarnations",
    "deed": "action",
    "deeds": "actions",
    "doors": "services, ports or names",
    "horizon": "client addresses",
    "knocks": "asks, scans or checks",
    "lived in": "ran",
    "places? to look from": "vantage",
    "red here": "when this fails",
    "roads": "paths, routes or transports",
}
KEPT: Final[Mapping[str, str]] = {
    "fixtures/nightly": "a key of the history, whose lines are never changed",
    "fixtures/trend": "the same key, read",
    "fixtures/worlds": "a key of reports/worlds/report.json",
}
"""Folders in which `untold` stays."""
_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MODULES: Final = sorted(
    path
    for folder in ("fixtures", "suites", "compose/jitsi/local")
    for path in (ROOT / folder).rglob("*.py")
    if "node_modules" not in path.parts
)
DOCUMENTS: Final = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not {".venv", "reports", ".pytest_cache"} & {*path.relative_to(ROOT).parts[:-1]}
    or path == ROOT / "reports/README.md"
)
CATALOGUES: Final = sorted((ROOT / "suites").glob("*/requirements.toml"))


def names(source: str) -> Iterator[str]:
    """Yield every name that a module defines: classes, functions, parameters, variables."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def sentences(source: str) -> Iterator[str]:
    """Yield every docstring of a module, those of attributes among them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def strange_names(source: str) -> set[str]:
    """Return the names of a module that have a listed word in them."""
    return {name for name in names(source) if {part.lower() for part in _PARTS.findall(name)} & {*IN_NAMES}}


def strange_words(text: str) -> set[str]:
    """Return the listed words of a text."""
    read = " ".join(text.lower().split())
    return {word for word in IN_SENTENCES if re.search(rf"\b{word}\b", read)}


def test_names() -> None:
    """No name is made of a listed word."""
    found = {str(path.relative_to(ROOT)): strange_names(path.read_text()) for path in MODULES}
    for folder in KEPT:
        found = {
            path: {name for name in bad if not (path.startswith(folder) and "untold" in name.lower())}
            for path, bad in found.items()
        }

    assert {path: bad for path, bad in found.items() if bad} == {}


def test_docstrings() -> None:
    """No docstring has a listed word."""
    found = {str(path.relative_to(ROOT)): strange_words("\n".join(sentences(path.read_text()))) for path in MODULES}

    assert {path: bad for path, bad in found.items() if bad} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.name)
def test_requirements_and_remedies(path: Path) -> None:
    """No requirement and no remedy has a listed word."""
    entries = tomllib.loads(path.read_text())["requirement"]

    assert strange_words("\n".join(str(entry) for entry in entries)) == set()


def test_documents() -> None:
    """No document has a listed word."""
    found = {str(path.relative_to(ROOT)): strange_words(path.read_text()) for path in DOCUMENTS}

    assert {path: bad for path, bad in found.items() if bad} == {}


def test_a_listed_word_is_found() -> None:
    """In names of every form, and in sentences whose lines are broken anywhere."""
    assert strange_names("def knock(turn_door): pass\nclass DeedDone: pass\nindoor = 1") == {
        "knock",
        "turn_door",
        "DeedDone",
    }
    assert strange_words("A place to\nlook from.") == {"places? to look from"}


@pytest.mark.parametrize("path", sorted((ROOT / "suites").rglob("test_*.py")), ids=lambda path: path.stem)
def test_a_module_of_checks_says_what_its_failure_means(path: Path) -> None:
    """The docstring of a module of checks says what a failure means for users: `When these checks fail, ...`."""
    text = ast.get_docstring(ast.parse(path.read_text())) or ""

    assert re.search(r"\b(When (this|these checks|they) fails?|A failure here)\b", " ".join(text.split()))
