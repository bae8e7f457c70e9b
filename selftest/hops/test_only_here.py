"""One place knows each log's format, and depends on nothing above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOPS = ROOT / "fixtures" / "hops"
TELLTALES = (
    "to upstream",
    "<upstream>",
    "upstream:",
    "session (",
    "session \\",
    "usage:",
    "SEVERE",
    "emerg",
    "NOSRV",
    "level=",
    "remote=",
    "Selected pair",
    "connected to:",
    "Authenticated as",
    "login result",
    "not-authorized",
    "backend>",
    "Exception",
    "Failed with result",
    'msg"',
)
"""Words that stand in the logs, and in nothing else that is searched by a regular expression."""
READERS = tuple(f"re.{name}" for name in ("compile", "search", "match", "fullmatch", "findall", "finditer", "sub"))
MODULES = [
    path
    for folder in ("fixtures", "suites", "conftest.py")
    for path in ([ROOT / folder] if folder.endswith(".py") else sorted((ROOT / folder).rglob("*.py")))
    if HOPS not in path.parents
]


def regular_expressions(source: str) -> Iterator[str]:
    """Yield the literal parts of the patterns that a module gives to `re`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
            constants = (inner for inner in ast.walk(node) if isinstance(inner, ast.Constant))
            yield from (constant.value for constant in constants if isinstance(constant.value, str))


def of_a_log(source: str) -> list[str]:
    """Return the patterns of a module that are for a log line."""
    return [pattern for pattern in regular_expressions(source) if any(word in pattern for word in TELLTALES)]


def test_no_other_module_reads_a_log() -> None:
    """No module outside fixtures/hops/ holds a regular expression for a log line."""
    found = {str(path.relative_to(ROOT)): of_a_log(path.read_text()) for path in MODULES}

    assert {path: patterns for path, patterns in found.items() if patterns} == {}


@pytest.mark.parametrize(
    "source",
    [
        're.compile(r"session (?P<id>\\d+): usage: ")',
        're.search(rf"{CLIENT} main (?P<backend>[^/]+)/", line)',
        're.findall("SEVERE", text)',
    ],
)
def test_a_pattern_for_a_log_is_found(source: str) -> None:
    """A module that reads coturn's, HAProxy's or Java's lines by itself would be found."""
    assert of_a_log(source)


def test_depends_on_nothing() -> None:
    """The formats know neither pytest nor the host: fixtures/hops/ imports nothing of the suite but itself."""
    nodes = (node for path in HOPS.glob("*.py") for node in ast.walk(ast.parse(path.read_text())))
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    ours = {module for module in modules if module.split(".")[0] in ("fixtures", "suites", "pytest")}

    assert {".".join(module.split(".")[:2]) for module in ours} == {"fixtures.hops"}
